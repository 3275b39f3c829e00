"""Memory for processes: holes of dynamic partitions, pages of a two-level page table, demand paging in the mean."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["demand_paging_time", "holes_after", "two_level_table_pages"]


def holes_after(policy: str, holes: Sequence[int], requests: Sequence[int]) -> list[int] | None:
    """Hole sizes in address order after serving the requests, or None when one cannot be served.

    Policies: "first", "next" (goes on from the hole used last), "best", "worst". The low end of a hole is allocated,
    the rest stays a hole; a rest of 0 vanishes from the result but keeps its place for "next". Ties: lowest address.
    """
    sizes, start = list(holes), 0
    for request in requests:
        fitting = [i for i, size in enumerate(sizes) if size >= request]
        if not fitting:
            return None
        if policy == "first":
            at = fitting[0]
        elif policy == "next":
            at = min(fitting, key=lambda i: (i - start) % len(sizes))
        elif policy == "best":
            at = min(fitting, key=lambda i: sizes[i])
        elif policy == "worst":
            at = max(fitting, key=lambda i: (sizes[i], -i))
        else:
            raise ValueError(f"unknown policy {policy!r}")
        sizes[at] -= request
        start = at
    return [size for size in sizes if size]


def two_level_table_pages(ranges: Sequence[tuple[int, int]], page: int, entry: int) -> int:
    """Pages used by a two-level page table, its directory (one page) included.

    `ranges` are (first byte, length) of the areas in use; a second-level table, one page, exists when any page that it
    maps is in use.
    """
    reach = page * (page // entry)  # bytes that one second-level table maps
    tables = set()
    for first, length in ranges:
        tables.update(range(first // reach, (first + length - 1) // reach + 1))
    return 1 + len(tables)


def demand_paging_time(memory: int, fault_rate: Fraction, fault_service: int) -> Fraction:
    """Mean access time with page faults: (1 - p) * memory + p * fault_service, all in one unit.

    `fault_service` is the whole time of a faulting access, its final memory access included.
    """
    return (1 - fault_rate) * memory + fault_rate * fault_service
