"""Amdahl's law over several parts: each part is (share of the old time, how many times as fast it becomes), exact."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["overall_speedup", "part_speedup_needed"]

Number = int | Fraction


def overall_speedup(parts: Sequence[tuple[Number, Number]]) -> Fraction:
    """Old time / new time; the shares may be in any common unit."""
    return sum(Fraction(share) for share, _ in parts) / sum(Fraction(share) / Fraction(times) for share, times in parts)


def part_speedup_needed(parts: Sequence[tuple[Number, Number]], share: Number, goal: Number) -> Fraction:
    """How many times as fast one more part of that share must become for the overall speed-up `goal`."""
    old = sum(Fraction(one) for one, _ in parts) + Fraction(share)
    left = old / Fraction(goal) - sum(Fraction(one) / Fraction(times) for one, times in parts)
    if left <= 0:
        raise ValueError("the other parts alone take too long")
    return Fraction(share) / left
