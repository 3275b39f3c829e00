"""IEEE 754 single precision on bit patterns, in exact arithmetic, rounding to nearest with ties to even."""

from fractions import Fraction

__all__ = ["float32_add", "float32_pattern", "float32_value"]


def float32_value(pattern: int) -> Fraction:
    """The exact value of a finite pattern; infinities and NaN raise ValueError."""
    sign, exponent, fraction = pattern >> 31, pattern >> 23 & 0xFF, pattern & 0x7FFFFF
    if exponent == 0xFF:
        raise ValueError("infinity or NaN")
    magnitude = Fraction(fraction | (0x800000 if exponent else 0)) * Fraction(2) ** (max(exponent, 1) - 150)
    return -magnitude if sign else magnitude


def float32_pattern(value: int | Fraction) -> int:
    """The pattern nearest to the value (ties to the even fraction); zero is +0, too large a value is infinity."""
    value = Fraction(value)
    sign = 1 << 31 if value < 0 else 0
    magnitude = abs(value)
    if not magnitude:
        return 0
    power = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    if Fraction(2) ** power > magnitude:
        power -= 1
    power = max(power, -126)
    units = round(magnitude / Fraction(2) ** (power - 23))  # Fraction rounds halves to even
    if units == 1 << 24:
        units, power = 1 << 23, power + 1
    if power > 127:
        return sign | 0x7F800000
    exponent = power + 127 if units >= 1 << 23 else 0
    return sign | exponent << 23 | units & 0x7FFFFF


def float32_add(left: int, right: int) -> int:
    """The pattern of the rounded sum of two finite patterns; an exact zero sum is +0."""
    return float32_pattern(float32_value(left) + float32_value(right))
