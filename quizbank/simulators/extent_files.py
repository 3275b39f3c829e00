"""Files in runs of neighbouring blocks (盘区, extent): free runs of a bitmap, allocation, address mapping, read time.

A run is (first block, number of blocks). A bitmap word's highest bit belongs to the lowest block; 1 means in use.
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["bitmap_free_runs", "extent_allocation", "extent_lookup", "extents_read_ms"]

Run = tuple[int, int]


def bitmap_free_runs(words: Sequence[int], word_bits: int) -> list[Run]:
    """The longest possible runs of free blocks, in the order of their addresses."""
    runs: list[Run] = []
    bits = "".join(format(word, f"0{word_bits}b") for word in words)
    for block, bit in enumerate(bits):
        if bit == "0":
            if runs and sum(runs[-1]) == block:
                runs[-1] = (runs[-1][0], runs[-1][1] + 1)
            else:
                runs.append((block, 1))
    return runs


def extent_allocation(runs: Sequence[Run], blocks: int, policy: str) -> list[Run]:
    """Runs given to a file of `blocks` blocks, in the file's order.

    "longest": the longest free run first (the lower address when equal), the whole of it or as much as is still needed.
    "first": free runs from the lowest address on.
    """
    if policy not in ("longest", "first"):
        raise ValueError(f"unknown policy {policy!r}")
    given: list[Run] = []
    for start, length in sorted(runs, key=lambda run: (-run[1] if policy == "longest" else 0, run[0])):
        if blocks:
            given.append((start, min(length, blocks)))
            blocks -= given[-1][1]
    if blocks:
        raise ValueError(f"{blocks} blocks too few")
    return given


def extent_lookup(extents: Sequence[Run], logical: int) -> int:
    """Disk block of the file's block `logical`, which counts from 0."""
    for start, length in extents:
        if logical < length:
            return start + logical
        logical -= length
    raise ValueError("beyond the end of the file")


def extents_read_ms(extents: Sequence[Run], seek: Fraction | int, rpm: int, blocks_per_track: int) -> Fraction:
    """Milliseconds to read the whole file: for each run one seek and half a revolution, then its blocks in a row."""
    turn = Fraction(60_000, rpm)
    return sum((seek + turn / 2 + length * turn / blocks_per_track for _, length in extents), Fraction(0))
