"""Binary search trees, AVL trees and red-black trees (二叉搜索树、平衡二叉树、红黑树).

Trees are None or (key, left, right). All keys differ.
"""

__all__ = [
    "avl_insert_sequence",
    "avl_is_balanced",
    "bst_insert_sequence",
    "red_black_insert_sequence",
    "red_black_is_valid",
    "red_keys_after_insertions",
]


def bst_insert_sequence(keys: list) -> tuple | None:
    """Plain binary search tree after inserting the keys in this order."""

    def insert(tree: tuple | None, key: object) -> tuple:
        if tree is None:
            return key, None, None
        top, left, right = tree
        return (top, insert(left, key), right) if key < top else (top, left, insert(right, key))

    tree = None
    for key in keys:
        tree = insert(tree, key)
    return tree


def _height(tree: tuple | None) -> int:
    return 0 if tree is None else 1 + max(_height(tree[1]), _height(tree[2]))


def avl_is_balanced(tree: tuple | None) -> bool:
    """Whether in every node the heights of both subtrees differ by at most 1."""
    if tree is None:
        return True
    _, left, right = tree
    return abs(_height(left) - _height(right)) <= 1 and avl_is_balanced(left) and avl_is_balanced(right)


def _right(tree: tuple) -> tuple:
    top, (key, a, b), c = tree
    return key, a, (top, b, c)


def _left(tree: tuple) -> tuple:
    top, a, (key, b, c) = tree
    return key, (top, a, b), c


def avl_insert_sequence(keys: list) -> tuple[tuple | None, list[tuple]]:
    """AVL tree and its adjustments [(inserted key, key of the unbalanced node, "LL" | "RR" | "LR" | "RL")]."""
    adjustments: list[tuple] = []

    def insert(tree: tuple | None, key: object) -> tuple:
        if tree is None:
            return key, None, None
        top, left, right = tree
        if key < top:
            left = insert(left, key)
        else:
            right = insert(right, key)
        tree = (top, left, right)
        difference = _height(left) - _height(right)
        if abs(difference) < 2:
            return tree
        if difference > 0:
            kind = "LL" if key < left[0] else "LR"
            tree = _right(tree) if kind == "LL" else _right((top, _left(left), right))
        else:
            kind = "RR" if key > right[0] else "RL"
            tree = _left(tree) if kind == "RR" else _left((top, left, _right(right)))
        adjustments.append((key, top, kind))
        return tree

    tree = None
    for key in keys:
        tree = insert(tree, key)
    return tree, adjustments


class _Node:
    def __init__(self, key: object) -> None:
        self.key = key
        self.red = True
        self.left: _Node | None = None
        self.right: _Node | None = None
        self.parent: _Node | None = None


def _coloured(keys: list) -> _Node | None:
    """Bottom-up insertion: recolour while the uncle is red, else one single or double rotation; the root is black."""
    root: _Node | None = None

    def rotate(node: _Node, left: bool) -> None:
        nonlocal root
        child = node.right if left else node.left
        inner = child.left if left else child.right
        if left:
            node.right, child.left = inner, node
        else:
            node.left, child.right = inner, node
        if inner:
            inner.parent = node
        child.parent = node.parent
        if node.parent is None:
            root = child
        elif node.parent.left is node:
            node.parent.left = child
        else:
            node.parent.right = child
        node.parent = child

    for key in keys:
        node = _Node(key)
        place, below = None, root
        while below:
            place, below = below, below.left if key < below.key else below.right
        node.parent = place
        if place is None:
            root = node
        elif key < place.key:
            place.left = node
        else:
            place.right = node
        while node.parent and node.parent.red:
            father, grand = node.parent, node.parent.parent
            father_is_left = grand.left is father
            uncle = grand.right if father_is_left else grand.left
            if uncle and uncle.red:
                father.red = uncle.red = False
                grand.red = True
                node = grand
                continue
            if (father.right if father_is_left else father.left) is node:
                rotate(father, father_is_left)
                father = node
            father.red, grand.red = False, True
            rotate(grand, not father_is_left)
            break
        root.red = False
    return root


def red_black_insert_sequence(keys: list) -> tuple | None:
    """Red-black tree after the insertions as ((key, "R" or "B"), left, right)."""

    def shape(node: _Node | None) -> tuple | None:
        return node and ((node.key, "R" if node.red else "B"), shape(node.left), shape(node.right))

    return shape(_coloured(keys))


def red_keys_after_insertions(keys: list) -> list:
    """Keys of the red nodes in ascending order."""

    def reds(tree: tuple | None) -> list:
        if tree is None:
            return []
        (key, colour), left, right = tree
        return [*reds(left), *([key] if colour == "R" else []), *reds(right)]

    return reds(red_black_insert_sequence(keys))


def red_black_is_valid(tree: tuple | None) -> bool:
    """Search tree order, black root, no red child below a red node, equal black heights."""

    def keys(node: tuple | None) -> list:
        return [] if node is None else [*keys(node[1]), node[0][0], *keys(node[2])]

    def black_height(node: tuple | None) -> int:
        if node is None:
            return 0
        (_, colour), left, right = node
        heights = {black_height(left), black_height(right)}
        red_below = any(child and child[0][1] == "R" for child in (left, right))
        if len(heights) == 2 or -1 in heights or (colour == "R" and red_below):
            return -1
        return heights.pop() + (colour == "B")

    return keys(tree) == sorted(keys(tree)) and (tree is None or tree[0][1] == "B") and black_height(tree) >= 0
