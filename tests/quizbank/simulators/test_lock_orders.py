from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from quizbank.simulators.deadlock import banker_safe_order
from quizbank.simulators.lock_orders import banker_most_granted, killing_ends_deadlock, request_orders_can_deadlock


def test_two_locks_by_hand():
    assert request_orders_can_deadlock(["AB", "BA"])
    assert not request_orders_can_deadlock(["AB", "AB"])
    # a common first lock keeps the circle from closing
    assert not request_orders_can_deadlock(["CAB", "CBA"])


@given(st.lists(st.sampled_from(["".join(p) for p in permutations("ABCD", 2)]), min_size=1, max_size=5))
@settings(max_examples=60)
def test_two_locks_each_deadlock_needs_a_circle(orders):
    acyclic = any(all(p.index(o[0]) < p.index(o[1]) for o in orders) for p in permutations("ABCD"))
    if acyclic:
        assert not request_orders_can_deadlock(orders)
    else:
        assert request_orders_can_deadlock(orders)


def test_banker_by_hand():
    # 3 free: one more unit to the first leaves 2, too few for either (both still need 3)
    assert banker_most_granted(3, [2, 1], [4, 3], 0) == 0
    assert banker_most_granted(3, [2, 1], [3, 3], 0) == 3


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=4))
def test_a_grant_leaves_a_safe_state(available, rows):
    allocation, need = [a for a, _ in rows], [n for _, n in rows]
    k = banker_most_granted(available, allocation, need, 0)
    if k:
        after = [allocation[0] + k, *allocation[1:]], [need[0] - k, *need[1:]]
        assert banker_safe_order([available - k], [[a] for a in after[0]], [[n] for n in after[1]]) is not None


def test_killing_by_hand():
    # a circle of two: either one will do; a third that holds nothing does not help
    assert killing_ends_deadlock([0, 0], [[1, 0], [0, 1], [0, 0]], [[0, 1], [1, 0], [1, 0]]) == [0, 1]
