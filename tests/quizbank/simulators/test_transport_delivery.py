from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.transport_delivery import (
    cumulative_ack_numbers,
    port_demultiplex,
    smoothed_rtt,
    udp_bytes_delivered,
)


def test_udp_looks_at_the_destination_port_only_and_tcp_at_the_whole_connection():
    arrivals = [
        ("udp", "a", 9, 53),
        ("udp", "b", 9, 53),
        ("udp", "a", 9, 54),
        ("syn", "a", 9, 80),
        ("syn", "b", 9, 80),
        ("data", "a", 9, 80),
        ("syn", "b", 9, 81),
    ]
    assert port_demultiplex({53}, {80}, [("a", 8, 80)], arrivals) == ({53: 2}, {80: 4})


def test_a_datagram_with_a_lost_fragment_is_not_delivered():
    assert udp_bytes_delivered([2000], 1500, [2]) == 0
    assert udp_bytes_delivered([2000, 100], 1500, [2]) == 100
    assert udp_bytes_delivered([1000, 1000], 1500, [1]) == 1000


def test_ack_numbers_wait_for_the_missing_segment():
    assert cumulative_ack_numbers(100, [(100, 50), (210, 40), (150, 60)]) == [150, 150, 250]


@given(st.permutations(range(6)), st.lists(st.integers(1, 9), min_size=6, max_size=6))
def test_ack_numbers_rise_to_the_end_in_any_order(order, sizes):
    starts = [1 + sum(sizes[:index]) for index in range(6)]
    answers = cumulative_ack_numbers(1, [(starts[index], sizes[index]) for index in order])
    assert answers == sorted(answers)
    assert answers[-1] == 1 + sum(sizes)
    for count, answer in enumerate(answers, 1):
        have = {byte for i in order[:count] for byte in range(starts[i], starts[i] + sizes[i])}
        assert answer not in have
        assert have >= set(range(1, answer))


def test_smoothed_rtt_skips_segments_sent_again():
    assert smoothed_rtt(80, [120, None], Fraction(1, 8)) == 85
