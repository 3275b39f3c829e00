"""Running micro-programs: the sequence of micro-addresses, and the time with overlapped reading."""

from collections.abc import Mapping, Sequence

__all__ = ["micro_address_trace", "micro_overlap_time"]


def micro_address_trace(
    table: Mapping[int, tuple[int, str]], start: int, tests: Mapping[str, Sequence[int]]
) -> list[int]:
    """Micro-addresses from `start` until control is about to come back to `start` (断定法).

    `table` maps a micro-address to (next-address field, test name or ""); a test ORs its next value from `tests` into
    the next address.
    """
    waiting = {name: list(values) for name, values in tests.items()}
    trace, address = [], start
    while not trace or address != start:
        trace.append(address)
        following, test = table[address]
        address = following | waiting[test].pop(0) if test else following
    return trace


def micro_overlap_time(read: int, execute: int, waits: Sequence[bool]) -> int:
    """Time from the first read to the end of the last execution when the next micro-instruction is read ahead.

    `waits` says of each micro-instruction whether its successor's address is known only when it has been executed; then
    the successor is read after that. Otherwise the successor is read during the execution.
    """
    free = end = 0  # when the next read may begin, when the last execution ends
    for wait in waits:
        begin = max(free + read, end)
        end = begin + execute
        free = end if wait else begin
    return end
