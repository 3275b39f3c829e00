from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.wlan_nav import exchange_timeline, nav_after_cts, nav_after_rts


def test_timeline_of_an_exchange():
    assert exchange_timeline(10, 20, 15, 100, 15) == {
        "RTS": (0, 20),
        "CTS": (30, 45),
        "DATA": (55, 155),
        "ACK": (165, 180),
    }


@given(st.integers(1, 50), st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
def test_the_textbook_sums(sifs, cts, data, ack):
    assert nav_after_rts(sifs, cts, data, ack) == 3 * sifs + cts + data + ack
    assert nav_after_cts(sifs, data, ack) == 2 * sifs + data + ack
