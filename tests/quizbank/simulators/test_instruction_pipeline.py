from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.instruction_pipeline import five_stage_cycles, pipelined_run_ps, pipelined_speedup

REGISTER = st.sampled_from(["r1", "r2", "r3"])
PROGRAM = st.lists(
    st.tuples(st.sampled_from(["alu", "load"]), REGISTER, st.lists(REGISTER, min_size=1, max_size=2)),
    min_size=1,
    max_size=8,
)


def ticking_pipeline(program, forwarding, write_before_read):
    """The same pipeline moved one cycle at a time; stages hold instruction numbers."""
    stages, fetched, cycle = [None] * 5, 0, 0  # IF ID EX MEM WB
    while True:
        held = stages[1]
        waits = False
        if held is not None:
            for source in program[held][2]:
                writers = [i for i in range(held) if program[i][1] == source]
                if not writers:
                    continue
                writer = writers[-1]
                if forwarding:
                    waits |= stages[2] == writer and program[writer][0] == "load"
                else:
                    watched = stages[2:4] if write_before_read else stages[2:5]
                    waits |= writer in watched
        if waits:
            stages = [stages[0], held, None, stages[2], stages[3]]
        else:
            entering = fetched if fetched < len(program) else None
            fetched += entering is not None
            stages = [entering, *stages[:4]]
        cycle += 1
        if stages[4] == len(program) - 1:
            return cycle


def test_without_hazards_it_is_k_plus_n_minus_one():
    program = [("alu", f"r{i}", ["r0"]) for i in range(1, 5)]
    assert five_stage_cycles(program, forwarding=False) == 8


def test_neighbours():
    alu = [("alu", "r1", ["r2"]), ("alu", "r3", ["r1"])]
    load = [("load", "r1", ["r2"]), ("alu", "r3", ["r1"])]
    assert five_stage_cycles(alu, forwarding=True) == 6
    assert five_stage_cycles(load, forwarding=True) == 7
    assert five_stage_cycles(alu, forwarding=False) == 8
    assert five_stage_cycles(alu, forwarding=False, write_before_read=False) == 9


@given(PROGRAM, st.booleans(), st.booleans())
def test_agrees_with_a_pipeline_that_ticks(program, forwarding, write_before_read):
    expected = ticking_pipeline(program, forwarding, write_before_read)
    assert five_stage_cycles(program, forwarding, write_before_read) == expected


@given(PROGRAM)
def test_forwarding_never_costs_a_cycle(program):
    assert five_stage_cycles(program, forwarding=True) <= five_stage_cycles(program, forwarding=False)


def test_long_runs():
    assert pipelined_run_ps(100, [80, 60, 90, 70, 60], 10) == 10_400
    assert pipelined_run_ps(10, [50, 50], 0, flushes=2, flush_cycles=1) == 650
    assert pipelined_speedup(10**9, [50, 50], 0) > Fraction(19, 10)
