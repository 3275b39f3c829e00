from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.processor_performance import amdahl_speedup, average_cpi, mips_rating, program_cycles

MIX = [(50, 1), (30, 4), (20, 3)]


def test_weighted_average():
    assert average_cpi(MIX) == Fraction(23, 10)
    assert mips_rating([(1, 2)], 1000) == 500


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9)), min_size=1, max_size=6))
def test_cpi_is_the_mean_over_the_single_instructions(mix):
    each = [cpi for count, cpi in mix for _ in range(count)]
    assert average_cpi(mix) == Fraction(sum(each), len(each))
    assert program_cycles(mix) == sum(each)


def test_amdahl():
    assert amdahl_speedup([(Fraction(1, 4), 5)]) == Fraction(5, 4)  # 100 -> 75 + 5
    assert amdahl_speedup([(Fraction(1, 2), 2), (Fraction(1, 4), 5)]) == Fraction(100, 55)
    assert amdahl_speedup([]) == 1
