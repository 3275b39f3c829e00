"""Processor performance: CPI, MIPS and execution time, all exact.

A program is a list of (instructions, cpi) pairs, one per instruction class; the counts may be any common unit.
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["average_cpi", "mips_rating", "program_cycles"]

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
