"""Stacks and queues (栈、队列): output orders, circular queue indices, infix to postfix."""

__all__ = [
    "circular_queue_after",
    "infix_to_postfix",
    "stack_can_output",
    "stack_orders_beginning",
    "stack_output_orders",
]


def stack_output_orders(values: list, capacity: int | None = None) -> list[tuple]:
    """Every order in which `values`, pushed in this order, can leave a stack of `capacity` places (None: no limit)."""
    limit = len(values) if capacity is None else capacity
    found: list[tuple] = []

    def step(pushed: int, stack: tuple, out: tuple) -> None:
        if len(out) == len(values):
            found.append(out)
            return
        if pushed < len(values) and len(stack) < limit:
            step(pushed + 1, (*stack, values[pushed]), out)
        if stack:
            step(pushed, stack[:-1], (*out, stack[-1]))

    step(0, (), ())
    return found


def stack_can_output(values: list, order: list, capacity: int | None = None) -> bool:
    """Whether `order` can leave the stack, found by pushing only when the wanted element is not on top."""
    limit = len(values) if capacity is None else capacity
    stack: list = []
    pushed = 0
    for wanted in order:
        while not stack or stack[-1] != wanted:
            if pushed == len(values) or len(stack) == limit:
                return False
            stack.append(values[pushed])
            pushed += 1
        stack.pop()
    return True


def stack_orders_beginning(values: list, first_out: object, capacity: int | None = None) -> int:
    """How many output orders begin with `first_out`."""
    return sum(order[0] == first_out for order in stack_output_orders(values, capacity))


def circular_queue_after(size: int, rear: int, length: int, operations: list[tuple[str, int]]) -> tuple[int, int, int]:
    """Circular queue in an array of `size`, where `rear` is the index of the last element and `length` the number.

    `operations` are ("in", k) and ("out", k). Returns (index of the first element, rear, length). Overflow and
    underflow raise ValueError. The elements are really placed, so the index is read off the array.
    """
    cells: list[int | None] = [None] * size
    for back in range(length):
        cells[(rear - back) % size] = length - 1 - back
    first, following = 0, length
    for kind, count in operations:
        for _ in range(count):
            if kind == "in":
                rear = (rear + 1) % size
                if cells[rear] is not None:
                    raise ValueError("overflow")
                cells[rear] = following
                following += 1
            else:
                if first == following:
                    raise ValueError("underflow")
                cells[cells.index(first)] = None
                first += 1
    if first == following:
        raise ValueError("the queue is empty, it has no first element")
    return cells.index(first), rear, following - first


def infix_to_postfix(tokens: str) -> tuple[str, int]:
    """One-character operands, ``+ - * /`` (left associative) and brackets, by the operator stack.

    Returns the postfix form and the largest number of entries in the stack; ``(`` counts, ``)`` is never pushed.
    """
    rank = {"+": 1, "-": 1, "*": 2, "/": 2}
    stack: list[str] = []
    out: list[str] = []
    deepest = 0
    for token in tokens:
        if token == "(":
            stack.append(token)
        elif token == ")":
            while stack[-1] != "(":
                out.append(stack.pop())
            stack.pop()
        elif token in rank:
            while stack and stack[-1] != "(" and rank[stack[-1]] >= rank[token]:
                out.append(stack.pop())
            stack.append(token)
        else:
            out.append(token)
        deepest = max(deepest, len(stack))
    return "".join(out + stack[::-1]), deepest
