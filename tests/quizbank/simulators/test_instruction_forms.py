from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.instruction_coding import expanding_opcode_rest
from quizbank.simulators.instruction_forms import (
    accumulator_code_bytes,
    indirect_indexed_operand,
    opcode_space_left,
    stack_code_bytes,
    word_accesses,
)

CELLS = {0x10: 0x20, 0x14: 0x30, 0x20: 1, 0x24: 2, 0x30: 3}


def test_opcode_space_of_three_formats():
    assert opcode_space_left(16, [(2, 12), (20, 11)], 9) == 32


@given(st.integers(0, 63), st.integers(0, 700))
def test_opcode_space_agrees_with_equal_fields(two, zero):
    assert opcode_space_left(16, [(two, 10), (zero, 0)], 5) == expanding_opcode_rest(16, 5, [two, -1, zero])


def test_code_of_a_sum():
    assert stack_code_bytes(("+", "A", "B"), 1, 2) == 3 * 3 + 1
    assert accumulator_code_bytes(("+", "A", "B"), 1, 2) == 9


@pytest.mark.parametrize(
    ("expression", "instructions"),
    [
        (("-", "A", ("+", "B", "C")), 6),  # LOAD B, ADD C, STORE T, LOAD A, SUB T, STORE
        (("+", "A", ("-", "B", "C")), 4),
        (("*", ("+", "A", "B"), ("-", "C", "D")), 7),
    ],
)
def test_accumulator_instructions(expression, instructions):
    assert accumulator_code_bytes(expression, 1, 0) == instructions


def test_index_before_and_after_the_indirection():
    assert indirect_indexed_operand(CELLS, 0x10, 4, index_first=True) == 3
    assert indirect_indexed_operand(CELLS, 0x10, 4, index_first=False) == 2


@pytest.mark.parametrize(("address", "size"), list(product(range(9), range(1, 10))))
def test_word_accesses_counts_the_words_touched(address, size):
    assert word_accesses(address, size, 4) == len({byte // 4 for byte in range(address, address + size)})
