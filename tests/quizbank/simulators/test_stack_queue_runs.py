from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.stack_queue_runs import infix_power_to_postfix, ring_queue_until_full, stack_orders_where
from quizbank.simulators.stacks_and_queues import infix_to_postfix


def test_orders_of_three_with_conditions() -> None:
    assert stack_orders_where([1, 2, 3], []) == 5
    assert stack_orders_where([1, 2, 3], [(1, 2)]) == 2  # 123 132
    assert stack_orders_where([1, 2, 3], [(3, 1)]) == 2  # 231 needs 3 before 1, 321
    assert stack_orders_where([1, 2, 3], [(3, 1), (1, 2)]) == 0  # 312 cannot be


def test_ring_queue_by_hand() -> None:
    assert ring_queue_until_full(4, 0, 0, 2, 1) == (2, 1, 5)  # ab, -a, cd, -b, e
    with pytest.raises(ValueError, match="never"):
        ring_queue_until_full(4, 0, 0, 1, 1)


@given(st.integers(3, 12), st.data())
def test_ring_queue_is_a_bounded_queue(size: int, data: st.DataObject) -> None:
    front, rear = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    leave = data.draw(st.integers(0, 2))
    enter = leave + data.draw(st.integers(1, 2))
    queue, entered, left = deque([0] * ((rear - front) % size)), 0, 0
    full = False
    while not full:
        for _ in range(enter):
            full = len(queue) == size - 1
            if full:
                break
            queue.append(0)
            entered += 1
        else:
            for _ in range(leave):
                queue.popleft()
                left += 1
    expected = ((front + left) % size, (rear + entered) % size, entered)
    assert ring_queue_until_full(size, front, rear, enter, leave) == expected


def test_powers_group_to_the_right() -> None:
    assert infix_power_to_postfix("a^b^c") == "abc^^"
    assert infix_power_to_postfix("(a^b)^c*d") == "ab^c^d*"
    assert infix_power_to_postfix("a-b-c^d") == "ab-cd^-"


@given(st.lists(st.sampled_from("+-*/"), max_size=8))
def test_without_powers_it_is_the_usual_conversion(operators: list[str]) -> None:
    tokens = "a" + "".join(f"{operator}b" for operator in operators)
    assert infix_power_to_postfix(tokens) == infix_to_postfix(tokens)[0]
