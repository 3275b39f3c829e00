"""More runs of stacks and queues (栈和队列): orders with conditions, rounds until full, powers in infix forms."""

from collections.abc import Sequence

from quizbank.simulators.stacks_and_queues import stack_output_orders

__all__ = ["infix_power_to_postfix", "ring_queue_until_full", "stack_orders_where"]


def stack_orders_where(values: list, before: Sequence[tuple]) -> int:
    """How many output orders have, for every pair (x, y) of `before`, x somewhere before y."""
    return sum(all(order.index(x) < order.index(y) for x, y in before) for order in stack_output_orders(values))


def ring_queue_until_full(size: int, front: int, rear: int, enter: int, leave: int) -> tuple[int, int, int]:
    """Circular queue that leaves one place unused: `front` is the first element, `rear` the place after the last.

    Every round tries `enter` elements one by one, then lets `leave` out; it stops at the first element that finds the
    queue full. Returns (front, rear, elements that entered).
    """
    if leave >= enter:
        raise ValueError("the queue never fills")
    entered = 0
    while True:
        for _ in range(enter):
            if (rear + 1) % size == front:
                return front, rear, entered
            rear = (rear + 1) % size
            entered += 1
        for _ in range(leave):
            if front == rear:
                raise ValueError("underflow")
            front = (front + 1) % size


def infix_power_to_postfix(tokens: str) -> str:
    """One-character operands, ``+ - * /`` (left associative), ``^`` (strongest, right associative), brackets."""
    rank = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 3}
    stack: list[str] = []
    out: list[str] = []
    for token in tokens:
        if token == "(":
            stack.append(token)
        elif token == ")":
            while stack[-1] != "(":
                out.append(stack.pop())
            stack.pop()
        elif token in rank:
            least = rank[token] + (token == "^")
            while stack and stack[-1] != "(" and rank[stack[-1]] >= least:
                out.append(stack.pop())
            stack.append(token)
        else:
            out.append(token)
    return "".join(out + stack[::-1])
