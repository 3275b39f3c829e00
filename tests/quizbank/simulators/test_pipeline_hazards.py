from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.instruction_pipeline import five_stage_cycles
from quizbank.simulators.pipeline_hazards import (
    branch_mispredictions,
    hazard_pipeline_cycles,
    in_order_issue_cycles,
    register_dependences,
)

ALU = ("alu", "", [])
REGISTERS = st.sampled_from(["r1", "r2", "r3"])
PROGRAMS = st.lists(
    st.tuples(st.sampled_from(["alu", "load"]), REGISTERS, st.lists(REGISTERS, max_size=2)), min_size=1, max_size=8
)


@given(PROGRAMS)
def test_agrees_with_the_plain_pipeline(program):
    assert hazard_pipeline_cycles(program) == five_stage_cycles(program, forwarding=True)


@given(PROGRAMS)
def test_one_way_issue_agrees_with_the_pipeline(program):
    assert in_order_issue_cycles(program, 1)[-1] + 4 == five_stage_cycles(program, forwarding=True)


def test_a_taken_branch_costs_what_was_fetched_behind_it():
    for stage, lost in (("ID", 1), ("EX", 2), ("MEM", 3)):
        assert hazard_pipeline_cycles([ALU, ("taken", "", []), ALU], stage) == 7 + lost
    assert hazard_pipeline_cycles([ALU, ("branch", "", []), ALU]) == 7


def test_one_memory_port_delays_the_fetch_three_later():
    load = ("load", "", [])
    assert hazard_pipeline_cycles([load, ALU, ALU, ALU], one_memory_port=True) == 9
    assert hazard_pipeline_cycles([load, ALU, ALU], one_memory_port=True) == 7
    assert hazard_pipeline_cycles([load] * 4, one_memory_port=True) == 11  # the fourth waits for all three


def test_two_way_issue_by_hand():
    load = ("load", "r1", ["r9"])
    assert in_order_issue_cycles([ALU, ALU, ALU], 2) == [1, 1, 2]
    assert in_order_issue_cycles([load, ("load", "r2", ["r9"])], 2) == [1, 2]
    assert in_order_issue_cycles([load, ("alu", "r3", ["r1"]), ALU], 2) == [1, 3, 3]


def test_one_bit_errs_twice_a_loop_and_two_bits_once():
    assert branch_mispredictions("TTTN" * 5, 1) == 10
    assert branch_mispredictions("TTTN" * 5, 2, state=3) == 5
    assert branch_mispredictions("TNTN", 1, state=1) == 3


def test_dependences_by_hand():
    program = [("alu", "r1", ["r2"]), ("alu", "r2", ["r1"]), ("alu", "r1", ["r3"]), ("alu", "r4", ["r1"])]
    assert register_dependences(program) == {
        (1, 2, "RAW"), (1, 2, "WAR"), (1, 3, "WAW"), (2, 3, "WAR"), (3, 4, "RAW"),
    }  # fmt: skip
