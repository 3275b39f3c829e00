import random

import pytest

from quizbank.simulators.hole_choices import hole_choices, largest_hole
from quizbank.simulators.memory_allocation import holes_after


def test_by_hand():
    assert hole_choices("next", [30, 60, 20], [40, 15, 10]) == [(1, [30, 20, 20]), (1, [30, 5, 20]), (2, [30, 5, 10])]
    assert hole_choices("best", [30, 60, 20], [15, 25]) == [(2, [30, 60, 5]), (0, [5, 60, 5])]
    assert hole_choices("worst", [30, 60], [50, 20]) == [(1, [30, 10]), (0, [10, 10])]
    assert hole_choices("first", [30, 60], [70]) is None


@pytest.mark.parametrize("policy", ["first", "next", "best", "worst"])
def test_agrees_with_the_other_simulator(policy):
    rng = random.Random(policy)
    for _ in range(300):
        holes, requests = [rng.randint(5, 60) for _ in range(5)], [rng.randint(5, 40) for _ in range(4)]
        steps = hole_choices(policy, holes, requests)
        left = None if steps is None else [size for size in steps[-1][1] if size]
        assert left == holes_after(policy, holes, requests)


def test_largest_hole():
    assert largest_hole([("A", 30), ("", 10), ("B", 5), ("", 12)]) == 12
    assert largest_hole([("A", 30)]) == 0
