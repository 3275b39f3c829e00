from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ieee754 import float32_add, float32_pattern, float32_value
from quizbank.simulators.number_formats import (
    finite_fraction_count,
    float32_add_dropping_bits,
    float32_repeated_sum,
    ieee_holds,
    ieee_largest,
    unsigned_order_is_right,
)


def test_finite_fractions_by_hand():
    assert finite_fraction_count(10, 2) == 1  # 0.5
    assert finite_fraction_count(100, 2) == 3  # 0.25, 0.50, 0.75
    assert finite_fraction_count(12, 6) == 11
    assert finite_fraction_count(7, 2) == 0


@given(st.integers(2, 200), st.integers(2, 12))
def test_finite_fractions_against_trying(denominator: int, base: int):
    finite = sum((Fraction(k, denominator) * base**20).denominator == 1 for k in range(1, denominator))
    assert finite_fraction_count(denominator, base) == finite


def test_orders_of_codes():
    both = [(False, False), (False, True), (True, False), (True, True)]
    assert [unsigned_order_is_right(5, "excess", *s) for s in both] == [True] * 4
    assert [unsigned_order_is_right(5, "twos_complement", *s) for s in both] == [True, False, False, True]
    assert [unsigned_order_is_right(5, "sign_magnitude", *s) for s in both] == [True, False, False, False]


def test_single_precision_is_one_of_the_formats():
    assert ieee_largest(8, 23) == float32_value(0x7F7FFFFF)
    assert ieee_holds(2**24, 8, 23)
    assert not ieee_holds(2**24 + 1, 8, 23)
    assert ieee_holds(Fraction(1, 2**149), 8, 23)
    assert not ieee_holds(Fraction(1, 2**150), 8, 23)
    assert not ieee_holds(2**128, 8, 23)


@given(st.integers(0, 0x7F7FFFFF))
def test_every_pattern_is_held(pattern: int):
    assert ieee_holds(float32_value(pattern), 8, 23)


def test_dropping_bits_by_hand():
    one, near = float32_pattern(1), 0x3F7FFFFF  # 1 - 2**-24
    assert float32_value(float32_add(one, near | 1 << 31)) == Fraction(1, 2**24)
    assert float32_value(float32_add_dropping_bits(one, near | 1 << 31)) == Fraction(1, 2**23)


@given(st.integers(0, 2**23), st.integers(0, 2**23))
def test_small_integers_lose_nothing_in_repeated_sums(a: int, b: int):
    assert float32_repeated_sum(a, b, 1) == a + b
    assert float32_add_dropping_bits(float32_pattern(2**23), float32_pattern(2**23 - 1)) == float32_pattern(2**24 - 1)
