"""Walking a two-level page table without TLB, and the space such tables take."""

from collections.abc import Mapping

__all__ = ["two_level_walk", "walk_table_pages"]


def two_level_walk(
    address: int, page_bits: int, table_bits: int, directory: int, frames: Mapping[int, int], entry: int = 4
) -> tuple[int, int, int]:
    """Physical addresses (directory entry, page table entry, data) of an access.

    `table_bits` is the width of the index into a second-level table, `directory` the physical address of the first
    level; `frames` gives the frame number stored in the entry at a physical address.
    """
    page = address >> page_bits
    upper, lower = page >> table_bits, page & ((1 << table_bits) - 1)
    first = directory + upper * entry
    second = (frames[first] << page_bits) + lower * entry
    return first, second, frames[second] << page_bits | address & ((1 << page_bits) - 1)


def walk_table_pages(start: int, size: int, page_bits: int, table_bits: int) -> int:
    """Second-level tables needed for the virtual addresses from `start` on, `size` bytes without gaps."""
    span = page_bits + table_bits
    return ((start + size - 1) >> span) - (start >> span) + 1
