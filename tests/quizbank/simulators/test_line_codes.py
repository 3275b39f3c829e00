from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.line_codes import (
    differential_manchester_bits,
    differential_manchester_levels,
    level_changes,
    manchester_bits,
    manchester_levels,
)

bit_strings = st.text("01", min_size=1, max_size=40)


def test_hand_drawn_waveforms():
    assert manchester_levels("101") == "HLLHHL"
    assert differential_manchester_levels("1001", before="L") == "LHLHLHHL"


def test_a_bit_without_a_change_in_its_middle_is_refused():
    with pytest.raises(ValueError):
        manchester_bits("HH")


@given(bit_strings, st.sampled_from("HL"))
def test_decoding_undoes_coding(bits, before):
    assert differential_manchester_bits(differential_manchester_levels(bits, before), before) == bits
    assert manchester_bits(manchester_levels(bits, "LH"), "LH") == bits


@given(bit_strings)
def test_manchester_changes_at_a_border_only_between_equal_bits(bits):
    borders = sum(a == b for a, b in pairwise(bits))
    assert level_changes(manchester_levels(bits)) == len(bits) + borders
