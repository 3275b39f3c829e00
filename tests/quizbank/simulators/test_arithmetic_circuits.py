from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.arithmetic_circuits import (
    division_operations,
    flag_outcomes,
    missing_carry_in_errors,
    shift_add_registers,
)


def test_shift_add_by_hand():
    # X = 1101, Y = 1011: 1101 -> 0110 1101; +1101 = 1 0011 -> 1001 1110; 0100 1111; +1101 = 1 0001 -> 1000 1111
    steps = [(0b0110, 0b1101), (0b1001, 0b1110), (0b0100, 0b1111), (0b1000, 0b1111)]
    assert [shift_add_registers(0b1101, 0b1011, 4, k) for k in (1, 2, 3, 4)] == steps


@given(st.integers(0, 255), st.integers(0, 255))
def test_all_steps_give_the_product(x: int, y: int):
    high, low = shift_add_registers(x, y, 8, 8)
    assert high << 8 | low == x * y


@given(st.integers(0, 255), st.integers(1, 255), st.booleans())
def test_division_agrees_with_python(x: int, y: int, restoring: bool):
    operations, quotient, remainder = division_operations(x, y, 8, restoring)
    assert (quotient, remainder) == divmod(x, y)
    zeros = 8 - quotient.bit_count()
    assert operations == (8 + zeros if restoring else 8 + (quotient % 2 == 0))


def test_flags_tell_the_order():
    assert flag_outcomes(4, {"ZF": 1}) == {(0, 0)}
    assert flag_outcomes(4, {"OF": 0, "SF": 1}) == {(1, -1)}
    assert flag_outcomes(4, {"OF": 1, "SF": 1}) == {(1, 1)}


def test_missing_carry_is_wrong_for_equal_numbers():
    assert missing_carry_in_errors(3) == [(x, x) for x in range(8)]
