import struct
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ieee754 import float32_add, float32_pattern, float32_value

FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)


def machine(value: float) -> int:
    return struct.unpack(">I", struct.pack(">f", value))[0]


def test_known_patterns():
    assert float32_pattern(1) == 0x3F800000
    assert float32_pattern(Fraction(-51, 8)) == 0xC0CC0000  # -6.375
    assert float32_pattern(Fraction(1, 2**149)) == 1
    assert float32_pattern(2**128) == 0x7F800000
    assert float32_value(0x00800000) == Fraction(1, 2**126)
    assert float32_add(0x3F800000, 0xBF800000) == 0
    with pytest.raises(ValueError, match="infinity"):
        float32_value(0x7F800000)


@given(FINITE)
def test_there_and_back(value):
    pattern = machine(value)
    assert float32_value(pattern) == Fraction(value)
    if value:
        assert float32_pattern(Fraction(value)) == pattern


@given(st.fractions(-(10**9), 10**9))
def test_rounding_agrees_with_the_machine(value):
    double = float(value)
    assert float32_pattern(Fraction(double)) == machine(double) & (0xFFFFFFFF if double else 0)


@given(FINITE, FINITE)
def test_addition_is_symmetric_and_nearest(x, y):
    a, b = machine(x), machine(y)
    total = float32_add(a, b)
    assert total == float32_add(b, a)
    if total & 0x7F800000 != 0x7F800000:
        error = abs(float32_value(total) - Fraction(x) - Fraction(y))
        for neighbour in (total - 1, total + 1):
            if total & 0x7FFFFFFF and neighbour & 0x7F800000 != 0x7F800000:
                assert error <= abs(float32_value(neighbour) - Fraction(x) - Fraction(y))
