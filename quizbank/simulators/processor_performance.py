"""Processor performance: CPI, MIPS, execution time and Amdahl's law, all exact.

A program is a list of (instructions, cpi) pairs, one per instruction class; the counts may be any common unit.
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["amdahl_speedup", "average_cpi", "mips_rating", "program_cycles"]

Mix = Sequence[tuple[int | Fraction, int | Fraction]]


def program_cycles(mix: Mix) -> Fraction:
    """Clock cycles of the program: the sum of count x CPI over the classes."""
    return sum((Fraction(count) * Fraction(cpi) for count, cpi in mix), Fraction(0))


def average_cpi(mix: Mix) -> Fraction:
    """Cycles per instruction, weighted by the counts."""
    return program_cycles(mix) / sum(Fraction(count) for count, _ in mix)


def mips_rating(mix: Mix, clock_mhz: int) -> Fraction:
    """Million instructions per second: clock (MHz) / CPI."""
    return clock_mhz / average_cpi(mix)


def amdahl_speedup(parts: Sequence[tuple[int | Fraction, int | Fraction]]) -> Fraction:
    """Old time / new time when each (share of the old time, factor) part runs `factor` times as fast."""
    rest = 1 - sum((Fraction(share) for share, _ in parts), Fraction(0))
    return 1 / (rest + sum((Fraction(share) / Fraction(factor) for share, factor in parts), Fraction(0)))
