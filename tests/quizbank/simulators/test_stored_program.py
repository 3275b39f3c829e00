import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.stored_program import run_accumulator_words


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_load_add_store(a: int, b: int):
    memory = run_accumulator_words({0: 0x1010, 1: 0x2011, 2: 0x4012, 3: 0, 0x10: a, 0x11: b}, 0)
    assert memory[0x12] == (a + b) % 65536


def test_a_program_may_write_its_own_instruction():
    # the stored word 3011H replaces the halt at 2, is fetched next, and subtracts itself from ACC
    words = {0: 0x1011, 1: 0x4002, 2: 0x0000, 3: 0x4010, 4: 0x0000, 0x11: 0x3011}
    assert run_accumulator_words(words, 0)[0x10] == 0


def test_endless_and_unknown():
    with pytest.raises(ValueError, match="unknown"):
        run_accumulator_words({0: 0xF000}, 0)
