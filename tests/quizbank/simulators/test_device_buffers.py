from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.device_buffers import fifo_overruns, interrupt_batch_share, largest_fifo_threshold


def test_by_hand():
    # 3 samples arrive during 7 time units (after 2, 4, 6): 8 - 3 = 5
    assert largest_fifo_threshold(8, Fraction(2), Fraction(7)) == 5
    assert largest_fifo_threshold(3, Fraction(2), Fraction(7)) == 0
    assert interrupt_batch_share(4, 60, 10, 100) == Fraction(1, 4)


@given(st.integers(1, 40), st.integers(1, 9), st.integers(0, 60))
def test_a_smaller_threshold_is_never_worse(depth: int, interval: int, delay: int):
    best = largest_fifo_threshold(depth, Fraction(interval), Fraction(delay))
    for threshold in range(1, depth + 1):
        assert fifo_overruns(depth, threshold, Fraction(interval), Fraction(delay)) == (threshold > best)


@given(st.integers(1, 100), st.integers(1, 500), st.integers(1, 50), st.integers(100, 900))
def test_share_falls_towards_the_cost_of_one_sample(batch: int, fixed: int, each: int, interval: int):
    share = interrupt_batch_share(batch, fixed, each, interval)
    assert interrupt_batch_share(batch + 1, fixed, each, interval) < share
    assert share > Fraction(each, interval)
