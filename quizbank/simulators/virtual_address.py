"""One access through a fully associative TLB, a one-level page table and a direct-mapped cache with physical tags."""

from collections.abc import Mapping, Sequence

__all__ = ["virtual_access"]


def virtual_access(
    address: int,
    page_bits: int,
    tlb: Sequence[tuple[int, int, int]],
    page_table: Mapping[int, tuple[int, int]],
    cache: Mapping[int, tuple[int, int]],
    block_bits: int,
    line_bits: int,
) -> dict[str, object]:
    """``{"tlb": hit?, "physical": address or None on a page fault, "cache": hit? or None}``.

    TLB entries are (page, valid, frame), page table entries page -> (valid, frame), cache lines line -> (valid, tag).
    `page_bits` and `block_bits` are the widths of the offsets, `line_bits` that of the line number. A page without an
    entry is not in memory. Nothing is changed by the access.
    """
    page, offset = address >> page_bits, address & ((1 << page_bits) - 1)
    hits = [frame for number, valid, frame in tlb if valid and number == page]
    valid, frame = (1, hits[0]) if hits else page_table.get(page, (0, 0))
    if not valid:
        return {"tlb": False, "physical": None, "cache": None}
    physical = frame << page_bits | offset
    line = physical >> block_bits & ((1 << line_bits) - 1)
    present, tag = cache.get(line, (0, 0))
    return {
        "tlb": bool(hits),
        "physical": physical,
        "cache": bool(present) and tag == physical >> (block_bits + line_bits),
    }
