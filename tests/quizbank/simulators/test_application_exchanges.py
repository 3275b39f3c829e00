from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.application_exchanges import (
    distribution_seconds,
    dns_ttl_lookups,
    ftp_passive_ms,
    page_check_ms,
    smtp_session_ms,
)


def test_distribution_by_hand():
    assert distribution_seconds("cs", 1000, 20, 100, 5) == 5000
    assert distribution_seconds("p2p", 1000, 20, 100, 5, 1) == Fraction(100_000, 120)
    with pytest.raises(ValueError, match="unknown model"):
        distribution_seconds("bus", 1, 1, 1, 1)


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1, 99), st.integers(0, 99))
def test_peers_never_slow_the_distribution(size, server_up, peers, down, up):
    shared = distribution_seconds("p2p", size, server_up, peers, down, up)
    assert shared <= distribution_seconds("cs", size, server_up, peers, down)
    assert shared == distribution_seconds("cs", size, server_up, peers, down) or up > 0


def test_a_record_is_asked_for_again_when_it_has_expired():
    assert dns_ttl_lookups([0, 50, 100, 120], 3, 100, 20) == [(3, False), (0, False), (1, True), (0, True)]


@given(st.lists(st.integers(0, 500), min_size=1, max_size=9), st.integers(1, 5), st.integers(1, 200))
def test_an_answer_is_never_older_than_the_ttl(times, zones, ttl):
    times = sorted(times)
    for time, (_, new) in zip(times, dns_ttl_lookups(times, zones, ttl, 250), strict=True):
        assert new or time < 250 + ttl
        assert not new or time >= 250


def test_exchanges_by_hand():
    assert ftp_passive_ms([100, 200], 10) == 360
    assert smtp_session_ms([(2, 300)], 10, 400) == 10 + 10 + 20 + 10 + 10 + 8
    assert page_check_ms([(200, 100), (304, 900)], 10, 8) == 10 + 10 + 100 + 10
