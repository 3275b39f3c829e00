import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.register_machine import ia32_frame, run_assembly

SUM = [
    "addi r3, r0, 0",
    "loop: beq r2, r0, done",
    "lw r4, 0(r1)",
    "add r3, r3, r4",
    "addi r1, r1, 4",
    "addi r2, r2, -1",
    "j loop",
    "done:",
]


@given(st.lists(st.integers(-99, 99), max_size=8))
def test_summing_an_array(numbers):
    words = {100 + 4 * i: number for i, number in enumerate(numbers)}
    result = run_assembly(SUM, {"r1": 100, "r2": len(numbers)}, words)
    assert result["registers"]["r3"] == sum(numbers)
    assert result["executed"] == 2 + 6 * len(numbers)


def test_store_shift_and_the_zero_register():
    result = run_assembly(["addi r0, r0, 9", "slli r1, r2, 2", "sw r1, 4(r0)"], {"r2": 3}, {})
    assert result["words"] == {4: 12}
    assert result["registers"]["r0"] == 0


@pytest.mark.parametrize(("name", "taken"), [("bge", 1), ("blt", 0), ("beq", 1), ("bne", 0), ("ble", 1)])
def test_branches_on_equal_registers(name, taken):
    program = [f"{name} r1, r2, end", "addi r3, r0, 1", "end:"]
    assert run_assembly(program, {"r1": 5, "r2": 5, "r3": 0}, {})["registers"]["r3"] == 1 - taken


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="unknown"):
        run_assembly(["halt"], {}, {})
    with pytest.raises(ValueError, match="end"):
        run_assembly(["here: j here"], {}, {})


def test_frame_of_a_call_with_one_argument():
    assert ia32_frame(0x1000, 1, 8) == {"esp": 0xFEC, "ebp": 0xFF4, "return": 0xFF8, "arguments": [0xFFC]}


@given(st.integers(0x1000, 0x7FFF0000), st.integers(1, 6), st.integers(0, 64))
def test_first_argument_is_eight_above_ebp(esp, arguments, local_bytes):
    frame = ia32_frame(esp, arguments, local_bytes)
    assert frame["arguments"] == [frame["ebp"] + 8 + 4 * i for i in range(arguments)]
    assert frame["arguments"][-1] == esp - 4
