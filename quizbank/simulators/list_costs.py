"""Costs of linear lists and of small programs (线性表与小程序的代价): space, copies, steps, calls."""

from collections.abc import Sequence
from itertools import pairwise

__all__ = [
    "append_copies",
    "halves_recursion_size",
    "list_cheaper_until",
    "new_neighbour_pairs",
    "skip_recursion_size",
    "spaced_keep",
    "sqrt_doubling_steps",
    "walking_deletions",
]


def list_cheaper_until(capacity: int, data: int, pointer: int, head: bool = True) -> int:
    """Largest number of elements for which a singly linked list takes less space than an array of `capacity` places.

    `data` and `pointer` are bytes; the head node, if there is one, is as large as the other nodes.
    """
    elements = -1
    while (elements + 1 + head) * (data + pointer) < capacity * data:
        elements += 1
    return elements


def append_copies(capacity: int, elements: int, double: bool, step: int = 0) -> int:
    """Elements copied while `elements` are appended to an array list; it grows only when an element finds it full.

    Growing makes an array twice as large, or `step` places larger, and copies all elements that are there.
    """
    copies = 0
    for length in range(elements):
        if length == capacity:
            copies += length
            capacity = capacity * 2 if double else capacity + step
    return copies


def new_neighbour_pairs(before: Sequence, after: Sequence) -> int:
    """Pairs (element, its direct successor) of the list `after` that are not pairs of the list `before`."""
    pairs = [set(pairwise(order)) for order in (before, after)]
    return len(pairs[1] - pairs[0])


def walking_deletions(n: int, start: int, step: int) -> list[int]:
    """The list 1..n after ``for (i = start; 1 <= i && i <= length; i += step) delete the i-th element``."""
    values = list(range(1, n + 1))
    place = start
    while 1 <= place <= len(values):
        del values[place - 1]
        place += step
    return values


def spaced_keep(values: Sequence[int], distance: int) -> tuple[int, list[int]]:
    """``k = 0; for each i: if (k == 0 || A[i] - A[k-1] >= distance) A[k++] = A[i];`` gives (k, the whole array)."""
    array = list(values)
    kept = 0
    for value in values:
        if kept == 0 or value - array[kept - 1] >= distance:
            array[kept] = value
            kept += 1
    return kept, array


def sqrt_doubling_steps(n: int) -> int:
    """Runs of the body of ``for (i = 1; i * i <= n; i++) for (j = i; j <= n; j *= 2)``."""
    count = 0
    i = 1
    while i * i <= n:
        j = i
        while j <= n:
            count += 1
            j *= 2
        i += 1
    return count


def halves_recursion_size(n: int) -> tuple[int, int]:
    """(calls, most calls open at once) of a function on n elements that calls itself on either half, until n is 1."""
    if n == 1:
        return 1, 1
    left, right = halves_recursion_size((n + 1) // 2), halves_recursion_size(n // 2)
    return 1 + left[0] + right[0], 1 + max(left[1], right[1])


def skip_recursion_size(n: int, skips: Sequence[int], last: int = 1) -> tuple[int, int, int]:
    """(calls, calls that end at once, most calls open at once) of f(n) that returns at once when n <= `last`, and else
    calls f(n - s) for every s of `skips`."""
    if n <= last:
        return 1, 1, 1
    parts = [skip_recursion_size(n - s, skips, last) for s in skips]
    return 1 + sum(p[0] for p in parts), sum(p[1] for p in parts), 1 + max(p[2] for p in parts)
