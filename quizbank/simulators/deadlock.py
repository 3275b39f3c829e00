"""Deadlock: the banker's algorithm, detection on a resource-allocation graph, units that exclude deadlock."""

from collections.abc import Sequence
from itertools import product

__all__ = ["banker_grants", "banker_safe_order", "deadlocked_processes", "fewest_units_without_deadlock"]

Matrix = Sequence[Sequence[int]]


def banker_safe_order(available: Sequence[int], allocation: Matrix, need: Matrix) -> list[int] | None:
    """A safe sequence of process indices (always the lowest that can finish), or None in an unsafe state."""
    work, order = list(available), []
    while len(order) < len(need):
        for i, row in enumerate(need):
            if i not in order and all(n <= w for n, w in zip(row, work, strict=True)):
                work = [w + a for w, a in zip(work, allocation[i], strict=True)]
                order.append(i)
                break
        else:
            return None
    return order


def banker_grants(
    available: Sequence[int], allocation: Matrix, need: Matrix, process: int, request: Sequence[int]
) -> bool:
    """Whether the banker grants `request` of `process` at once.

    A request beyond the declared need or the available units is not granted; otherwise the state after it must be safe.
    """
    if any(r > n or r > a for r, n, a in zip(request, need[process], available, strict=True)):
        return False
    left = [a - r for a, r in zip(available, request, strict=True)]
    held = [list(row) for row in allocation]
    wanted = [list(row) for row in need]
    held[process] = [h + r for h, r in zip(held[process], request, strict=True)]
    wanted[process] = [n - r for n, r in zip(wanted[process], request, strict=True)]
    return banker_safe_order(left, held, wanted) is not None


def deadlocked_processes(available: Sequence[int], allocation: Matrix, request: Matrix) -> list[int]:
    """Indices of the processes left after the graph has been reduced as far as it goes (死锁定理)."""
    work, left = list(available), set(range(len(request)))
    while True:
        free = [i for i in sorted(left) if all(r <= w for r, w in zip(request[i], work, strict=True))]
        if not free:
            return sorted(left)
        for i in free:
            left.remove(i)
            work = [w + a for w, a in zip(work, allocation[i], strict=True)]


def fewest_units_without_deadlock(maxima: Sequence[int]) -> int:
    """Fewest units of one resource type with which no allocation of these maximum needs can deadlock (by search)."""
    units = max(maxima)
    while _can_deadlock(units, maxima):
        units += 1
    return units


def _can_deadlock(units: int, maxima: Sequence[int]) -> bool:
    """Some distribution uses every unit and leaves each process that holds or wants units unable to finish."""
    for held in product(*(range(most + 1) for most in maxima)):
        if sum(held) == units and all(h < most for h, most in zip(held, maxima, strict=True)):
            return True
    return False
