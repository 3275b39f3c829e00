"""Lists of free blocks in address order (空闲块链表): merging two of them and joining blocks that touch."""

from collections.abc import Sequence
from itertools import combinations

__all__ = ["coalesced_block_counts", "coalesced_blocks"]

Block = tuple[int, int]


def coalesced_blocks(first: Sequence[Block], second: Sequence[Block]) -> list[Block]:
    """Blocks (start, size) of both lists by address; a block that begins where the one before ends is joined to it."""
    joined: list[Block] = []
    for start, size in sorted([*first, *second]):
        if joined and sum(joined[-1]) > start:
            raise ValueError(f"the block at {start} overlaps the one before")
        if joined and sum(joined[-1]) == start:
            joined[-1] = (joined[-1][0], joined[-1][1] + size)
        else:
            joined.append((start, size))
    return joined


def coalesced_block_counts(first: int, second: int) -> tuple[int, int]:
    """Least and largest number of blocks after merging lists of so many blocks, if no two blocks of one list touch.

    Tries every order of addresses; for the least number, all neighbours from different lists touch.
    """
    total = first + second
    fewest = total
    for places in combinations(range(total), first):
        owner = [place in places for place in range(total)]
        apart = sum(owner[i] == owner[i + 1] for i in range(total - 1))
        fewest = min(fewest, 1 + apart)
    return fewest, total
