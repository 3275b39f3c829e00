"""Reading a track whose sectors are numbered with a skip, and updating pages of flash memory."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["disk_access_ms", "flash_page_updates", "interleaved_track_time"]


def interleaved_track_time(layout: Sequence[int], sector_time: Fraction | int, work: Fraction | int) -> Fraction:
    """Time to read and process sectors 0, 1, 2, ... of one track, from the beginning of sector 0 under the head.

    `layout` gives the sector numbers in the order in which they pass the head. Only when a sector has been processed
    (`work` after its end) can the reading of the next one begin, at its beginning.
    """
    places = {sector: place for place, sector in enumerate(layout)}
    turn = len(layout) * Fraction(sector_time)
    now = Fraction(0)
    for sector in range(len(layout)):
        begins = places[sector] * Fraction(sector_time)
        while begins < now:
            begins += turn
        now = begins + sector_time + work
    return now


def flash_page_updates(blocks: Sequence[Sequence[int | None]], updates: Sequence[int]) -> tuple[int, int, int]:
    """(pages written, blocks erased, valid pages carried over) while logical pages are updated elsewhere.

    A block is a list of places: a logical page, -1 for an invalid page, None for an empty one. An update makes the old
    copy invalid and writes the first empty place, lowest block first. When no place is empty, before the old copy is
    made invalid, the block with most invalid pages (lowest number among equals) is reclaimed: its valid pages are
    read, it is erased, and they are written back to its beginning.
    """
    state = [list(block) for block in blocks]
    written = erased = carried = 0
    for page in updates:
        if not any(None in block for block in state):
            victim = max(range(len(state)), key=lambda i: (state[i].count(-1), -i))
            valid = [p for p in state[victim] if p != -1]
            if len(valid) == len(state[victim]):
                raise ValueError("no invalid page to reclaim")
            state[victim] = [*valid, *[None] * (len(state[victim]) - len(valid))]
            erased += 1
            carried += len(valid)
            written += len(valid)
        for block in state:
            if page in block:
                block[block.index(page)] = -1
        target = next(block for block in state if None in block)
        target[target.index(None)] = page
        written += 1
    return written, erased, carried


def disk_access_ms(
    seek_ms: Fraction | int, rpm: int, sectors: int, count: int = 1, controller_ms: Fraction | int = 0
) -> Fraction:
    """Mean time to read `count` sectors that follow each other on a track: seek, half a turn, transfer, controller."""
    turn = Fraction(60_000, rpm)
    return Fraction(seek_ms) + turn / 2 + turn * count / sectors + Fraction(controller_ms)
