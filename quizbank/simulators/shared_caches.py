"""Private caches over one shared memory, kept coherent by invalidating the other copies at a write."""

from collections.abc import Sequence

__all__ = ["invalidation_misses"]


def invalidation_misses(accesses: Sequence[tuple[str, str, str]]) -> int:
    """Misses of (processor, "R" or "W", block) in order, with empty caches that never need to replace a block.

    A write miss loads the block first. A write makes every other processor's copy invalid; a write to a valid copy
    that others share sends an invalidation and is not a miss.
    """
    copies: dict[str, set[str]] = {}
    misses = 0
    for processor, kind, block in accesses:
        holders = copies.setdefault(block, set())
        misses += processor not in holders
        holders.add(processor)
        if kind == "W":
            copies[block] = {processor}
    return misses
