"""Basics of an operating system: buffered library output, linking, batches in memory, layers, the partition table.

Linking puts the modules one after the other without gaps, the first at address 0.
"""

from collections.abc import Mapping, Sequence

__all__ = [
    "active_partition_start",
    "batch_finish_times",
    "fewest_layers",
    "linked_address",
    "stdio_write_calls",
]


def stdio_write_calls(size: int, calls: Sequence[tuple[str, int]]) -> int:
    """How many write system calls a library with an output buffer of `size` bytes makes.

    Calls: ("put", n) adds n bytes, and each time the buffer is full it is written out at once; ("flush", 0) and
    ("close", 0) write what is there, and do nothing when the buffer is empty.
    """
    held = writes = 0
    for name, count in calls:
        if name == "put":
            for _ in range(count):
                held += 1
                if held == size:
                    writes += 1
                    held = 0
        elif held:
            writes += 1
            held = 0
    return writes


def linked_address(lengths: Mapping[str, int], module: str, offset: int) -> int:
    """Address in the load module of `offset` within `module`; `lengths` names the modules in the order of linking."""
    start = 0
    for name, length in lengths.items():
        if name == module:
            if not 0 <= offset < length:
                raise ValueError(f"{offset} is outside of {module}")
            return start + offset
        start += length
    raise ValueError(f"no module {module}")


def batch_finish_times(jobs: Sequence[Sequence[tuple[str, int]]], places: int) -> list[int]:
    """End of each job when at most `places` jobs are in memory; the next one is loaded when a job ends.

    A job is a list of steps such as [("CPU", 20), ("D", 40)]. The CPU is pre-emptive, earlier jobs first; a device
    serves one job at a time in the order of the requests (the earlier job first among equals). Loading takes no time.
    """
    step = [0] * len(jobs)
    left = [job[0][1] for job in jobs]
    since = [0] * len(jobs)
    ends: dict[int, int] = {}
    holder: dict[str, int] = {}
    time = 0
    inside = list(range(min(places, len(jobs))))
    following = len(inside)
    while inside:
        wanting: dict[str, list[int]] = {}
        for i in inside:
            wanting.setdefault(jobs[i][step[i]][0], []).append(i)
        for resource, users in wanting.items():
            if resource == "CPU":
                holder[resource] = min(users)
            elif holder.get(resource) not in users:
                holder[resource] = min(users, key=lambda i: (since[i], i))
        time += 1
        for resource in wanting:
            i = holder[resource]
            left[i] -= 1
            if left[i]:
                continue
            del holder[resource]
            step[i] += 1
            since[i] = time
            if step[i] < len(jobs[i]):
                left[i] = jobs[i][step[i]][1]
                continue
            ends[i] = time
            inside.remove(i)
            if following < len(jobs):
                inside.append(following)
                since[following] = time
                following += 1
    return [ends[i] for i in range(len(jobs))]


def fewest_layers(calls: Sequence[str]) -> int | None:
    """Fewest layers so that every module calls only modules of lower layers, None when that is impossible.

    A call is written "AB": module A calls module B.
    """
    modules = set("".join(calls))
    layers = 0
    while modules:
        lowest = {m for m in modules if not any(c[0] == m and c[1] in modules for c in calls)}
        if not lowest:
            return None
        modules -= lowest
        layers += 1
    return layers


def active_partition_start(entries: Sequence[str]) -> int | None:
    """First sector of the active partition, from the four 16-byte entries of a master boot record in hexadecimal.

    Byte 0 is 80H in the active entry; bytes 8 to 11 hold the number of the first sector, low byte first.
    """
    for entry in entries:
        parts = bytes.fromhex(entry)
        if parts[0] == 0x80:
            return int.from_bytes(parts[8:12], "little")
    return None
