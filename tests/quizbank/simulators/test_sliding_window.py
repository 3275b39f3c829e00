from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.sliding_window import (
    gbn_sent_frames,
    sequence_bits_for_window,
    sliding_window_trace,
    sr_sent_frames,
    window_for_utilization,
    window_utilization,
)


def test_stop_and_wait_over_a_satellite():
    # 1 Mbit/s, 1000-bit frames, 250 ms one way: 1 ms of 501 ms
    assert window_utilization(1, 1, 250) == Fraction(1, 501)


def test_sequence_bits():
    assert sequence_bits_for_window(7, "GBN") == 3
    assert sequence_bits_for_window(8, "GBN") == 4
    assert sequence_bits_for_window(4, "SR") == 3
    assert sequence_bits_for_window(5, "SR") == 4
    with pytest.raises(ValueError):
        sequence_bits_for_window(5, "TCP")


def test_go_back_n_repeats_everything_after_the_lost_frame():
    events = ["send", ("ack", 0), "send", ("timeout", 1)]
    assert gbn_sent_frames(4, 3, events) == [0, 1, 2, 3, 4, 1, 2, 3, 4]
    assert sr_sent_frames(4, 3, events) == [0, 1, 2, 3, 4, 1]


def test_selective_repeat_moves_only_past_acknowledged_frames():
    assert sr_sent_frames(4, 3, ["send", ("ack", 2), "send", ("ack", 0), ("ack", 1), "send"]) == [0, 1, 2, 3, 4, 5, 6]
    assert gbn_sent_frames(4, 3, ["send", ("ack", 2), "send"]) == [0, 1, 2, 3, 4, 5, 6]


@given(st.integers(1, 20), st.integers(0, 300), st.integers(0, 20), st.fractions("1/100", 1))
def test_the_window_found_is_the_smallest(frame, propagation, ack, goal):
    window = window_for_utilization(goal, frame, propagation, ack)
    assert window_utilization(window, frame, propagation, ack) >= goal
    assert window == 1 or window_utilization(window - 1, frame, propagation, ack) < goal


@given(st.integers(1, 7), st.lists(st.integers(0, 7), max_size=12))
def test_without_losses_both_send_each_frame_once_and_in_order(window, acks):
    events = ["send"]
    for number in acks:
        events += [("ack", number), "send"]
    sent = gbn_sent_frames(window, 3, events)
    assert sent == [number % 8 for number in range(len(sent))]


def test_traces_show_the_window():
    events = [("send", 3), ("ack", 0), ("send", 2), ("timeout", 1)]
    assert sliding_window_trace("GBN", 4, 3, events) == [
        ([0, 1, 2], [0, 1, 2, 3], [3]),
        ([], [1, 2, 3, 4], [3, 4]),
        ([3, 4], [1, 2, 3, 4], []),
        ([1, 2, 3, 4], [1, 2, 3, 4], []),
    ]
    events = [("send", 4), ("ack", 0), ("ack", 2), ("timeout", 1), "send"]
    assert sliding_window_trace("SR", 4, 3, events)[3:] == [([1], [1, 2, 3, 4], [4]), ([4], [1, 2, 3, 4], [])]
    with pytest.raises(ValueError):
        sliding_window_trace("TCP", 4, 3, events)
