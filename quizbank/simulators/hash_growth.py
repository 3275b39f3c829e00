"""A hash table that grows (散列表的扩容): H(key) = key mod size, linear probing, a larger table when it gets too full.

Before a key is placed, the load factor it would give is looked at; when it exceeds the limit, the table of the next
size is made and the old cells are moved from address 0 upwards. Costs count examined cells, the empty one included.
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["growing_hash_table"]


def _place(cells: list[int | None], key: int) -> int:
    at, examined = key % len(cells), 1
    while cells[at] is not None:
        at, examined = (at + 1) % len(cells), examined + 1
    cells[at] = key
    return examined


def growing_hash_table(
    keys: Sequence[int], sizes: Sequence[int], limit: Fraction | int
) -> tuple[list[int | None], list[int], list[tuple[int, int]]]:
    """(cells at the end, cells examined for each key in the order of `keys`, [(key, cells examined while moving)]).

    `sizes` are the table sizes in turn; each entry of the last list is the key whose insertion made the table grow and
    the cells that moving the old keys examined.
    """
    left = list(sizes)
    cells: list[int | None] = [None] * left.pop(0)
    costs: list[int] = []
    growths: list[tuple[int, int]] = []
    for count, key in enumerate(keys, start=1):
        if Fraction(count, len(cells)) > limit:
            old = [cell for cell in cells if cell is not None]
            if not left:
                raise ValueError("no larger table")
            cells = [None] * left.pop(0)
            growths.append((key, sum(_place(cells, other) for other in old)))
        costs.append(_place(cells, key))
    return cells, costs, growths
