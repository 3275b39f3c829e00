from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.bus_transfer import block_read_cycles, block_read_rate


def test_burst_of_four_words():
    assert block_read_cycles(16, 4, address=1, wait=3) == 8
    assert block_read_cycles(16, 4, address=1, wait=3, burst=False) == 20
    assert block_read_rate(100, 16, 4, address=1, wait=3) == 200


@given(st.integers(1, 16), st.sampled_from([1, 2, 4, 8]), st.integers(0, 5), st.integers(0, 9))
def test_burst_lies_between_single_reads_and_the_peak(words, width, address, wait):
    block = words * width
    burst = block_read_rate(100, block, width, address, wait)
    assert block_read_rate(100, block, width, address, wait, burst=False) <= burst <= Fraction(100 * width)
