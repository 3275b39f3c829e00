import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.crc import crc_accepts, crc_codeword, crc_detects, crc_division_steps, crc_remainder

generators = st.text("01", min_size=1, max_size=7).map(lambda tail: "1" + tail)


def test_textbook_remainders():
    assert crc_remainder("110010", "1011") == "101"
    assert crc_remainder("1101011011", "10011") == "1110"


def test_a_generator_starts_with_one():
    with pytest.raises(ValueError):
        crc_remainder("1", "01")


@given(st.text("01", min_size=1, max_size=30), generators)
def test_every_code_word_is_accepted(bits, generator):
    assert crc_accepts(crc_codeword(bits, generator), generator)


@given(st.text("01", min_size=1, max_size=20), generators, st.data())
def test_detection_depends_on_the_error_pattern_only(bits, generator, data):
    word = crc_codeword(bits, generator)
    pattern = data.draw(st.text("01", min_size=len(word), max_size=len(word)))
    received = "".join("1" if a != b else "0" for a, b in zip(word, pattern, strict=True))
    assert crc_accepts(received, generator) != crc_detects(pattern, generator)


def test_a_division_by_hand():
    # 1101 000 by 1011: 1101 -> 0110, 1100 -> 0111, 1110 -> 0101, 1010 -> 0001
    assert crc_division_steps("1101000", "1011") == [
        ("1101", "1", "0110"), ("1100", "1", "0111"), ("1110", "1", "0101"), ("1010", "1", "0001"),
    ]  # fmt: skip


@given(st.text("01", min_size=1, max_size=20), generators)
def test_the_steps_end_with_the_remainder(bits, generator):
    steps = crc_division_steps(bits + "0" * (len(generator) - 1), generator)
    assert steps[-1][2] == "0" + crc_remainder(bits, generator)
