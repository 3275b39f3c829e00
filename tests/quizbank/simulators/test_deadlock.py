from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.deadlock import (
    banker_grants,
    banker_safe_order,
    deadlocked_processes,
    fewest_units_without_deadlock,
)

# the textbooks' five processes with resources (10, 5, 7)
HELD = [[0, 1, 0], [2, 0, 0], [3, 0, 2], [2, 1, 1], [0, 0, 2]]
NEED = [[7, 4, 3], [1, 2, 2], [6, 0, 0], [0, 1, 1], [4, 3, 1]]
FREE = [3, 3, 2]

rows = st.lists(st.integers(0, 3), min_size=2, max_size=2)


def test_textbook_banker():
    assert banker_safe_order(FREE, HELD, NEED) == [1, 3, 0, 2, 4]
    assert banker_grants(FREE, HELD, NEED, 1, [1, 0, 2])
    assert not banker_grants(FREE, HELD, NEED, 4, [3, 3, 0])
    assert not banker_grants(FREE, HELD, NEED, 1, [2, 0, 0])  # beyond its need


def test_reduction_of_a_graph():
    assert deadlocked_processes([0, 0], [[1, 0], [0, 1]], [[0, 1], [1, 0]]) == [0, 1]
    # a cycle, but a third process holds another instance and can finish
    assert deadlocked_processes([0, 0], [[1, 0], [0, 1], [0, 1]], [[0, 1], [1, 0], [0, 0]]) == []


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_fewest_units_follow_the_formula(maxima):
    expected = max(max(maxima), sum(most - 1 for most in maxima) + 1)
    assert fewest_units_without_deadlock(maxima) == expected


@given(rows, st.lists(st.tuples(rows, rows), min_size=1, max_size=4))
def test_a_safe_order_exists_exactly_when_some_permutation_works(free, processes):
    held = [h for h, _ in processes]
    need = [n for _, n in processes]

    def works(order):
        work = list(free)
        for i in order:
            if any(n > w for n, w in zip(need[i], work, strict=True)):
                return False
            work = [w + h for w, h in zip(work, held[i], strict=True)]
        return True

    assert (banker_safe_order(free, held, need) is not None) == any(map(works, permutations(range(len(need)))))
    assert (banker_safe_order(free, held, need) is None) == bool(deadlocked_processes(free, held, need))
