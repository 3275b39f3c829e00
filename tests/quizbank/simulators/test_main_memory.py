from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.main_memory import (
    burst_refresh_dead_ns,
    chip_array,
    distributed_refresh_gap_us,
    interleaved_finish_time,
)


def test_refresh_of_128_rows_in_2_ms():
    assert distributed_refresh_gap_us(128, 2) == Fraction(125, 8)
    assert burst_refresh_dead_ns(128, 500) == 64_000


def test_chip_array():
    assert chip_array(4 << 20, 32, 1 << 20, 8) == {"chips": 4, "multiplexed_pins": 10, "select": None}
    assert chip_array(8 << 20, 16, 1 << 20, 8) == {"chips": 8, "multiplexed_pins": 10, "select": (22, 21)}


def test_consecutive_words_overlap():
    assert interleaved_finish_time(range(4), 4, busy=200, gap=50) == 350
    assert interleaved_finish_time([0, 4, 8], 4, busy=200, gap=50) == 600


@given(st.lists(st.integers(0, 63), min_size=1, max_size=12), st.sampled_from([2, 4, 8]))
def test_between_the_two_bounds(addresses, modules):
    time = interleaved_finish_time(addresses, modules, busy=modules * 10, gap=10)
    assert modules * 10 + (len(addresses) - 1) * 10 <= time <= len(addresses) * modules * 10


@given(st.lists(st.integers(0, 63), min_size=1, max_size=8), st.sampled_from([2, 4]))
def test_agrees_with_a_clock_that_ticks(addresses, modules):
    busy, gap = 7, 2
    until, last, now, waiting = [0] * modules, -gap, 0, list(addresses)
    while waiting:
        module = waiting[0] % modules
        if now >= until[module] and now >= last + gap:
            until[module], last = now + busy, now
            waiting.pop(0)
        now += 1
    assert interleaved_finish_time(addresses, modules, busy, gap) == max(until)
