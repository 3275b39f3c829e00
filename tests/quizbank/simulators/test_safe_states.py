import random

from quizbank.simulators.deadlock import banker_safe_order, fewest_units_without_deadlock
from quizbank.simulators.safe_states import banker_verdict, safe_orders, safe_steps, units_can_deadlock

AVAILABLE, ALLOCATION, NEED = [3, 3, 2], [[0, 1, 0], [2, 0, 0], [3, 0, 2], [2, 1, 1], [0, 0, 2]], [
    [7, 4, 3], [1, 2, 2], [6, 0, 0], [0, 1, 1], [4, 3, 1]
]  # fmt: skip


def test_steps_of_one_order_by_hand():
    assert safe_steps(AVAILABLE, ALLOCATION, NEED, [1, 3, 0]) == [
        (1, [3, 3, 2], True), (3, [5, 3, 2], True), (0, [7, 4, 3], True)
    ]  # fmt: skip
    assert safe_steps(AVAILABLE, ALLOCATION, NEED, [1, 0, 3]) == [(1, [3, 3, 2], True), (0, [5, 3, 2], False)]


def test_all_orders():
    orders = safe_orders(AVAILABLE, ALLOCATION, NEED)
    assert [1, 3, 4, 0, 2] in orders
    assert [0, 1, 2, 3, 4] not in orders
    assert orders[0] == [1, 3, 0, 2, 4]
    assert safe_orders([1], [[1], [1]], [[2], [2]]) == []
    rng = random.Random(3)
    for _ in range(100):
        state = [rng.randint(0, 3)], [[rng.randint(0, 3)] for _ in range(4)], [[rng.randint(0, 6)] for _ in range(4)]
        orders = safe_orders(*state)
        assert bool(orders) == (banker_safe_order(*state) is not None)


def test_verdicts():
    assert banker_verdict(AVAILABLE, ALLOCATION, NEED, 1, [1, 0, 2]) == "granted"
    assert banker_verdict(AVAILABLE, ALLOCATION, NEED, 1, [2, 0, 0]) == "need"
    assert banker_verdict(AVAILABLE, ALLOCATION, NEED, 4, [3, 3, 1]) == "unsafe"
    assert banker_verdict(AVAILABLE, ALLOCATION, NEED, 0, [0, 4, 0]) == "available"


def test_units_agree_with_the_search():
    for maxima in ([3, 3, 3], [2, 3, 4], [1, 1], [5], [4, 4, 1, 2]):
        fewest = fewest_units_without_deadlock(maxima)
        assert not units_can_deadlock(fewest, maxima)
        assert fewest == max(maxima) or units_can_deadlock(fewest - 1, maxima)
