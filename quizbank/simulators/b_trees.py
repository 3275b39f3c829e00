"""B-trees (B 树) of order m: at most m - 1 keys in a node, at least ceil(m / 2) - 1 in every node but the root.

A tree is (keys, children), both lists; a leaf has no children (the level of failures is not stored). A full node is
split at its ceil(m / 2)-th key. A deleted inner key is replaced by its predecessor. A node that is too small borrows
from a sibling next to it that can spare a key, else it is merged with a sibling; `prefer` says which one is tried
first.
"""

__all__ = ["b_tree_after", "b_tree_height_bounds", "b_tree_inorder", "b_tree_is_valid", "b_tree_node_count"]


def _insert(tree: tuple, key: int, order: int) -> tuple:
    """The tree, or when it had to be split ([middle], [left, right])."""
    keys, children = tree
    place = sum(other < key for other in keys)
    if not children:
        keys = [*keys[:place], key, *keys[place:]]
    else:
        below = _insert(children[place], key, order)
        if _levels(below) == _levels(children[place]):  # not split
            return keys, [*children[:place], below, *children[place + 1 :]]
        keys = [*keys[:place], *below[0], *keys[place:]]
        children = [*children[:place], *below[1], *children[place + 1 :]]
    if len(keys) < order:
        return keys, children
    middle = -(-order // 2) - 1
    left = (keys[:middle], children[: middle + 1])
    right = (keys[middle + 1 :], children[middle + 1 :])
    return [keys[middle]], [left, right]


def _levels(tree: tuple) -> int:
    return 1 + (_levels(tree[1][0]) if tree[1] else 0)


def _delete(tree: tuple, key: int, order: int, prefer: str) -> tuple:
    keys, children = list(tree[0]), list(tree[1])
    if not children:
        if key not in keys:
            raise ValueError(f"no key {key}")
        return [other for other in keys if other != key], []
    if key in keys:
        place = keys.index(key)
        below = children[place]
        while below[1]:
            below = below[1][-1]
        keys[place] = key = below[0][-1]
    else:
        place = sum(other < key for other in keys)
    children[place] = _delete(children[place], key, order, prefer)
    least = -(-order // 2) - 1
    if len(children[place][0]) >= least:
        return keys, children
    around = [place - 1, place + 1] if prefer == "left" else [place + 1, place - 1]
    around = [index for index in around if 0 <= index < len(children)]
    rich = [index for index in around if len(children[index][0]) > least]
    other = rich[0] if rich else around[0]
    low = min(place, other)
    (left_keys, left_children), (right_keys, right_children) = children[low], children[low + 1]
    all_keys = [*left_keys, keys[low], *right_keys]
    all_children = [*left_children, *right_children]
    if rich:
        cut = len(left_keys) + (1 if other > place else -1)
        children[low] = (all_keys[:cut], all_children[: cut + 1] if all_children else [])
        children[low + 1] = (all_keys[cut + 1 :], all_children[cut + 1 :] if all_children else [])
        keys[low] = all_keys[cut]
    else:
        children[low : low + 2] = [(all_keys, all_children)]
        del keys[low]
    return keys, children


def b_tree_after(
    order: int, operations: list[tuple[str, int]], tree: tuple = ([], []), prefer: str = "left"
) -> tuple[list, list]:
    """The tree after the operations ("insert", key) and ("delete", key)."""
    for kind, key in operations:
        tree = _insert(tree, key, order) if kind == "insert" else _delete(tree, key, order, prefer)
        if not tree[0] and tree[1]:
            tree = tree[1][0]
    return tree


def b_tree_node_count(tree: tuple) -> int:
    """Nodes of the tree, without the failures."""
    return 1 + sum(b_tree_node_count(child) for child in tree[1])


def b_tree_inorder(tree: tuple) -> list[int]:
    """Keys in ascending order."""
    keys, children = tree
    if not children:
        return list(keys)
    out = b_tree_inorder(children[0])
    for key, child in zip(keys, children[1:], strict=True):
        out += [key, *b_tree_inorder(child)]
    return out


def b_tree_is_valid(tree: tuple, order: int) -> bool:
    """Order of the keys, number of keys and children of every node, all leaves on one level."""
    least = -(-order // 2) - 1

    def sound(node: tuple, root: bool) -> bool:
        keys, children = node
        enough = len(keys) >= (1 if children else 0) if root else len(keys) >= least
        if not enough or len(keys) >= order or (children and len(children) != len(keys) + 1):
            return False
        levels = {_levels(child) for child in children}
        return len(levels) <= 1 and all(sound(child, False) for child in children)

    keys = b_tree_inorder(tree)
    return sound(tree, True) and keys == sorted(set(keys))


def b_tree_height_bounds(order: int, keys: int) -> tuple[int, int]:
    """Least and largest height (levels with keys) of a B-tree with so many keys, found by counting level by level."""

    def most(height: int) -> int:
        return order**height - 1

    def fewest(height: int) -> int:
        half = -(-order // 2)
        return 1 + sum((half - 1) * 2 * half**level for level in range(height - 1))

    heights = [height for height in range(1, keys + 1) if fewest(height) <= keys <= most(height)]
    return heights[0], heights[-1]
