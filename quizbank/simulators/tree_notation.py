"""Writing trees down as text, and building them again from two orders (二叉树的画法、由两种遍历序列还原).

A binary tree is None or a tuple (value, left, right), a leaf may be its bare value; a tree of a forest is
(value, [subtrees]), as in ``trees``. B-trees are (keys, children), as in ``b_trees``. The root is on level 1.
"""

from collections.abc import Sequence

__all__ = [
    "b_tree_levels",
    "binary_from_inorder_levels",
    "binary_from_inorder_postorder",
    "binary_tree_height",
    "forest_brackets",
    "relabelled_tree",
    "tree_failure_sum",
    "tree_level_sum",
    "tree_node_levels",
    "tree_picture",
]


def _parts(tree: object) -> tuple:
    return tree if isinstance(tree, tuple) else (tree, None, None)


def _inorder(tree: object, level: int = 1) -> list[tuple]:
    if tree is None:
        return []
    value, left, right = _parts(tree)
    return [*_inorder(left, level + 1), (value, level), *_inorder(right, level + 1)]


def tree_node_levels(tree: object) -> dict:
    """{value: level} in inorder."""
    return dict(_inorder(tree))


def binary_tree_height(tree: object) -> int:
    """Number of levels; 0 for the empty tree."""
    return max((level for _, level in _inorder(tree)), default=0)


def tree_level_sum(tree: object) -> int:
    """Sum of the levels of all nodes: comparisons of all successful searches of a search tree."""
    return sum(level for _, level in _inorder(tree))


def tree_failure_sum(tree: object, above: int = 0) -> int:
    """Sum over the empty links of the nodes above them: comparisons of all failing searches of a search tree."""
    if tree is None:
        return above
    _, left, right = _parts(tree)
    return tree_failure_sum(left, above + 1) + tree_failure_sum(right, above + 1)


def tree_picture(tree: object, width: int = 3) -> str:
    """One line a level; every value stands in the column of its place in the inorder, so the shape can be seen."""
    places = _inorder(tree)
    lines = []
    for level in range(1, max(depth for _, depth in places) + 1):
        line = "".join(str(value).center(width) if depth == level else " " * width for value, depth in places)
        lines.append(line.rstrip())
    return "\n".join(lines)


def relabelled_tree(tree: object, labels: Sequence) -> object:
    """The same shape with the labels in inorder."""
    waiting = iter(labels)

    def copy(node: object) -> object:
        if node is None:
            return None
        _, left, right = _parts(node)
        below = copy(left)
        value = next(waiting)
        return value, below, copy(right)

    return copy(tree)


def binary_from_inorder_postorder(inorder: Sequence, postorder: Sequence) -> object:
    """The only binary tree with these two orders of different values."""
    if not postorder:
        return None
    cut = list(inorder).index(postorder[-1])
    left = binary_from_inorder_postorder(inorder[:cut], postorder[:cut])
    return postorder[-1], left, binary_from_inorder_postorder(inorder[cut + 1 :], postorder[cut:-1])


def binary_from_inorder_levels(inorder: Sequence, levels: Sequence) -> object:
    """The only binary tree with this inorder and this level order of different values."""
    if not levels:
        return None
    cut = list(inorder).index(levels[0])
    before, after = inorder[:cut], inorder[cut + 1 :]
    left = binary_from_inorder_levels(before, [value for value in levels if value in before])
    return levels[0], left, binary_from_inorder_levels(after, [value for value in levels if value in after])


def forest_brackets(forest: list) -> str:
    """Generalised list (广义表): ``A(B, C(D)), E``."""
    return ", ".join(value + (f"({forest_brackets(children)})" if children else "") for value, children in forest)


def b_tree_levels(tree: tuple) -> list[list[list]]:
    """The nodes of a B-tree level by level, each the list of its keys."""
    levels, row = [], [tree]
    while row:
        levels.append([list(keys) for keys, _ in row])
        row = [child for _, children in row for child in children]
    return levels
