"""Binary trees, trees and forests (二叉树、树、森林).

A binary tree is None or a tuple (value, left, right); a leaf may be written as its bare value. A tree of a forest is
(value, [subtrees]).
"""

__all__ = [
    "binary_empty_links",
    "binary_from_preorder_inorder",
    "binary_threads",
    "binary_traversal",
    "complete_tree_leaves",
    "forest_from_orders",
    "forest_leaf_count",
    "forest_orders",
    "forest_to_binary",
    "heap_numbered_common_ancestor",
]


def _parts(tree: object) -> tuple:
    return tree if isinstance(tree, tuple) else (tree, None, None)


def binary_traversal(tree: object, order: str) -> list:
    """Values in "pre", "in", "post" or "level" order."""
    if tree is None:
        return []
    if order == "level":
        queue, values = [tree], []
        while queue:
            value, left, right = _parts(queue.pop(0))
            values.append(value)
            queue += [child for child in (left, right) if child is not None]
        return values
    value, left, right = _parts(tree)
    before, after = binary_traversal(left, order), binary_traversal(right, order)
    return {"pre": [value, *before, *after], "in": [*before, value, *after], "post": [*before, *after, value]}[order]


def binary_from_preorder_inorder(preorder: list, inorder: list) -> object:
    """The only binary tree with these two orders of different values."""
    if not preorder:
        return None
    cut = list(inorder).index(preorder[0])
    left = binary_from_preorder_inorder(preorder[1 : cut + 1], inorder[:cut])
    right = binary_from_preorder_inorder(preorder[cut + 1 :], inorder[cut + 1 :])
    return preorder[0], left, right


def binary_threads(tree: object, order: str) -> dict:
    """For each value the targets (left thread, right thread): a value, None for an empty thread, "child" if no thread."""
    values = binary_traversal(tree, order)
    threads = {}

    def visit(node: object) -> None:
        if node is None:
            return
        value, left, right = _parts(node)
        at = values.index(value)
        before = values[at - 1] if at else None
        after = values[at + 1] if at + 1 < len(values) else None
        threads[value] = (before if left is None else "child", after if right is None else "child")
        visit(left)
        visit(right)

    visit(tree)
    return threads


def binary_empty_links(tree: object) -> tuple[int, int]:
    """Number of nodes without a left child, and without a right child."""
    if tree is None:
        return 0, 0
    _, left, right = _parts(tree)
    (a, b), (c, d) = binary_empty_links(left), binary_empty_links(right)
    return a + c + (left is None), b + d + (right is None)


def forest_orders(forest: list) -> tuple[list, list]:
    """Preorder (先序) and postorder of a forest; the latter is the 中序 of the Chinese textbooks' forest."""
    pre: list = []
    post: list = []
    for value, children in forest:
        inner_pre, inner_post = forest_orders(children)
        pre += [value, *inner_pre]
        post += [*inner_post, value]
    return pre, post


def forest_from_orders(preorder: list, postorder: list) -> list:
    """The only forest with these two orders of different values."""
    if not preorder:
        return []
    size = list(postorder).index(preorder[0]) + 1
    first = (preorder[0], forest_from_orders(preorder[1:size], postorder[: size - 1]))
    return [first, *forest_from_orders(preorder[size:], postorder[size:])]


def forest_to_binary(forest: list) -> object:
    """Left child = first child, right child = next sibling (or next tree)."""
    if not forest:
        return None
    (value, children), *rest = forest
    return value, forest_to_binary(children), forest_to_binary(rest)


def forest_leaf_count(forest: list) -> int:
    """Nodes without children."""
    return sum(forest_leaf_count(children) if children else 1 for _, children in forest)


def heap_numbered_common_ancestor(a: int, b: int, first: int = 1) -> int:
    """Lowest common ancestor of two nodes of a complete binary tree numbered by levels from `first`; a node is an
    ancestor of itself."""

    def ancestors(node: int) -> list[int]:
        chain = [node]
        while node > first:
            node = (node - first - 1) // 2 + first
            chain.append(node)
        return chain

    others = ancestors(b)
    return next(node for node in ancestors(a) if node in others)


def complete_tree_leaves(n: int) -> int:
    """Leaves of a complete binary tree of n nodes, counted one by one."""
    return sum(2 * node > n for node in range(1, n + 1))
