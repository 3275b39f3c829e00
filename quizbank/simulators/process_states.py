"""Processes as the kernel sees them: states, entries into the kernel, the memory image of a recursive call."""

from collections.abc import Sequence

__all__ = ["priority_state_changes", "recursion_image", "user_to_kernel_switches"]


def priority_state_changes(
    running: str, blocked: Sequence[str], priority: Sequence[str], events: Sequence[tuple[str, str]]
) -> dict[str, int]:
    """Count state changes on one CPU with pre-emptive priorities, highest first in `priority`.

    Events: ("wake", p) makes blocked p ready, ("block", p) and ("exit", p) stop the running p. After each event the
    best ready process takes the CPU when it is free or held by a worse one. The result counts "run-ready", "ready-run",
    "run-blocked" and "blocked-ready".
    """
    count = {"run-ready": 0, "ready-run": 0, "run-blocked": 0, "blocked-ready": 0}
    sleeping = set(blocked)
    ready = {name for name in priority if name != running and name not in sleeping}
    current: str | None = running
    for kind, name in events:
        if kind == "wake":
            sleeping.remove(name)
            ready.add(name)
            count["blocked-ready"] += 1
        elif name != current:
            raise ValueError(f"{name} does not run")
        else:
            current = None
            if kind == "block":
                sleeping.add(name)
                count["run-blocked"] += 1
        best = min(ready, key=priority.index, default=None)
        if best is not None and (current is None or priority.index(best) < priority.index(current)):
            if current is not None:
                ready.add(current)
                count["run-ready"] += 1
            ready.remove(best)
            current = best
            count["ready-run"] += 1
    return count


def user_to_kernel_switches(events: Sequence[str]) -> int:
    """How often the CPU goes from user to kernel mode, starting in user mode.

    Events: "libcall" (an ordinary call), "syscall", "exception", "interrupt", and "return" (from the innermost handler;
    to user mode when no other handler is open, whichever process runs then). An interrupt in kernel mode nests.
    """
    depth = switches = 0
    for event in events:
        if event in ("syscall", "exception", "interrupt"):
            if depth == 0:
                switches += 1
            elif event == "syscall":
                raise ValueError("kernel code makes no system call")
            depth += 1
        elif event == "return":
            depth -= 1
            if depth < 0:
                raise ValueError("return without a handler")
        elif event != "libcall":
            raise ValueError(f"unknown event {event!r}")
    return switches


def recursion_image(n: int, heap_every: int) -> tuple[int, int, int]:
    """(stack frames, copies of a static variable, heap blocks) inside the deepest call of f(n), f(n-1), ..., f(0).

    Each call has its own frame; a call allocates one heap block when its argument is a multiple of `heap_every`.
    """
    stack: list[int] = []
    heap: list[int] = []
    static = {"f"}  # one place per function, however often it is called
    while True:
        stack.append(n)
        if n % heap_every == 0:
            heap.append(n)
        if n == 0:
            return len(stack), len(static), len(heap)
        n -= 1
