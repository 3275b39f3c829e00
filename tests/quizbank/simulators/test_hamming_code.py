import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.hamming_code import hamming_check_bits, hamming_correct, hamming_encode, hamming_syndrome


def test_textbook_code_word():
    assert hamming_encode("1011") == "0110011"
    assert [hamming_check_bits(n) for n in (1, 4, 5, 8, 11, 12)] == [2, 3, 4, 4, 4, 5]


def test_two_errors_may_point_outside_the_word():
    word = list(hamming_encode("10110"))  # 9 positions
    for position in (4, 9):
        word[position - 1] = "1" if word[position - 1] == "0" else "0"
    assert hamming_syndrome("".join(word)) == 13
    with pytest.raises(ValueError):
        hamming_correct("".join(word))


@given(st.text("01", min_size=1, max_size=26), st.data())
def test_every_single_error_is_found_and_corrected(data_bits, data):
    word = hamming_encode(data_bits)
    assert hamming_syndrome(word) == 0
    position = data.draw(st.integers(1, len(word)))
    flipped = word[: position - 1] + ("1" if word[position - 1] == "0" else "0") + word[position:]
    assert hamming_syndrome(flipped) == position
    assert hamming_correct(flipped) == data_bits
