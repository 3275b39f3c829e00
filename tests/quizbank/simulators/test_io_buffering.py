from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.io_buffering import buffered_total_time

times = st.integers(1, 60)


def test_by_hand():
    assert buffered_total_time(1, 40, 15, 30, 1) == 85
    assert buffered_total_time(8, 40, 15, 30, 1) == 470
    assert buffered_total_time(8, 40, 15, 30, 2) == 400
    assert buffered_total_time(3, 40, 15, 30, 0) == 210
    assert buffered_total_time(0, 1, 1, 1, 1) == 0


@given(st.integers(1, 12), times, times, times)
def test_single_and_double_buffer_formulas(n, read, move, compute):
    single = read + (n - 1) * (max(read, compute) + move) + move + compute
    double = read + (n - 1) * max(read, move + compute) + move + compute
    assert buffered_total_time(n, read, move, compute, 1) == single
    assert buffered_total_time(n, read, move, compute, 2) == double


@given(st.integers(1, 12), times, times, times, st.integers(1, 4))
def test_one_more_buffer_never_slows(n, read, move, compute, buffers):
    assert buffered_total_time(n, read, move, compute, buffers + 1) <= buffered_total_time(
        n, read, move, compute, buffers
    )
