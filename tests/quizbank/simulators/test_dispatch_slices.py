import random

import pytest

from quizbank.simulators.dispatch_slices import shared_device_slices
from quizbank.simulators.schedule_traces import cpu_slices, slices_finish


def test_two_processes_by_hand():
    cpu, device = shared_device_slices([("A", 0, [2, 4, 1]), ("B", 0, [5, 1, 2])], 3)
    # A 0-2 and asks, B 2-5 and once more 5-7 while A's device works until 6; A 7-8
    assert cpu == [("A", 0, 2), ("B", 2, 5), ("B", 5, 7), ("A", 7, 8), ("B", 8, 10)]
    assert device == [("A", 2, 6), ("B", 7, 8)]


def test_the_device_is_shared():
    cpu, device = shared_device_slices([("A", 0, [1, 5, 1]), ("B", 0, [1, 5, 1])], 3)
    assert device == [("A", 1, 6), ("B", 6, 11)]
    assert cpu == [("A", 0, 1), ("B", 1, 2), ("A", 6, 7), ("B", 11, 12)]
    with pytest.raises(ValueError, match="last burst"):
        shared_device_slices([("A", 0, [1, 5])], 3)


def test_without_a_device_it_is_round_robin():
    rng = random.Random(5)
    for _ in range(50):
        jobs = [(name, rng.randint(0, 6), rng.randint(1, 9)) for name in "ABC"]
        quantum = rng.randint(1, 4)
        cpu, device = shared_device_slices([(name, at, [burst]) for name, at, burst in jobs], quantum)
        assert device == []
        assert slices_finish(cpu) == slices_finish(cpu_slices("RR", sorted(jobs, key=lambda j: j[1]), quantum))
