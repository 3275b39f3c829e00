from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.loop_counting import halving_recursion_steps, halving_stride_steps


@given(st.integers(0, 14))
def test_stride_doubling_gives_a_geometric_sum(k: int) -> None:
    assert halving_stride_steps(2**k) == 2 ** (k + 1) - 1


@given(st.integers(1, 5000))
def test_stride_doubling_is_linear(n: int) -> None:
    assert n <= halving_stride_steps(n) <= 4 * n


@given(st.integers(0, 14))
def test_two_halves_and_a_loop_give_n_log_n(k: int) -> None:
    assert halving_recursion_steps(2**k) == k * 2**k
