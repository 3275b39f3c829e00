import random

import pytest

from quizbank.simulators.concurrency import semaphore_outputs
from quizbank.simulators.synchronization_checks import most_in_state, synchronization_faults

CRITICAL = "P(m) inside+1 inside-1 V(m)"


def test_mutual_exclusion_by_hand():
    assert synchronization_faults([(CRITICAL, 3, 2)], {"m": 1, "inside": 0}, ["inside>=2"]) == []
    assert synchronization_faults([(CRITICAL, 3, 2)], {"m": 2, "inside": 0}, ["inside>=2", "inside>=3"]) == [
        "inside>=2"
    ]
    assert synchronization_faults([(CRITICAL, 1, 1)], {"m": 0, "inside": 0}) == ["deadlock"]


def test_locks_in_opposite_order():
    one, two = "P(a) P(b) V(b) V(a)", "P(b) P(a) V(a) V(b)"
    assert synchronization_faults([(one, 1, 1), (two, 1, 1)], {"a": 1, "b": 1}) == ["deadlock"]
    assert synchronization_faults([(one, 2, 3)], {"a": 1, "b": 1}) == []


def test_a_server_may_wait_for_ever():
    server, client = "P(call) served+1 V(done)", "V(call) P(done)"
    start = {"call": 0, "done": 0, "served": 0}
    assert synchronization_faults([(server, 1, None), (client, 2, 1)], start, ["served>=3"]) == []
    assert most_in_state([(server, 1, None), (client, 2, 1)], start, "served") == 2
    assert synchronization_faults([(server, 1, 3), (client, 2, 1)], start) == ["deadlock"]


def test_conditions_and_differences():
    first = "P(m) n+1 [n==1]P(rw) V(m) in+1 in-1 P(m) n-1 [n==0]V(rw) V(m)"
    write = "P(rw) w+1 w-1 V(rw)"
    start = {"m": 1, "rw": 1, "n": 0, "in": 0, "w": 0}
    crews = [(first, 2, 1), (write, 2, 1)]
    assert synchronization_faults(crews, start, ["w>=2", "in>=1&w>=1", "in>=2"]) == ["in>=2"]
    assert most_in_state(crews, start, "in", "w==0") == 2
    assert synchronization_faults([("a+1 b+1", 1, 3)], {"a": 0, "b": 0}, ["a-b>=2", "a-b==1"]) == ["a-b==1"]


@pytest.mark.parametrize("program", ["Q(a)", "x*2"])
def test_unknown_steps(program):
    with pytest.raises(ValueError, match="not a step"):
        synchronization_faults([(program, 1, 1)], {"a": 1, "x": 0})
    with pytest.raises(ValueError, match="not a condition"):
        synchronization_faults([("V(a)", 1, 1)], {"a": 1}, ["a"])


def test_deadlock_agrees_with_the_outputs_of_another_explorer():
    rng = random.Random(7)
    for _ in range(40):
        programs = [
            " ".join(f"{rng.choice('PV')}({rng.choice('ab')})" for _ in range(rng.randint(1, 4))) for _ in range(3)
        ]
        initial = {"a": rng.randint(0, 1), "b": rng.randint(0, 1)}
        crews = [(program, 1, 1) for program in programs]
        stuck = synchronization_faults(crews, initial) == ["deadlock"]
        assert stuck == any("!" in text for text in semaphore_outputs(programs, initial)) or not programs
