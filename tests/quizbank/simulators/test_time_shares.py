from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.time_shares import overall_speedup, part_speedup_needed


def test_amdahl_by_hand():
    assert overall_speedup([(80, 4), (20, 1)]) == Fraction(5, 2)
    assert part_speedup_needed([(20, 1)], 80, Fraction(5, 2)) == 4


def test_out_of_reach():
    with pytest.raises(ValueError, match="too long"):
        part_speedup_needed([(50, 1)], 50, 2)


@given(st.integers(1, 99), st.integers(1, 20), st.integers(1, 20))
def test_needed_speedup_reaches_the_goal(share: int, other: int, times: int):
    goal = overall_speedup([(100 - share, other), (share, times)])
    assert part_speedup_needed([(100 - share, other)], share, goal) == times
