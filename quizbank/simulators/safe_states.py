"""Safe sequences one by one, the banker's verdict in words, and deadlock by counting units of one type."""

from collections.abc import Sequence

from quizbank.simulators.deadlock import banker_grants

__all__ = ["banker_verdict", "safe_orders", "safe_steps", "units_can_deadlock"]

Matrix = Sequence[Sequence[int]]


def safe_steps(
    available: Sequence[int], allocation: Matrix, need: Matrix, order: Sequence[int]
) -> list[tuple[int, list[int], bool]]:
    """(process, Work before it, whether its need fits) in that order, ending with the first that does not fit."""
    work, steps = list(available), []
    for i in order:
        fits = all(n <= w for n, w in zip(need[i], work, strict=True))
        steps.append((i, list(work), fits))
        if not fits:
            break
        work = [w + a for w, a in zip(work, allocation[i], strict=True)]
    return steps


def safe_orders(available: Sequence[int], allocation: Matrix, need: Matrix) -> list[list[int]]:
    """Every safe sequence of process indices, in lexical order; an empty list in an unsafe state."""
    found: list[list[int]] = []

    def go_on(work: list[int], order: list[int]) -> None:
        if len(order) == len(need):
            found.append(order)
        for i, row in enumerate(need):
            if i not in order and all(n <= w for n, w in zip(row, work, strict=True)):
                go_on([w + a for w, a in zip(work, allocation[i], strict=True)], [*order, i])

    go_on(list(available), [])
    return found


def banker_verdict(
    available: Sequence[int], allocation: Matrix, need: Matrix, process: int, request: Sequence[int]
) -> str:
    """What the banker says: "need" (beyond the declared need), "available" (wait), "unsafe" (wait), "granted"."""
    if any(r > n for r, n in zip(request, need[process], strict=True)):
        return "need"
    if any(r > a for r, a in zip(request, available, strict=True)):
        return "available"
    return "granted" if banker_grants(available, allocation, need, process, request) else "unsafe"


def units_can_deadlock(units: int, maxima: Sequence[int]) -> bool:
    """Whether processes with these maximum needs of one resource type can all be stuck with none of `units` left.

    Each holds less than its maximum (0 when it has not begun), together they hold every unit.
    """
    sums = {0}
    for most in maxima:
        sums = {total + held for total in sums for held in range(most)}
    return units in sums
