from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.packet_delay import circuit_switching_seconds, packets_for_message, store_and_forward_seconds


def test_equal_links_give_the_textbook_formula():
    # 3 links of 1 Mbit/s, 10 packets of 1000 bits: (10 + 3 - 1) packet times
    assert store_and_forward_seconds([1000] * 10, [10**6] * 3) == Fraction(12, 1000)


def test_propagation_is_paid_once_for_each_link():
    assert store_and_forward_seconds([8000], [10**6, 10**6], ["0.002", "0.003"]) == Fraction("0.021")


def test_packets_for_message_rounds_up():
    assert packets_for_message(980_000, 1000, 20) == 1000
    assert packets_for_message(1, 1000, 20) == 1
    with pytest.raises(ValueError):
        packets_for_message(10, 20, 20)


@given(st.integers(1, 30), st.integers(1, 500), st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_equal_packets_wait_for_the_slowest_link_only(count, bits, rates):
    expected = sum(Fraction(bits, rate) for rate in rates) + (count - 1) * Fraction(bits, min(rates))
    assert store_and_forward_seconds([bits] * count, rates) == expected


def test_a_circuit_is_set_up_once_and_stores_nothing():
    # 0.5 s, then 4 Mbit at 2 Mbit/s, then two links of 10 ms
    assert circuit_switching_seconds(4 * 10**6, 2 * 10**6, "0.5", ["0.01", "0.01"]) == Fraction("2.52")
