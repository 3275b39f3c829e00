"""Which numbers a code or a format can hold: finite fractions, orders of codes, small IEEE formats, lost guard bits.

A small IEEE format has one sign bit, `exponent_bits` and `fraction_bits`, bias 2**(exponent_bits - 1) - 1; an exponent of
all ones is infinity or NaN, one of all zeros a denormal or zero.
"""

from fractions import Fraction

from quizbank.simulators.ieee754 import float32_add, float32_pattern, float32_value
from quizbank.simulators.integer_codes import fixed_code_value

__all__ = [
    "finite_fraction_count",
    "float32_add_dropping_bits",
    "float32_repeated_sum",
    "ieee_holds",
    "ieee_largest",
    "unsigned_order_is_right",
]


def finite_fraction_count(denominator: int, base: int) -> int:
    """How many of 1/d, 2/d, ..., (d-1)/d have finitely many digits after the point in that base."""
    reduced = 1
    while True:  # the largest divisor of d that divides a power of the base
        larger = _common(denominator, reduced * base)
        if larger == reduced:
            return reduced - 1
        reduced = larger


def _common(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a


def unsigned_order_is_right(width: int, code: str, left_negative: bool, right_negative: bool) -> bool:
    """Does comparing the patterns as unsigned numbers order all pairs of such values rightly (zeros are left out)?"""
    values = [(pattern, fixed_code_value(pattern, width, code)) for pattern in range(1 << width)]
    lefts = [(p, v) for p, v in values if v and (v < 0) == left_negative]
    rights = [(p, v) for p, v in values if v and (v < 0) == right_negative]
    return all((p < q) == (v < w) for p, v in lefts for q, w in rights)


def ieee_largest(exponent_bits: int, fraction_bits: int) -> Fraction:
    """The largest finite number of the format."""
    return (2 - Fraction(1, 1 << fraction_bits)) * Fraction(2) ** ((1 << (exponent_bits - 1)) - 1)


def ieee_holds(value: int | Fraction, exponent_bits: int, fraction_bits: int) -> bool:
    """Can the format hold the value exactly?"""
    magnitude = abs(Fraction(value))
    if magnitude > ieee_largest(exponent_bits, fraction_bits):
        return False
    least = 2 - (1 << (exponent_bits - 1))
    power = least
    while magnitude >= Fraction(2) ** (power + 1):
        power += 1
    return (magnitude / Fraction(2) ** (power - fraction_bits)).denominator == 1


def float32_add_dropping_bits(left: int, right: int) -> int:
    """The sum when alignment drops the bits it shifts out of the 24-bit significand (no guard bits); then exact."""
    units = []
    exponents = [max(pattern >> 23 & 0xFF, 1) for pattern in (left, right)]
    for pattern, exponent in zip((left, right), exponents, strict=True):
        value = float32_value(pattern)
        significand = int(abs(value) / Fraction(2) ** (exponent - 150)) >> (max(exponents) - exponent)
        units.append(-significand if value < 0 else significand)
    return float32_pattern(sum(units) * Fraction(2) ** (max(exponents) - 150))


def float32_repeated_sum(start: int | Fraction, step: int | Fraction, times: int) -> Fraction:
    """The value of s after `times` executions of s = s + step in single precision."""
    total, addend = float32_pattern(start), float32_pattern(step)
    for _ in range(times):
        total = float32_add(total, addend)
    return float32_value(total)
