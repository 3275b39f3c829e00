"""Single steps of search trees, heaps, partitions and disjoint sets (查找树删除、堆的插入与删除、快速排序的趟、并查集).

Search trees are None or (key, left, right) with different keys. Heaps are lists numbered from 0, the largest on top.
"""

from quizbank.simulators import sorting
from quizbank.simulators.graphs import prim_edges

__all__ = [
    "bst_delete_key",
    "bst_search_path",
    "disjoint_root_path",
    "disjoint_set_count",
    "heap_insert_max",
    "heap_remove_max",
    "min_heap_built",
    "min_heap_inserted",
    "min_heap_removed",
    "operator_stack_at",
    "possible_after_two_quick_passes",
    "prim_vertex_order",
    "sequence_at",
    "settled_values",
    "sorting_state_after",
    "topological_with_holder",
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


def min_heap_built(values: list) -> list:
    """Min heap of numbers built from the last inner node up to the root."""
    return [-value for value in sorting.heap_build_max([-value for value in values])[0]]


def min_heap_inserted(heap: list, value: int) -> list:
    """Min heap of numbers after `value` was put at the end and moved up."""
    return [-other for other in heap_insert_max([-other for other in heap], -value)[0]]


def min_heap_removed(heap: list) -> list:
    """Min heap of numbers without its top, the last element moved down from there."""
    return [-value for value in heap_remove_max([-value for value in heap])[0]]


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
    sorts = {
        "bubble_sort_passes": sorting.bubble_sort_passes,
        "heap_sort_passes": lambda array: sorting.heap_sort_passes(array)[1:],
        "insertion_sort_passes": sorting.insertion_sort_passes,
        "merge_sort_passes": sorting.merge_sort_passes,
        "quick_sort_passes": sorting.quick_sort_passes,
        "selection_sort_passes": sorting.selection_sort_passes,
    }
    states = sorts[method](values)
    return states[min(passes, len(states)) - 1]


def disjoint_set_count(parent: list[int]) -> int:
    """Number of sets; a root's entry is negative."""
    return sum(entry < 0 for entry in parent)


def operator_stack_at(tokens: str, operand: str) -> list[str]:
    """Operator stack, bottom first, of the conversion of an infix form to postfix when `operand` was just written."""
    rank = {"(": 0, "+": 1, "-": 1, "*": 2, "/": 2}
    stack: list[str] = []
    for token in tokens:
        if token == operand:
            return stack
        if token == "(":
            stack.append(token)
        elif token == ")":
            while stack.pop() != "(":
                pass
        elif token in rank:
            while stack and rank[stack[-1]] >= rank[token]:
                stack.pop()
            stack.append(token)
    raise ValueError(f"no operand {operand}")


def topological_with_holder(graph: dict, holder: str) -> list:
    """Topological order of {vertex: [successors]} when vertices without predecessors wait in a "stack" or "queue".

    They enter in the order of the dict at first, then as the successors of the vertex just output lose their last one.
    """
    left = {v: sum(v in successors for successors in graph.values()) for v in graph}
    waiting, out = [v for v in graph if left[v] == 0], []
    while waiting:
        vertex = waiting.pop(-1 if holder == "stack" else 0)
        out.append(vertex)
        for successor in graph[vertex]:
            left[successor] -= 1
            if left[successor] == 0:
                waiting.append(successor)
    return out


def prim_vertex_order(edges: list[tuple], start: object) -> list:
    """Vertices in the order in which Prim's algorithm from `start` takes them."""
    return [start, *(vertex for _, vertex, _ in prim_edges(edges, start))]
