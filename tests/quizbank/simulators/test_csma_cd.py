from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.csma_cd import backoff_choices, collision_bits_sent, shortest_frame_bits


def test_classic_ethernet():
    assert shortest_frame_bits(10**7, "0.0000256") == 512
    assert [backoff_choices(k) for k in (1, 3, 10, 16)] == [2, 8, 1024, 1024]


def test_a_listening_station_does_not_collide():
    with pytest.raises(ValueError):
        collision_bits_sent(10**7, "0.00001", "0.00001")
    with pytest.raises(ValueError):
        backoff_choices(17)


@given(st.integers(2, 100), st.data())
def test_a_collision_is_noticed_within_a_round_trip(microseconds, data):
    start = data.draw(st.integers(0, microseconds - 1))
    delay = Fraction(microseconds, 10**6)
    first, second = collision_bits_sent(10**7, delay, Fraction(start, 10**6))
    assert second <= first <= shortest_frame_bits(10**7, delay)
    assert first + second == shortest_frame_bits(10**7, delay)
