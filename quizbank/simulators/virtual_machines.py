"""Virtual machines: entries into the monitor under trap and emulate, and a page walk through nested page tables."""

from collections.abc import Sequence

__all__ = ["monitor_entries", "nested_walk_accesses"]


def monitor_entries(events: Sequence[str]) -> int:
    """How often the monitor is entered without hardware support, when the guest kernel runs in real user mode.

    Events: "ordinary" instructions; "syscall" and "fault" of a guest program and a device "interrupt", which the monitor
    gets and hands on to the guest kernel; "privileged" instructions of the guest kernel and its stores into its page
    tables ("table", kept read-only); "return", its privileged return to the guest program.
    """
    entries = depth = 0
    for event in events:
        if event in ("syscall", "fault", "interrupt"):
            entries += 1
            depth += 1
        elif event in ("privileged", "table", "return"):
            if not depth:
                raise ValueError(f"{event} outside of the guest kernel")
            entries += 1
            depth -= event == "return"
        elif event != "ordinary":
            raise ValueError(f"unknown event {event!r}")
    return entries


def nested_walk_accesses(guest_levels: int, host_levels: int) -> int:
    """Memory accesses of one access to data by a guest-virtual address, with nothing in any TLB or cache.

    The guest's tables hold guest-physical addresses, and so does the guest's table base; each of them goes through all
    levels of the nested table before memory can be accessed.
    """
    accesses = 0
    for _ in range(guest_levels):
        accesses += host_levels  # where is this guest table really?
        accesses += 1  # read its entry
    accesses += host_levels  # where is the page of data really?
    return accesses + 1
