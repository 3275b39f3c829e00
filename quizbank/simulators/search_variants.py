"""Searching beyond the plain tables: self-organising lists, blocks, changed loops, deletions, index trees.

Binary trees are None or (key, left, right); all keys differ. Only comparisons of keys are counted, and one comparison
tells less, equal and greater apart. A deleted tree node with two children takes its inorder predecessor's or
successor's key, as told. B+ trees: (keys, children), a node with k keys has k children, every key is the largest of
its child; a leaf has no children and the leaves are chained.
"""

from fractions import Fraction
from math import factorial

__all__ = [
    "avl_delete_steps",
    "b_plus_levels",
    "b_plus_range_reads",
    "b_tree_fewest_keys_before_growth",
    "block_search_average",
    "bst_insertion_orders",
    "hash_replay",
    "last_not_greater_result",
    "linear_probing_next_cells",
    "ordered_list_failures_average",
    "self_organising_comparisons",
    "weighted_average",
]


def weighted_average(probabilities: list[Fraction], costs: list[int]) -> Fraction:
    """Average of the costs under the probabilities."""
    return sum((Fraction(p) * c for p, c in zip(probabilities, costs, strict=True)), Fraction(0))


def self_organising_comparisons(values: list, wanted: list, rule: str) -> tuple[int, list]:
    """(comparisons, list afterwards): what was found moves one place forward ("swap") or to the front ("front")."""
    values, count = list(values), 0
    for value in wanted:
        place = values.index(value)
        count += place + 1
        if rule == "front":
            values.insert(0, values.pop(place))
        elif rule == "swap" and place:
            values[place - 1], values[place] = value, values[place - 1]
    return count, values


def ordered_list_failures_average(keys: list[int], low: int, high: int) -> Fraction:
    """Average comparisons for the absent integers of low..high; the scan stops at the first key not smaller."""
    absent = [value for value in range(low, high + 1) if value not in keys]
    return Fraction(sum(min(sum(key < value for key in keys) + 1, len(keys)) for value in absent), len(absent))


def block_search_average(sizes: list[int]) -> Fraction:
    """Average comparisons of a successful block search, index and blocks searched from the front."""
    total = sum(size * number + size * (size + 1) // 2 for number, size in enumerate(sizes, 1))
    return Fraction(total, sum(sizes))


def last_not_greater_result(values: list[int], key: int) -> int | None:
    """The loop ``mid = (low + high) / 2; if A[mid] <= key: low = mid else high = mid - 1`` while low < high.

    The place it returns (-1: all are greater), or None when it does not end.
    """
    low, high = 0, len(values) - 1
    while low < high:
        mid = (low + high) // 2
        if values[mid] > key:
            high = mid - 1
        elif mid == low:
            return None
        else:
            low = mid
    return low if values[low] <= key else -1


def _size(tree: tuple | None) -> int:
    return 0 if tree is None else 1 + _size(tree[1]) + _size(tree[2])


def bst_insertion_orders(tree: tuple | None) -> int:
    """Number of orders of the keys whose insertion gives this binary search tree."""
    if tree is None:
        return 1
    _, left, right = tree
    a, b = _size(left), _size(right)
    ways = factorial(a + b) // (factorial(a) * factorial(b))
    return ways * bst_insertion_orders(left) * bst_insertion_orders(right)


def _height(tree: tuple | None) -> int:
    return 0 if tree is None else 1 + max(_height(tree[1]), _height(tree[2]))


def avl_delete_steps(tree: tuple, key: object, by: str = "predecessor") -> tuple[tuple | None, list[tuple]]:
    """AVL tree after the deletion and its adjustments [(key of the unbalanced node, "LL" | "RR" | "LR" | "RL")].

    With a higher child whose two subtrees are equally high a single rotation is made.
    """
    steps: list[tuple] = []

    def balanced(node: tuple) -> tuple:
        top, left, right = node
        difference = _height(left) - _height(right)
        if difference == 2:
            if _height(left[1]) >= _height(left[2]):
                steps.append((top, "LL"))
                return left[0], left[1], (top, left[2], right)
            steps.append((top, "LR"))
            middle = left[2]
            return middle[0], (left[0], left[1], middle[1]), (top, middle[2], right)
        if difference == -2:
            if _height(right[2]) >= _height(right[1]):
                steps.append((top, "RR"))
                return right[0], (top, left, right[1]), right[2]
            steps.append((top, "RL"))
            middle = right[1]
            return middle[0], (top, left, middle[1]), (right[0], middle[2], right[2])
        return node

    def remove(node: tuple, gone: object) -> tuple | None:
        top, left, right = node
        if gone == top:
            if left is None or right is None:
                return left or right
            below = left if by == "predecessor" else right
            side = 2 if by == "predecessor" else 1
            while below[side]:
                below = below[side]
            top = gone = below[0]
            left, right = (remove(left, gone), right) if by == "predecessor" else (left, remove(right, gone))
        elif gone < top:
            left = remove(left, gone)
        else:
            right = remove(right, gone)
        return balanced((top, left, right))

    return remove(tree, key), steps


def b_tree_fewest_keys_before_growth(order: int, height: int) -> int:
    """Fewest keys of a B-tree of this height in which one more key splits every node of a path and the root.

    Counted level by level: one full node on each level, all others as empty as allowed.
    """
    half = -(-order // 2)
    nodes, total = 1, 0
    for _ in range(height):
        total += (order - 1) + (nodes - 1) * (half - 1)
        nodes = order + (nodes - 1) * half
    return total


def b_plus_range_reads(tree: tuple, low: int, high: int) -> int:
    """Nodes read to report all keys of [low, high]: root to leaf, then along the chain of leaves.

    The chain is left at the first leaf that holds a key greater than `high` (or `high` itself), or at its end.
    """
    leaves: list[list[int]] = []

    def collect(node: tuple) -> None:
        if not node[1]:
            leaves.append(node[0])
        for child in node[1]:
            collect(child)

    collect(tree)
    reads, node = 1, tree
    while node[1]:
        node = next((child for key, child in zip(*node, strict=True) if key >= low), node[1][-1])
        reads += 1
    place = leaves.index(node[0])
    while leaves[place][-1] < high and place + 1 < len(leaves):
        place, reads = place + 1, reads + 1
    return reads


def b_plus_levels(records: int, leaf_capacity: int, fan_out: int) -> int:
    """Fewest levels of nodes, leaves included, that hold so many records."""
    levels, room = 1, leaf_capacity
    while room < records:
        levels, room = levels + 1, room * fan_out
    return levels


def linear_probing_next_cells(size: int, used: list[int]) -> list[int]:
    """For each cell: number of hash values (0..size-1) whose next key comes to lie there under linear probing."""
    counts = [0] * size
    for start in range(size):
        place = start
        while place in used:
            place = (place + 1) % size
        counts[place] += 1
    return counts


def hash_replay(operations: list[tuple[str, int]], p: int, size: int) -> tuple[list[int], list[int | str | None]]:
    """Linear probing with ("insert" | "delete" | "search", key): (cells examined by each operation, cells at the end).

    The empty cell that ends a probing counts. A deleted key leaves the mark "x", which is examined and passed. An
    insertion first probes to the first empty cell, to be sure that the key is absent, then takes the first mark it
    met, else the empty cell.
    """
    cells: list[int | str | None] = [None] * size
    counts = []
    for kind, key in operations:
        place, free, count = key % p, None, 1
        while cells[place] is not None and cells[place] != key:
            if cells[place] == "x" and free is None:
                free = place
            place, count = (place + 1) % size, count + 1
            if count > size:
                raise ValueError("no empty cell")
        if (kind == "delete") != (cells[place] == key) and kind != "search":
            raise ValueError(f"cannot {kind} {key}")
        if kind == "insert":
            cells[place if free is None else free] = key
        elif kind == "delete":
            cells[place] = "x"
        counts.append(count)
    return counts, cells
