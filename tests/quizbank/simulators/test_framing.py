import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.framing import bit_stuff, bit_unstuff, hex_to_bits, ppp_byte_stuff, ppp_byte_unstuff


def test_bit_stuffing_by_hand():
    assert bit_stuff("0111111010") == "01111101010"
    assert bit_stuff("11111") == "111110"
    assert bit_stuff("1" * 10) == "111110111110"


def test_byte_stuffing_by_hand():
    assert ppp_byte_stuff("41 7E 7D 5E") == "41 7D 5E 7D 5D 5E"
    assert ppp_byte_stuff("03") == "7D 23"


def test_what_a_receiver_must_refuse():
    with pytest.raises(ValueError):
        bit_unstuff("0111111")
    with pytest.raises(ValueError):
        ppp_byte_unstuff("41 7D")


def test_hex_to_bits_puts_the_highest_bit_first():
    assert hex_to_bits("7E 01") == "0111111000000001"


@given(st.text("01", max_size=60))
def test_no_flag_inside_and_nothing_lost(bits):
    sent = bit_stuff(bits)
    assert "111111" not in sent
    assert bit_unstuff(sent) == bits


@given(st.binary(max_size=40))
def test_no_flag_byte_inside_and_nothing_lost_in_ppp(data):
    text = data.hex(" ").upper()
    assert "7E" not in ppp_byte_stuff(text).split()
    assert ppp_byte_unstuff(ppp_byte_stuff(text)) == text
