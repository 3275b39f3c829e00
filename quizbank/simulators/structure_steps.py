"""Single steps of search trees, heaps, partitions and disjoint sets (查找树删除、堆的插入与删除、快速排序的趟、并查集).

Search trees are None or (key, left, right) with different keys. Heaps are lists numbered from 0, the largest on top.
"""

from quizbank.simulators import sorting

__all__ = [
    "bst_delete_key",
    "bst_search_path",
    "disjoint_root_path",
    "heap_insert_max",
    "heap_remove_max",
    "possible_after_two_quick_passes",
    "sequence_at",
    "settled_values",
    "sorting_state_after",
]


def bst_delete_key(tree: tuple | None, key: object, by: str) -> tuple | None:
    """Tree without `key`; a node with two children takes the key of its inorder `by` ("predecessor", "successor")."""
    if tree is None:
        raise ValueError(f"no key {key}")
    top, left, right = tree
    if key < top:
        return top, bst_delete_key(left, key, by), right
    if key > top:
        return top, left, bst_delete_key(right, key, by)
    if left is None or right is None:
        return left or right
    side = 2 if by == "predecessor" else 1
    below = left if by == "predecessor" else right
    while below[side]:
        below = below[side]
    if by == "predecessor":
        return below[0], bst_delete_key(left, below[0], by), right
    return below[0], left, bst_delete_key(right, below[0], by)


def bst_search_path(tree: tuple | None, key: object) -> list:
    """Keys compared while `key` is searched, ending at it or at an empty link."""
    path = []
    while tree is not None:
        path.append(tree[0])
        if tree[0] == key:
            break
        tree = tree[1] if key < tree[0] else tree[2]
    return path


def heap_insert_max(heap: list, value: object) -> tuple[list, int]:
    """Max heap after `value` was put at the end and moved up; number of comparisons with parents."""
    array, place, count = [*heap, value], len(heap), 0
    while place:
        count += 1
        above = (place - 1) // 2
        if array[above] >= value:
            break
        array[place], array[above] = array[above], value
        place = above
    return array, count


def heap_remove_max(heap: list) -> tuple[list, int]:
    """Max heap after the top was taken out, the last element put there and moved down; number of comparisons.

    Two children are compared with each other, then the larger one with the sinking element; an only child just with it.
    """
    array, place, count = [heap[-1], *heap[1:-1]], 0, 0
    while 2 * place + 1 < len(array):
        child = 2 * place + 1
        if child + 1 < len(array):
            count += 1
            child += array[child + 1] > array[child]
        count += 1
        if array[child] <= array[place]:
            break
        array[place], array[child] = array[child], array[place]
        place = child
    return array, count


def settled_values(values: list) -> list:
    """Elements that stand at their final place with nothing greater before and nothing smaller behind them."""
    return [
        value
        for i, value in enumerate(values)
        if all(x < value for x in values[:i]) and all(x > value for x in values[i + 1 :])
    ]


def possible_after_two_quick_passes(values: list) -> bool:
    """Whether two passes of quick sort (each partitions every part of two or more elements) can leave these values.

    Some element was the first pivot, and each part beside it of two or more elements holds a pivot of the second pass.
    """
    for pivot in settled_values(values):
        place = values.index(pivot)
        parts = (values[:place], values[place + 1 :])
        if all(len(part) < 2 or settled_values(part) for part in parts):
            return True
    return False


def disjoint_root_path(parent: list[int], x: int) -> list[int]:
    """From `x` up to the root of its set; a root's entry is negative."""
    path = [x]
    while parent[path[-1]] >= 0:
        path.append(parent[path[-1]])
    return path


def sequence_at(values: list, places: list[int]) -> list:
    """The values at these places, in their order."""
    return [values[place] for place in places]


def sorting_state_after(method: str, values: list, passes: int) -> list:
    """State after so many passes of a sort named as in ``sorting``; for the heap the building is no pass."""
    states = getattr(sorting, method)(values)
    if method == "heap_sort_passes":
        states = states[1:]
    return states[min(passes, len(states)) - 1]
