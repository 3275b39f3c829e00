"""Requests to devices: non-blocking reads, buffers for bursts, a cache of disk blocks, allocation along a path."""

from collections.abc import Collection, Mapping, Sequence

__all__ = ["cached_block_io", "devices_with_free_path", "fewest_burst_buffers", "nonblocking_reads"]


def nonblocking_reads(arrivals: Sequence[tuple[int, int]], interval: int, most: int, wanted: int) -> tuple[int, int]:
    """(calls that found nothing, time of the call that completes `wanted` bytes).

    (time, bytes) arrive in a kernel buffer; the process calls read at `interval`, 2 x `interval`, ... and each call
    takes at most `most` of the bytes that are there.
    """
    if sum(size for _, size in arrivals) < wanted:
        raise ValueError("the bytes never come")
    taken = empty = time = 0
    while taken < wanted:
        time += interval
        there = sum(size for when, size in arrivals if when <= time) - taken
        if there:
            taken += min(there, most)
        else:
            empty += 1
    return empty, time


def fewest_burst_buffers(arrivals: Sequence[int], service: int) -> int:
    """Most packets at once from arrival to end of processing; one at a time is processed, in the order of arrival.

    A packet that ends at the moment another arrives has gone already.
    """
    ends: list[int] = []
    most = 0
    for arrival in sorted(arrivals):
        ends.append(max(arrival, ends[-1] if ends else arrival) + service)
        most = max(most, sum(end > arrival for end in ends))
    return most


def cached_block_io(buffers: int, operations: Sequence[str]) -> tuple[int, int, list[int]]:
    """(blocks read, blocks written, changed blocks not yet written) with LRU buffers and delayed writing.

    "R5" reads block 5; "W5" replaces all of block 5, which therefore need not be read; "P5" changes a part of it;
    "S" writes all changed blocks, which stay in their buffers. A changed block is also written when its buffer is taken.
    """
    held: dict[int, bool] = {}  # block -> changed, the one used longest ago first
    reads = writes = 0
    for operation in operations:
        kind = operation[0]
        if kind == "S":
            writes += sum(held.values())
            held = dict.fromkeys(held, False)
            continue
        block = int(operation[1:])
        changed = kind != "R"
        if block in held:
            changed |= held.pop(block)
        else:
            reads += kind != "W"
            if len(held) == buffers:
                writes += held.pop(next(iter(held)))
        held[block] = changed
    return reads, writes, sorted(block for block, changed in held.items() if changed)


def devices_with_free_path(above: Mapping[str, Sequence[str]], devices: str, busy: Collection[str]) -> list[str]:
    """Those of the `devices` ("D1 D2") that can be allocated now: free, with a free controller on a free channel.

    `above` gives the controllers of each device and the channels of each controller.
    """

    def reachable(part: str) -> bool:
        return part not in busy and (part not in above or any(map(reachable, above[part])))

    return [device for device in devices.split() if reachable(device)]
