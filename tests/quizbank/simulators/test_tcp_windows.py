from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.tcp_windows import (
    tcp_ack_number,
    tcp_cwnd_rounds,
    tcp_cwnd_trace,
    tcp_send_trace,
    tcp_session_numbers,
    tcp_slow_start_rounds,
)


def test_the_curve_of_the_textbook():
    # ssthresh 8, timeout at 14, then three duplicate ACKs at 10
    windows = tcp_cwnd_rounds(20, 8, {10: "timeout", 17: "dup"})
    assert windows == [1, 2, 4, *range(8, 15), 1, 2, 4, *range(7, 11), *range(5, 8)]


def test_sequence_numbers_of_a_session():
    segments = tcp_session_numbers(100, 300, [("client", "data", 50), ("server", "ack", 0), ("server", "fin", 0)])
    assert segments == [
        ("client", "data", 101, 301, 50),
        ("server", "ack", 301, 151, 0),
        ("server", "fin", 301, 151, 0),
    ]


def test_the_smaller_window_limits_the_sender():
    assert tcp_send_trace(1000, 2000, 10000, [(1001, 10000), (2001, 1000)]) == [2000, 2000, 0]
    assert tcp_send_trace(1000, 8000, 3000, [(3001, 0), (3001, 2000)]) == [3000, 0, 2000]


@given(st.integers(1, 200), st.integers(1, 16))
def test_slow_start_doubles(segments, cwnd):
    rounds, grown = tcp_slow_start_rounds(segments, cwnd)
    assert cwnd * (2**rounds - 1) >= segments > cwnd * (2 ** (rounds - 1) - 1)
    assert grown == cwnd + segments


@given(st.integers(2, 64), st.dictionaries(st.integers(1, 30), st.sampled_from(["dup", "timeout"]), max_size=4))
def test_the_window_falls_only_after_a_loss(ssthresh, losses):
    windows = tcp_cwnd_rounds(31, ssthresh, losses)
    for number, (now, after) in enumerate(pairwise(windows), start=1):
        if number in losses:
            assert after == (1 if losses[number] == "timeout" else max(now // 2, 2))
        else:
            assert now < after <= 2 * now


def test_cumulative_acknowledgements():
    assert tcp_ack_number(1, [(1, 100), (201, 50)]) == 101
    assert tcp_ack_number(1, [(201, 50), (1, 100), (101, 100)]) == 251
    assert tcp_ack_number(500, [(600, 10)]) == 500


def test_threshold_beside_the_window():
    trace = tcp_cwnd_trace(7, 4, {4: "dup", 6: "timeout"})
    assert trace == [(1, 4), (2, 4), (4, 4), (5, 4), (2, 2), (3, 2), (1, 2)]
