import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.array_programs import array_program_run, first_touched_pages
from quizbank.simulators.register_machine import run_assembly

SUM = [
    "addi r2, r0, 0",
    "slli r3, r3, 2",
    "add r3, r1, r3",
    "L: bge r1, r3, E",
    "lw r4, 0(r1)",
    "add r2, r2, r4",
    "addi r1, r1, 4",
    "j L",
    "E:",
]


def test_by_hand():
    run = array_program_run(SUM, 0x1FF0, {"r1": 0x100, "r3": 2}, 0x100, [5, 6])
    assert (run["executed"], run["taken"], run["load_use"]) == (3 + 5 * 2 + 1, 3, 2)
    assert run["data"] == [0x100, 0x104]
    assert run["touched"][:6] == [0x1FF0, 0x1FF4, 0x1FF8, 0x1FFC, 0x2000, 0x100]
    assert first_touched_pages(run["touched"], 0x1000) == [1, 2, 0]


@given(st.lists(st.integers(-99, 99), max_size=20))
def test_agrees_with_the_register_machine(values: list[int]):
    registers = {"r1": 400, "r3": len(values)}
    run = array_program_run(SUM, 0, registers, 400, values)
    other = run_assembly(SUM, registers, {400 + 4 * i: value for i, value in enumerate(values)})
    assert (run["executed"], run["registers"]) == (other["executed"], other["registers"])
    assert run["registers"]["r2"] == sum(values)
    assert run["load_use"] == len(values)


def test_stores_and_endless_programs():
    assert array_program_run(["sw r5, 4(r1)"], 0, {"r1": 8, "r5": 3}, 8, [1, 2])["values"] == [1, 3]
    with pytest.raises(ValueError, match="does not end"):
        array_program_run(["L: j L"], 0, {}, 0, [])
