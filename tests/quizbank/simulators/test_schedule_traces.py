import random
from fractions import Fraction

import pytest

from quizbank.simulators.cpu_scheduling import cpu_finish_times, feedback_finish_times
from quizbank.simulators.schedule_traces import cpu_slices, feedback_slices, slices_finish, slices_mean

JOBS = [("A", 0, 5), ("B", 1, 2), ("C", 2, 4)]


def test_round_robin_by_hand():
    assert cpu_slices("RR", JOBS, 2) == [
        ("A", 0, 2), ("B", 2, 4), ("C", 4, 6), ("A", 6, 8), ("C", 8, 10), ("A", 10, 11)
    ]  # fmt: skip
    late = cpu_slices("RR", JOBS, 2, newcomer_first=False)
    assert late[:4] == [("A", 0, 2), ("B", 2, 4), ("A", 4, 6), ("C", 6, 8)]


def test_shortest_remaining_time_by_hand():
    slices = cpu_slices("SRTF", JOBS)
    assert slices == [("A", 0, 1), ("B", 1, 3), ("A", 3, 7), ("C", 7, 11)]
    assert slices_finish(slices) == {"B": 3, "A": 7, "C": 11}
    assert list(slices_finish(slices)) == ["B", "A", "C"]
    assert slices_mean(slices, JOBS, "turnaround") == Fraction(7 + 2 + 9, 3)
    assert slices_mean(slices, JOBS, "waiting") == Fraction(2 + 0 + 5, 3)
    assert slices_mean(slices, JOBS, "response") == Fraction(0 + 0 + 5, 3)


def test_feedback_by_hand():
    jobs = [("A", 0, 6), ("B", 3, 3)]
    assert feedback_slices(jobs, [2, 4, 0]) == [
        ("A", 1, 0, 2),
        ("A", 2, 2, 3),
        ("B", 1, 3, 5),
        ("A", 2, 5, 8),
        ("B", 2, 8, 9),
    ]
    assert feedback_slices(jobs, [2, 4, 0], preempt=False)[1:3] == [("A", 2, 2, 6), ("B", 1, 6, 8)]
    assert feedback_slices(jobs, [2, 4, 0], demote=True)[3:] == [("B", 2, 5, 6), ("A", 3, 6, 9)]


@pytest.mark.parametrize("policy", ["FCFS", "SJF", "SRTF", "PRIO", "PPRIO", "RR"])
def test_slices_end_when_the_other_simulator_says(policy):
    rng = random.Random(policy)
    for _ in range(200):
        jobs = [(name, rng.randint(0, 8), rng.randint(1, 7), rng.randint(1, 5)) for name in "ABCDE"]
        quantum = rng.randint(1, 4)
        assert slices_finish(cpu_slices(policy, jobs, quantum)) == cpu_finish_times(policy, jobs, quantum)


@pytest.mark.parametrize("requeue", ["tail", "head"])
def test_feedback_slices_end_when_the_other_simulator_says(requeue):
    rng = random.Random(requeue)
    for _ in range(300):
        jobs = [(name, rng.randint(0, 9), rng.randint(1, 12)) for name in "ABCD"]
        quanta = rng.choice(([1, 2, 4], [2, 4, 0], [1, 2, 0]))
        assert slices_finish(feedback_slices(jobs, quanta, requeue)) == feedback_finish_times(jobs, quanta, requeue)
