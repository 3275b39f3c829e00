"""Main memory: DRAM refresh, arrays of chips, and low-order interleaved modules."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["burst_refresh_dead_ns", "chip_array", "distributed_refresh_gap_us", "interleaved_finish_time"]


def burst_refresh_dead_ns(rows: int, cycle_ns: int) -> int:
    """集中刷新: every row once in a block; one refresh cycle refreshes one row. The dead time in ns."""
    return rows * cycle_ns


def distributed_refresh_gap_us(rows: int, period_ms: int) -> Fraction:
    """异步刷新: the time between two row refreshes in microseconds when every row is refreshed once a period."""
    return Fraction(period_ms * 1000, rows)


def chip_array(capacity_bytes: int, data_bits: int, chip_words: int, chip_bits: int) -> dict[str, object]:
    """A byte-addressed memory of 2**k-word chips with consecutive addresses inside a group of chips.

    Gives ``chips``, ``multiplexed_pins`` (address pins when row and column share them, as many rows as columns) and
    ``select`` (highest and lowest byte-address bit that selects the group; A0 is the lowest bit; None for one group).
    """
    words = capacity_bytes * 8 // data_bits
    groups, per_group = words // chip_words, data_bits // chip_bits
    word_bits = chip_words.bit_length() - 1
    byte_bits = (data_bits // 8).bit_length() - 1
    low = byte_bits + word_bits
    high = low + groups.bit_length() - 2
    return {
        "chips": groups * per_group,
        "multiplexed_pins": -(-word_bits // 2),
        "select": (high, low) if groups > 1 else None,
    }


def interleaved_finish_time(addresses: Sequence[int], modules: int, busy: int, gap: int) -> int:
    """Time at which the last of these reads is complete, in the unit of `busy` and `gap`.

    Module = address mod modules. Requests start in the given order, each at least `gap` after the one before and not
    before its module is idle; a module is busy for `busy` from its start, and the word is there when that time ends.
    """
    free: dict[int, int] = {}
    start, finish = -gap, 0
    for address in addresses:
        module = address % modules
        start = max(start + gap, free.get(module, 0))
        free[module] = finish = start + busy
    return finish
