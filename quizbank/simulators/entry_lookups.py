"""Two-level page tables walked entry by entry, the memory they take, and block numbers as places on a disk."""

from collections.abc import Mapping, Sequence

__all__ = ["disk_place", "two_level_bytes", "two_level_lookup"]


def two_level_lookup(
    address: int, page: int, entry: int, root: int, frames: Mapping[int, int]
) -> tuple[int, int | None, int | None]:
    """(address of the top entry, address of the second entry, physical address) of a virtual byte address.

    A second-level table fills one page; `root` is the top table's physical address; `frames` gives the frame number in
    the valid entry at a physical address. From an entry that is not valid on, the rest is None.
    """
    per_table = page // entry
    number, offset = divmod(address, page)
    top = root + number // per_table * entry
    if top not in frames:
        return top, None, None
    second = frames[top] * page + number % per_table * entry
    return top, second, frames[second] * page + offset if second in frames else None


def two_level_bytes(ranges: Sequence[tuple[int, int]], page: int, entry: int) -> int:
    """Bytes of the top table (one page) and of the second-level tables (one page each) that map these byte ranges.

    Ranges are (first address, length); a table that maps nothing does not exist.
    """
    reach = page // entry * page
    tables = {table for start, length in ranges for table in range(start // reach, (start + length - 1) // reach + 1)}
    return (1 + len(tables)) * page


def disk_place(block: int, heads: int, sectors: int) -> tuple[int, int, int]:
    """(cylinder, head, sector) of a block of one sector; numbers fill a track, then a cylinder, all from 0."""
    return block // (heads * sectors), block // sectors % heads, block % sectors
