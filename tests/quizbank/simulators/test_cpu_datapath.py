from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.cpu_datapath import (
    longest_signal_path,
    memory_access_counts,
    program_counter_updates,
    run_bus_steps,
)


def test_register_add_on_one_bus():
    steps = [["R1out", "Yin"], ["R2out", "Add", "Zin"], ["Zout", "R3in"]]
    registers, memory = run_bus_steps(steps, {"R1": 5, "R2": 7, "R3": 0}, {})
    assert registers["R3"] == 12 and memory == {}


def test_a_value_loaded_in_a_step_is_seen_in_the_next():
    steps = [["R1out", "MARin"], ["MemR", "R2out", "MARin"], ["MemW"]]
    registers, memory = run_bus_steps(steps, {"R1": 4, "R2": 8}, {4: 40, 8: 80})
    assert registers["MDR"] == 40 and memory == {4: 40, 8: 40}


def test_subtraction_is_y_minus_bus():
    registers, _ = run_bus_steps([["R1out", "Yin"], ["R2out", "Sub", "Zin"]], {"R1": 9, "R2": 4}, {})
    assert registers["Z"] == 5


def test_two_outputs_or_none_are_refused():
    with pytest.raises(ValueError, match="drive"):
        run_bus_steps([["R1out", "R2out", "Yin"]], {"R1": 1, "R2": 2}, {})
    with pytest.raises(ValueError, match="empty"):
        run_bus_steps([["Yin"]], {}, {})


def test_single_cycle_load_path():
    delays = {"pc": 40, "im": 200, "rf": 100, "alu": 150, "dm": 250, "set": 30}
    wires = [("pc", "im"), ("im", "rf"), ("rf", "alu"), ("alu", "dm"), ("dm", "set"), ("alu", "set")]
    assert longest_signal_path(delays, wires) == 770


@given(st.lists(st.integers(0, 9), min_size=2, max_size=5), st.data())
def test_longest_path_agrees_with_trying_every_order(delays, data):
    size = len(delays)
    wires = {(a, b) for a in range(size) for b in range(a + 1, size) if data.draw(st.booleans())}
    best = max(
        sum(delays[part] for part in path)
        for length in range(1, size + 1)
        for path in permutations(range(size), length)
        if all(pair in wires for pair in pairwise(path))
    )
    named = {str(i): delay for i, delay in enumerate(delays)}
    assert longest_signal_path(named, [(str(a), str(b)) for a, b in wires]) == best


def test_a_jump_changes_the_counter_twice():
    assert program_counter_updates({0: (1, "jump", 5)}, 0, 1) == 2
    code = {0: (2, "call", 8), 2: (1, "plain", 0), 8: (1, "skip", 0), 9: (1, "return", 0)}
    assert program_counter_updates(code, 0, 4) == 2 + 1 + 1 + 1 + 1 + 1


def test_indirect_add_and_store_use_memory_three_times():
    assert memory_access_counts([(1, "ind", "r")]) == (3, 0)
    assert memory_access_counts([(1, "ind", "w")]) == (2, 1)
    assert memory_access_counts([(2, "imm", "r"), (1, "reg", "rw"), (1, "reg", "pop"), (2, "dir", "rw")]) == (8, 1)
