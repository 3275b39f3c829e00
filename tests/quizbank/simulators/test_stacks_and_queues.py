from collections import deque
from itertools import permutations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.stacks_and_queues import (
    circular_queue_after,
    infix_to_postfix,
    stack_can_output,
    stack_orders_beginning,
    stack_output_orders,
)


@pytest.mark.parametrize("n", range(1, 8))
def test_orders_are_counted_by_catalan_numbers(n: int) -> None:
    orders = stack_output_orders(list(range(n)))
    assert len(orders) == len(set(orders)) == comb(2 * n, n) // (n + 1)


@pytest.mark.parametrize("capacity", [1, 2, 3, None])
def test_enumeration_agrees_with_simulation(capacity: int | None) -> None:
    values = list(range(5))
    orders = stack_output_orders(values, capacity)
    assert set(orders) == {order for order in permutations(values) if stack_can_output(values, list(order), capacity)}
    assert len(orders) == sum(stack_orders_beginning(values, value, capacity) for value in values)


@given(st.integers(1, 12), st.lists(st.tuples(st.sampled_from(["in", "out"]), st.integers(1, 4)), max_size=12))
def test_circular_queue_follows_a_deque(size: int, operations: list[tuple[str, int]]) -> None:
    cells, rear = deque([0]), 0
    done = []
    for kind, count in operations:
        if not 1 <= len(cells) + (count if kind == "in" else -count) <= size:
            continue
        done.append((kind, count))
        for _ in range(count):
            if kind == "in":
                rear = (rear + 1) % size
                cells.append(rear)
            else:
                cells.popleft()
    assert circular_queue_after(size, 0, 1, done) == (cells[0], rear, len(cells))


def test_circular_queue_overflow_and_underflow() -> None:
    with pytest.raises(ValueError, match="overflow"):
        circular_queue_after(3, 0, 1, [("in", 3)])
    with pytest.raises(ValueError, match="underflow"):
        circular_queue_after(3, 0, 1, [("out", 2)])


def test_infix_to_postfix() -> None:
    assert infix_to_postfix("a+b*(c-d)-e/f") == ("abcd-*+ef/-", 4)
    assert infix_to_postfix("a-b-c") == ("ab-c-", 1)
