from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.internet_checksum import checksum_accepts, internet_checksum, ones_complement_sum

words = st.lists(st.integers(0, 0xFFFF), max_size=20)


def test_three_words_with_a_carry():
    assert ones_complement_sum([0xA3C5, 0x7E10, 0x2B49]) == 0x4D1F
    assert internet_checksum([0xA3C5, 0x7E10, 0x2B49]) == 0xB2E0


@given(words)
def test_the_receiver_accepts_what_the_sender_computed(data):
    assert checksum_accepts([*data, internet_checksum(data)])


@given(words)
def test_the_sum_is_the_sum_modulo_ffff(data):
    assert ones_complement_sum(data) % 0xFFFF == sum(data) % 0xFFFF


@given(words.filter(len), st.data())
def test_one_flipped_bit_is_found(data, draw):
    sent = [*data, internet_checksum(data)]
    position = draw.draw(st.integers(0, len(data) - 1))
    sent[position] ^= 1 << draw.draw(st.integers(0, 15))
    assert not checksum_accepts(sent)
