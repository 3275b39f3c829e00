import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.channel_capacity import channel_limit, nyquist_capacity, shannon_capacity, snr_from_db


def test_textbook_values():
    assert nyquist_capacity(3000, 2) == 6000
    assert nyquist_capacity(4000, 16) == 32000
    assert shannon_capacity(3000, snr_from_db(30)) == pytest.approx(29902, abs=1)


def test_a_symbol_has_at_least_two_states():
    with pytest.raises(ValueError):
        nyquist_capacity(1000, 1)


@given(st.floats(1, 1e6), st.integers(2, 1024), st.floats(0, 1e6))
def test_the_limit_never_exceeds_either_law(bandwidth, states, snr):
    limit = channel_limit(bandwidth, states, snr)
    assert limit in (nyquist_capacity(bandwidth, states), shannon_capacity(bandwidth, snr))
    assert limit <= nyquist_capacity(bandwidth, states) and limit <= shannon_capacity(bandwidth, snr)
