import random

import pytest

from quizbank.simulators.concurrency import race_final_values
from quizbank.simulators.semaphore_steps import race_schedules, semaphore_run, semaphore_steps


def test_a_run_by_hand():
    operations = [("A", "P"), ("B", "P"), ("C", "P"), ("D", "P"), ("A", "V"), ("E", "P")]
    assert semaphore_run(2, operations) == (-2, ["D", "E"], ["C"])
    assert semaphore_steps(2, operations)[3:5] == [(-2, ["C", "D"], None), (-1, ["D"], "C")]
    assert semaphore_run(1, []) == (1, [], [])


def test_a_blocked_process_does_nothing():
    with pytest.raises(ValueError, match="B is blocked"):
        semaphore_run(1, [("A", "P"), ("B", "P"), ("B", "V")])
    with pytest.raises(ValueError, match="unknown operation"):
        semaphore_run(1, [("A", "X")])


def test_schedules_of_a_race_by_hand():
    assert race_schedules(1, [[("+", 1)], [("*", 3)]]) == {
        6: [0, 0, 1, 1],
        4: [1, 1, 0, 0],
        3: [0, 0 + 1, 0, 1],
        2: [0, 1, 1, 0],
    }


def test_schedules_reach_every_final_value():
    rng = random.Random(1)
    for _ in range(50):
        processes = [[(rng.choice("+-*"), rng.randint(1, 5)) for _ in range(rng.randint(1, 2))] for _ in range(2)]
        assert set(race_schedules(3, processes)) == race_final_values(3, processes)
