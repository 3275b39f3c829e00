import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.instruction_coding import expanding_opcode_rest, relative_field, stored_byte, struct_layout


def brute_force_rest(bits, first, last):
    """Middle format of a word of 3 * bits with `first` two-address and `last` zero-address instructions."""
    prefixes = ((1 << bits) - first) << bits
    return max(middle for middle in range(prefixes + 1) if (prefixes - middle) << bits >= last)


def test_fifteen_fifteen_fifteen_sixteen():
    assert expanding_opcode_rest(16, 4, [15, 15, 15, -1]) == 16
    assert expanding_opcode_rest(16, 4, [15, 15, -1, 16]) == 15
    assert expanding_opcode_rest(16, 4, [-1, 15, 15, 16]) == 15


@given(st.integers(1, 3), st.data())
def test_agrees_with_brute_force(bits, data):
    first = data.draw(st.integers(0, (1 << bits) - 1))
    last = data.draw(st.integers(0, ((1 << bits) - first) << (2 * bits)))
    assert expanding_opcode_rest(3 * bits, bits, [first, -1, last]) == brute_force_rest(bits, first, last)


def test_relative_branches():
    assert relative_field(0x1000, 0x1000, 2, 8) == 0xFE
    assert relative_field(0x1000, 0x1010, 4, 16, unit=4) == 3
    with pytest.raises(ValueError, match="reached"):
        relative_field(0x1000, 0x2000, 2, 8)
    with pytest.raises(ValueError, match="reached"):
        relative_field(0x1000, 0x1003, 2, 8, unit=2)


@given(st.lists(st.sampled_from([(1, "b"), (2, "h"), (4, "i"), (8, "q")]), min_size=1, max_size=6))
def test_layout_agrees_with_the_c_compiler(members):
    sizes = [size for size, _ in members]
    layout = struct_layout(sizes)
    text = "".join(letter for _, letter in members)
    largest = max(members)[1]
    assert layout["size"] == struct.calcsize(f"@{text}0{largest}")
    assert layout["offsets"][-1] == struct.calcsize(f"@{text}") - sizes[-1]


def test_byte_order():
    assert [stored_byte(0x01234567, 4, i, "big") for i in range(4)] == [0x01, 0x23, 0x45, 0x67]
    assert [stored_byte(0x01234567, 4, i, "little") for i in range(4)] == [0x67, 0x45, 0x23, 0x01]
