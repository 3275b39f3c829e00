from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.float_alignment import aligned_sum

MANTISSAS = st.integers(16, 31) | st.integers(-31, -16)


def test_by_hand():
    assert aligned_sum((7, 29), (5, 20), 5, 7) == "overflow"  # 29 + 5 = 34 -> 17, exponent 8
    assert aligned_sum((7, 29), (5, 20), 5, 15) == (8, 17)
    assert aligned_sum((3, 16), (3, -24), 5, 7) == (2, -16)  # -8 is shifted left once
    assert aligned_sum((4, 17), (2, 23), 5, 7) == (4, 22)  # 23 / 4 loses its last bits
    assert aligned_sum((4, 17), (4, -17), 5, 7) == (0, 0)


@given(st.integers(-3, 3), MANTISSAS, MANTISSAS)
def test_equal_exponents_lose_at_most_the_last_bit(exponent, a, b):
    got = aligned_sum((exponent, a), (exponent, b), 5, 99)
    exact = (a + b) * Fraction(2) ** exponent
    assert 0 <= exact - got[1] * Fraction(2) ** got[0] < Fraction(2) ** (exponent + 1)
