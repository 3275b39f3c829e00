"""Levels of memory at work: row buffers, chip decoding, disks, flash pages, cache traffic, TLB sets, segmented paging.

Byte addresses throughout; every function states what it counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product

__all__ = [
    "block_burst_ns",
    "cache_memory_traffic",
    "decoded_chip",
    "flash_can_program",
    "flash_page_programs",
    "hierarchy_mean_time",
    "loop_accesses",
    "nested_addresses",
    "raid5_block_update",
    "row_buffer_time",
    "segmented_paging_path",
    "tlb_set_hit",
    "write_verify_ms",
]


def hierarchy_mean_time(levels: Sequence[tuple[Fraction, Fraction]], memory: Fraction) -> Fraction:
    """Mean access time: every level is (time, local hit rate), asked one after the other; `memory` always has the data."""
    mean = Fraction(memory)
    for time, hit in reversed(levels):
        mean = time + (1 - hit) * mean
    return mean


def row_buffer_time(
    addresses: Sequence[int], column_bits: int, bank_bits: int, open_rows: Mapping[int, int], hit: int, conflict: int
) -> tuple[int, int]:
    """(row hits, total time) of serial accesses; address = row | bank | column; every bank keeps its last row open.

    An access costs `hit` when its row is open in its bank, otherwise `conflict` and its row stays open afterwards.
    """
    rows, hits = dict(open_rows), 0
    for address in addresses:
        bank, row = address >> column_bits & ((1 << bank_bits) - 1), address >> (column_bits + bank_bits)
        hits += rows.get(bank) == row
        rows[bank] = row
    return hits, hits * hit + (len(addresses) - hits) * conflict


def decoded_chip(address: int, inside_bits: int, select: Sequence[int]) -> tuple[int, int]:
    """(decoder output, address inside the chip); `select` are the address bits at the decoder, highest input first."""
    output = 0
    for bit in select:
        output = output << 1 | (address >> bit & 1)
    return output, address & ((1 << inside_bits) - 1)


def block_burst_ns(latency_ns: Fraction, block: int, mega_transfers: int, width: int) -> Fraction:
    """Time of one block read: latency, then block / width transfers at `mega_transfers` million a second."""
    return Fraction(latency_ns) + Fraction(block // width * 1000, mega_transfers)


def write_verify_ms(seek_ms: Fraction, rpm: int, sectors: int) -> Fraction:
    """Mean time to write one sector and read it back: seek, half a turn, then the end of the same sector one turn on."""
    turn = Fraction(60_000, rpm)
    return Fraction(seek_ms) + turn / 2 + turn + turn / sectors


def raid5_block_update(disks: int, parity: int, old: int, new: int) -> tuple[int, int]:
    """(new parity, fewest disk reads and writes) when one block of a stripe changes and nothing is cached."""
    return parity ^ old ^ new, min(2, disks - 2) + 2


def flash_can_program(written: Sequence[int], value: int, bits: int = 8) -> bool:
    """Whether an erased cell (all ones) takes these values and then `value`: programming only turns ones into zeros."""
    cell = (1 << bits) - 1
    for one in (*written, value):
        if cell & one != one:
            return False
        cell = one
    return True


def flash_page_programs(
    blocks: Sequence[Sequence[int | None]], active: int, spare: int, writes: Sequence[int]
) -> tuple[int, int]:
    """(pages programmed, blocks erased) when logical pages are rewritten out of place.

    `blocks` hold logical page numbers, None is an erased page. A write goes to the next erased page of the active block.
    When there is none, the block with the fewest valid pages (ties: lowest number; the spare one is left out) has its
    valid pages copied to the spare block, which becomes active, and is erased and the new spare one. The old copy of
    the page to be written becomes invalid only when the new one is written.
    """
    size = len(blocks[0])
    pages: list[list[int | None]] = [[page for page in block if page is not None] for block in blocks]
    programs = erases = 0
    for logical in writes:
        if len(pages[active]) == size:
            victim = min(
                (b for b in range(len(pages)) if b != spare),
                key=lambda b: (sum(page is not None for page in pages[b]), b),
            )
            pages[spare] = [page for page in pages[victim] if page is not None]
            programs += len(pages[spare])
            erases += 1
            pages[victim] = []
            active, spare = spare, victim
            if len(pages[active]) == size:
                raise ValueError("no invalid page is left to reclaim")
        pages = [[None if page == logical else page for page in block] for block in pages]  # None: invalid
        pages[active].append(logical)
        programs += 1
    return programs, erases


def cache_memory_traffic(
    accesses: Iterable[tuple[str, int]], line: int, sets: int, ways: int, write_back: bool, word: int = 4
) -> int:
    """Bytes between cache (empty at first, LRU) and memory; accesses are ("r" or "w", address).

    write_back: with write allocate, dirty lines still there at the end are written back. Otherwise write through
    without write allocate, each write sending one word.
    """
    stored: list[dict[int, bool]] = [{} for _ in range(sets)]
    traffic = 0
    for kind, address in accesses:
        block = address // line
        lines = stored[block % sets]
        dirty = kind == "w" and write_back
        if kind == "w" and not write_back:
            traffic += word
        if block in lines:
            lines[block] = lines.pop(block) or dirty
        elif kind == "r" or write_back:
            traffic += line
            if len(lines) == ways:
                traffic += line * lines.pop(next(iter(lines)))
            lines[block] = dirty
    return traffic + line * sum(sum(lines.values()) for lines in stored)


def nested_addresses(loops: Sequence[tuple[int, int]], start: int = 0) -> list[int]:
    """Addresses touched once per innermost iteration; loops are (iterations, stride in bytes), outermost first."""
    return [
        start + sum(i * stride for i, (_, stride) in zip(index, loops, strict=True))
        for index in product(*(range(count) for count, _ in loops))
    ]


def loop_accesses(passes: int, iterations: int, references: Sequence[tuple[str, int, int]]) -> list[tuple[str, int]]:
    """(kind, address) of `passes` runs of a loop touching start + i * stride for each (kind, start, stride) in turn."""
    return [
        (kind, start + i * stride)
        for _ in range(passes)
        for i in range(iterations)
        for kind, start, stride in references
    ]


def tlb_set_hit(address: int, page_bits: int, entries: Sequence[Sequence[tuple[int, int, int]]]) -> int | None:
    """Frame found in a set-associative TLB, None on a miss; entries[set] are (valid, tag, frame), set = low page bits."""
    page = address >> page_bits
    number, tag = page % len(entries), page // len(entries)
    return next((frame for valid, stored, frame in entries[number] if valid and stored == tag), None)


def segmented_paging_path(
    address: int,
    page_bits: int,
    segment_bits: int,
    bits: int,
    segment_base: int,
    tables: Sequence[tuple[int, int]],
    memory: Mapping[int, int],
    segment_entry: int = 8,
    page_entry: int = 4,
) -> list[int] | None:
    """Physical addresses of one access without TLB: segment entry, page entry, data. None when a number is too large.

    address = segment | page | offset in `bits` bits; tables[segment] = (address of its page table, pages); memory gives
    the frame stored at the address of a page entry.
    """
    segment = address >> (bits - segment_bits)
    page = address >> page_bits & ((1 << (bits - segment_bits - page_bits)) - 1)
    if segment >= len(tables) or page >= tables[segment][1]:
        return None
    at = tables[segment][0] + page * page_entry
    return [
        segment_base + segment * segment_entry,
        at,
        memory[at] << page_bits | address & ((1 << page_bits) - 1),
    ]
