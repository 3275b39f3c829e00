import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.integer_codes import add_sub_flags, c_convert, fixed_code_value

BYTE = st.integers(0, 255)


def test_one_pattern_in_four_codes():
    assert fixed_code_value(0b10000001, 8, "sign_magnitude") == -1
    assert fixed_code_value(0b10000001, 8, "ones_complement") == -126
    assert fixed_code_value(0b10000001, 8, "twos_complement") == -127
    assert fixed_code_value(0b10000001, 8, "excess") == 1


def test_bad_patterns_are_refused():
    with pytest.raises(ValueError, match="fit"):
        fixed_code_value(256, 8, "excess")
    with pytest.raises(ValueError, match="unknown code"):
        fixed_code_value(1, 8, "gray")


def test_c_conversions():
    assert c_convert(-1, 16, False) == 65535
    assert c_convert(0x8000, 16, True) == -32768
    assert c_convert(65536 + 5, 16, True) == 5


@given(BYTE, BYTE, st.booleans())
def test_flags_agree_with_the_true_results(x, y, subtract):
    flags = add_sub_flags(x, y, 8, subtract)
    signed = c_convert(x, 8, True) + c_convert(y, 8, True) * (-1 if subtract else 1)
    unsigned = x - y if subtract else x + y
    assert flags["F"] == unsigned % 256
    assert flags["OF"] == (not -128 <= signed <= 127)
    assert flags["CF"] == (not 0 <= unsigned <= 255)
    assert flags["SF"] == (flags["F"] >= 128)
    assert flags["ZF"] == (flags["F"] == 0)


@given(BYTE, BYTE)
def test_comparisons_by_flags(x, y):
    flags = add_sub_flags(x, y, 8, subtract=True)
    assert (flags["SF"] != flags["OF"]) == (c_convert(x, 8, True) < c_convert(y, 8, True))
    assert (flags["CF"] == 1) == (x < y)
