"""Figures of paging: sizes and levels of page tables, translation by page and by segment, mean access time."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

__all__ = [
    "index_bits_by_level",
    "paged_physical",
    "paging_mean_with_faults",
    "segmented_physical",
    "whole_page_table",
]


def whole_page_table(address_bits: int, page: int, entry: int) -> int:
    """Bytes of a one-level page table that has an entry for every page of the address space."""
    return (1 << address_bits) // page * entry


def index_bits_by_level(address_bits: int, page: int, entry: int) -> list[int]:
    """Bits of the page number that index each level, the top level first; every table but the top one fills a page.

    All three of 2^address_bits, `page` and `entry` are powers of 2; the number of levels is the fewest with which the
    top table fits into one page.
    """
    left = address_bits - (page.bit_length() - 1)
    full = (page // entry).bit_length() - 1
    levels: list[int] = []
    while left > 0:
        levels.insert(0, min(full, left))
        left -= full
    return levels


def paged_physical(address: int, page: int, table: Mapping[int, int]) -> int | None:
    """Physical address under a page table {page number: frame}; None is a page fault."""
    number, offset = divmod(address, page)
    return table[number] * page + offset if number in table else None


def segmented_physical(segment: int, offset: int, table: Sequence[tuple[int, int]]) -> int | None:
    """base + offset under a segment table of (base, length); None when the segment or the offset is out of range."""
    if segment >= len(table) or offset >= table[segment][1]:
        return None
    return table[segment][0] + offset


def paging_mean_with_faults(
    tlb: int, memory: int, hit: Fraction, levels: int = 1, fault: Fraction = Fraction(0), service: int = 0
) -> Fraction:
    """Mean time of one data access: TLB, after a miss `levels` page tables, after a fault `service`, then the data.

    `hit` is the share of TLB hits among all accesses, `fault` that of page faults (all of them TLB misses). The service
    time comes on top; when the page has come in, the data access alone is counted.
    """
    return tlb + (1 - hit) * levels * memory + fault * service + memory
