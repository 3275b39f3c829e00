"""Counting trees and following tree algorithms step by step (树的形态、遍历过程、前缀编码、选最大的 k 个).

A binary tree is None or a tuple (value, left, right), a leaf may be its bare value; a tree of a forest is
(value, [subtrees]), as in ``trees``. The root is on level 1.
"""

import heapq
from functools import cache
from itertools import product

__all__ = [
    "binary_tree_to_forest",
    "binary_trees_from_pre_and_post",
    "forest_tree_heights",
    "inorder_stack_when_visiting",
    "is_full_prefix_code",
    "is_prefix_code",
    "tallest_tree_by_size",
    "top_values_by_min_heap",
    "tree_degree_distributions",
    "tree_shape_counts",
]


def tree_degree_distributions(nodes: int, leaves: int, single: int, degree: int) -> list[tuple[int, ...]]:
    """Every (n2, n3, ..., n_degree) of a tree with so many nodes, leaves and nodes of degree 1."""
    branching = nodes - leaves - single
    found = []
    for counts in product(range(branching + 1), repeat=degree - 1):
        edges = single + sum(d * count for d, count in enumerate(counts, 2))
        if sum(counts) == branching and edges == nodes - 1:
            found.append(counts)
    return found


@cache
def _unordered(n: int) -> tuple:
    """Unordered shapes of n nodes as sorted nested tuples."""
    return tuple({tuple(sorted(children)) for children in _families(n - 1, True)})


@cache
def _ordered(n: int) -> tuple:
    return tuple(set(_families(n - 1, False)))


def _families(nodes: int, unordered: bool) -> list[tuple]:
    """Tuples of trees with so many nodes together; every order of the trees is listed."""
    if nodes == 0:
        return [()]
    shapes = _unordered if unordered else _ordered
    return [
        (first, *rest)
        for size in range(1, nodes + 1)
        for first in shapes(size)
        for rest in _families(nodes - size, unordered)
    ]


@cache
def _binary_shapes(n: int) -> int:
    return 1 if n == 0 else sum(_binary_shapes(left) * _binary_shapes(n - 1 - left) for left in range(n))


def tree_shape_counts(n: int) -> tuple[int, int, int]:
    """Shapes of n >= 1 unlabelled nodes: as unordered rooted tree, as ordered tree, as binary tree."""
    return len(_unordered(n)), len(_ordered(n)), _binary_shapes(n)


def inorder_stack_when_visiting(tree: object, value: object) -> list:
    """Stack (bottom first) at the moment `value` is visited by the usual loop: push along the left children, at the
    empty link pop, visit, go to the right child. The visited node is popped already."""
    stack: list = []
    node = tree
    while node is not None or stack:
        if node is not None:
            stack.append(node)
            node = node[1] if isinstance(node, tuple) else None
        else:
            node = stack.pop()
            if (node[0] if isinstance(node, tuple) else node) == value:
                return [entry[0] if isinstance(entry, tuple) else entry for entry in stack]
            node = node[2] if isinstance(node, tuple) else None
    raise ValueError(f"{value!r} is not in the tree")


def binary_trees_from_pre_and_post(preorder: str, postorder: str) -> list:
    """Every binary tree with these preorder and postorder sequences of different values."""
    if len(preorder) != len(postorder) or set(preorder) != set(postorder):
        return []
    if not preorder:
        return [None]
    if preorder[0] != postorder[-1]:
        return []
    found = []
    for size in range(len(preorder)):
        lefts = binary_trees_from_pre_and_post(preorder[1 : size + 1], postorder[:size])
        rights = binary_trees_from_pre_and_post(preorder[size + 1 :], postorder[size:-1])
        found += [(preorder[0], left, right) for left in lefts for right in rights]
    return found


def binary_tree_to_forest(tree: object) -> list:
    """The forest whose left-child right-sibling form is `tree`."""
    if tree is None:
        return []
    value, left, right = tree if isinstance(tree, tuple) else (tree, None, None)
    return [(value, binary_tree_to_forest(left)), *binary_tree_to_forest(right)]


def forest_tree_heights(forest: list) -> list[int]:
    """Height of each tree of the forest."""
    return [1 + max(forest_tree_heights(children), default=0) for _, children in forest]


@cache
def tallest_tree_by_size(n: int) -> int:
    """Greatest height of a disjoint-set tree of n elements, smaller set always hung below the root of the larger."""
    if n == 1:
        return 1
    return max(max(tallest_tree_by_size(n - s), tallest_tree_by_size(s) + 1) for s in range(1, n // 2 + 1))


def is_prefix_code(codes: list[str]) -> bool:
    """No code is the beginning of another."""
    return not any(i != j and b.startswith(a) for i, a in enumerate(codes) for j, b in enumerate(codes))


def is_full_prefix_code(codes: list[str]) -> bool:
    """A prefix code whose tree has no node with one child, as every Huffman tree."""
    beginnings = {code[:length] for code in codes for length in range(len(code))}
    both = all({start + "0", start + "1"} <= beginnings | set(codes) for start in beginnings)
    return is_prefix_code(codes) and both


def top_values_by_min_heap(values: list[int], k: int) -> tuple[int, int]:
    """Keep the k largest in a min heap: built from the first k, then a value greater than the top replaces it.
    Returns the number of replacements and the final top."""
    heap = list(values[:k])
    heapq.heapify(heap)
    replaced = 0
    for value in values[k:]:
        if value > heap[0]:
            heapq.heapreplace(heap, value)
            replaced += 1
    return replaced, heap[0]
