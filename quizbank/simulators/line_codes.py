"""Manchester and differential Manchester coding; a waveform is a string of half-bit levels, ``H`` or ``L``."""

from itertools import pairwise

__all__ = [
    "differential_manchester_bits",
    "differential_manchester_levels",
    "level_changes",
    "manchester_bits",
    "manchester_levels",
]

_OTHER = {"H": "L", "L": "H"}


def manchester_levels(bits: str, one: str = "HL") -> str:
    """Two levels for each bit; `one` is the pair that stands for 1 (HL: high first), 0 is the other way round."""
    zero = one[::-1]
    return "".join(one if bit == "1" else zero for bit in bits)


def manchester_bits(levels: str, one: str = "HL") -> str:
    """The bits of a Manchester waveform; `one` as in `manchester_levels`."""
    return "".join("1" if pair == one else "0" for pair in _pairs(levels))


def differential_manchester_levels(bits: str, before: str) -> str:
    """A change at the start of a bit means 0, none means 1; every bit changes in its middle.

    `before` is the level just before the first bit.
    """
    level, levels = before, []
    for bit in bits:
        first = _OTHER[level] if bit == "0" else level
        level = _OTHER[first]
        levels += [first, level]
    return "".join(levels)


def differential_manchester_bits(levels: str, before: str) -> str:
    """The bits of a differential Manchester waveform; conventions as in `differential_manchester_levels`."""
    bits = []
    for first, second in _pairs(levels):
        bits.append("1" if first == before else "0")
        before = second
    return "".join(bits)


def level_changes(levels: str) -> int:
    """How often the level changes inside the waveform."""
    return sum(a != b for a, b in pairwise(levels))


def _pairs(levels: str) -> list[str]:
    pairs = [levels[i : i + 2] for i in range(0, len(levels), 2)]
    if any(pair not in ("HL", "LH") for pair in pairs):
        raise ValueError("every bit must change its level in the middle")
    return pairs
