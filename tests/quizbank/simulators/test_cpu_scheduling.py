from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.cpu_scheduling import (
    cpu_finish_times,
    cpu_mean_turnaround,
    cpu_mean_waiting,
    feedback_finish_times,
    multiprogram_cpu_use,
    thread_cpu_share,
)

CLASSIC = [("P1", 0, 8), ("P2", 1, 4), ("P3", 2, 9), ("P4", 3, 5)]
job_lists = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 8)), min_size=1, max_size=5).map(
    lambda rows: [(f"P{i}", arrival, burst) for i, (arrival, burst) in enumerate(rows)]
)


def test_textbook_cases():
    assert cpu_mean_waiting("SRTF", CLASSIC) == Fraction(26, 4)
    assert cpu_mean_waiting("SJF", CLASSIC) == Fraction(31, 4)
    assert cpu_finish_times("FCFS", CLASSIC) == {"P1": 8, "P2": 12, "P3": 21, "P4": 26}
    assert cpu_finish_times("RR", [("a", 0, 24), ("b", 0, 3), ("c", 0, 3)], 4) == {"a": 30, "b": 7, "c": 10}
    assert cpu_mean_turnaround("FCFS", [("a", 0, 3), ("b", 0, 1)]) == Fraction(7, 2)


def test_response_ratio_and_priorities():
    # at 10: ratio of b is (9+5)/5, of c is (8+2)/2 = 5
    assert cpu_finish_times("HRRN", [("a", 0, 10), ("b", 1, 5), ("c", 2, 2)]) == {"a": 10, "c": 12, "b": 17}
    jobs = [("a", 0, 4, 1), ("b", 1, 2, 9)]
    assert cpu_finish_times("PRIO", jobs) == {"a": 4, "b": 6}
    assert cpu_finish_times("PPRIO", jobs) == {"b": 3, "a": 6}
    assert cpu_finish_times("PPRIO", jobs, larger_first=False) == {"a": 4, "b": 6}


def test_switch_time_is_charged_only_between_different_jobs():
    assert cpu_finish_times("RR", [("a", 0, 6)], 2, switch=1) == {"a": 6}
    assert cpu_finish_times("RR", [("a", 0, 3), ("b", 0, 2)], 2, switch=1) == {"b": 5, "a": 7}


def test_feedback_queues_by_hand():
    jobs = [("P1", 0, 10), ("P2", 3, 7), ("P3", 12, 4)]
    assert feedback_finish_times(jobs, [2, 4, 0]) == {"P1": 21, "P2": 16, "P3": 18}


def test_overlap_of_computing_and_devices():
    a = [("CPU", 20), ("D1", 40), ("CPU", 10)]
    b = [("CPU", 50), ("D2", 20), ("CPU", 20)]
    assert multiprogram_cpu_use([a, b]) == (100, 120)
    assert multiprogram_cpu_use([a, b], preemptive=False) == (100, 110)
    assert multiprogram_cpu_use([a]) == (30, 70)


def test_thread_share():
    assert thread_cpu_share([(4, "user"), (3, "kernel")], 0) == Fraction(1, 16)
    assert thread_cpu_share([(4, "user"), (3, "kernel")], 1) == Fraction(1, 4)


def test_wrong_arguments_are_refused():
    with pytest.raises(ValueError, match="quantum"):
        cpu_finish_times("RR", CLASSIC)
    with pytest.raises(ValueError, match="unknown policy"):
        cpu_finish_times("LIFO", CLASSIC)


@given(job_lists, st.integers(1, 5))
def test_every_policy_keeps_the_cpu_busy(jobs, quantum):
    ends = {p: max(cpu_finish_times(p, jobs, quantum).values()) for p in ("FCFS", "SJF", "SRTF", "HRRN", "RR")}
    ends["MLFQ"] = max(feedback_finish_times(jobs, [1, 2, 0]).values())
    assert len(set(ends.values())) == 1


@given(job_lists)
def test_shortest_remaining_time_waits_least_and_long_quanta_are_fcfs(jobs):
    least = cpu_mean_waiting("SRTF", jobs)
    assert all(least <= cpu_mean_waiting(p, jobs) for p in ("FCFS", "SJF", "HRRN"))
    assert cpu_finish_times("RR", jobs, 100) == cpu_finish_times("FCFS", jobs)
    assert feedback_finish_times(jobs, [0]) == cpu_finish_times("FCFS", jobs)
