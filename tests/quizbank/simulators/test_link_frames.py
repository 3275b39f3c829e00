import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.link_frames import (
    code_minimum_distance,
    ethernet_line_bytes,
    gbn_arrivals,
    nrzi_bits,
    nrzi_levels,
    sr_mistaken_frames,
)

BITS = st.text("01", max_size=40)


def test_nrzi_changes_at_a_zero():
    assert nrzi_levels("10011", "L") == "LHLLL"


@given(BITS, st.sampled_from("HL"))
def test_nrzi_comes_back_whatever_the_polarity(bits, before):
    levels = nrzi_levels(bits, before)
    swap = str.maketrans("HL", "LH")
    assert nrzi_bits(levels, before) == bits == nrzi_bits(levels.translate(swap), before.translate(swap))


def test_distances():
    assert code_minimum_distance(["000", "111"]) == 3
    assert code_minimum_distance(["0000", "0011", "1100"]) == 2


def test_too_large_windows_mistake_old_frames():
    assert sr_mistaken_frames(6, 4, 3) == [0, 1]
    assert sr_mistaken_frames(5, 5, 3) == [0, 1]


@given(st.integers(1, 5), st.data())
def test_windows_that_fit_the_numbers_never_mistake(bits, data):
    receive = data.draw(st.integers(1, 2 ** (bits - 1)))
    send = data.draw(st.integers(receive, 2**bits))
    assert bool(sr_mistaken_frames(send, receive, bits)) == (send + receive > 2**bits)


def test_go_back_n_repeats_everything_after_the_lost_frame():
    assert gbn_arrivals(6, 4, 1, 2, {1}, {10: 1}) == [3, 13, 14, 15, 16, 18]


@given(st.integers(1, 12), st.integers(1, 6), st.integers(1, 4), st.integers(0, 6))
def test_without_loss_every_window_costs_a_frame_time_and_a_round_trip(frames, window, frame_time, propagation):
    cycle = max(frame_time + 2 * propagation, window * frame_time)
    expected = [n // window * cycle + (n % window + 1) * frame_time + propagation for n in range(frames)]
    assert gbn_arrivals(frames, window, frame_time, propagation, (), {}) == expected


def test_a_lost_frame_needs_a_timeout():
    with pytest.raises(ValueError, match="timeout"):
        gbn_arrivals(2, 1, 1, 1, {0}, {})


@pytest.mark.parametrize(("packet", "total"), [(40, 84), (46, 84), (1500, 1538)])
def test_ethernet_pads_short_packets(packet, total):
    assert ethernet_line_bytes(packet) == total
