"""Single steps against hand-made cases."""

from itertools import permutations

import pytest

from quizbank.simulators.search_trees import bst_insert_sequence
from quizbank.simulators.sorting import heap_build_max, heap_sort_passes, quick_sort_passes
from quizbank.simulators.structure_steps import (
    bst_delete_key,
    bst_search_path,
    disjoint_root_path,
    disjoint_set_count,
    heap_insert_max,
    heap_remove_max,
    min_heap_built,
    min_heap_inserted,
    min_heap_removed,
    operator_stack_at,
    possible_after_two_quick_passes,
    prim_vertex_order,
    sequence_at,
    settled_values,
    sorting_state_after,
    topological_with_holder,
)


def test_deletion_from_a_search_tree():
    tree = bst_insert_sequence([50, 30, 70, 20, 40, 60, 35])
    assert bst_delete_key(tree, 20, "successor")[1] == (30, None, (40, (35, None, None), None))
    assert bst_delete_key(tree, 30, "successor")[1] == (35, (20, None, None), (40, None, None))
    assert bst_delete_key(tree, 50, "predecessor")[0] == 40
    assert bst_delete_key(tree, 50, "predecessor")[1] == (30, (20, None, None), (35, None, None))
    assert bst_search_path(tree, 36) == [50, 30, 40, 35]
    assert bst_search_path(tree, 60) == [50, 70, 60]
    with pytest.raises(ValueError, match="no key 1"):
        bst_delete_key(tree, 1, "successor")


def test_heap_steps():
    assert heap_insert_max([90, 70, 80, 60, 10], 85) == ([90, 70, 85, 60, 10, 80], 2)
    assert heap_insert_max([9, 7], 1) == ([9, 7, 1], 1)
    assert heap_remove_max([90, 70, 80, 60, 10]) == ([80, 70, 10, 60], 2)
    heap, _ = heap_build_max([3, 9, 4, 8, 1, 7])
    assert heap_remove_max(heap)[0] == heap_sort_passes([3, 9, 4, 8, 1, 7])[1][:-1]


def test_min_heap_steps():
    assert min_heap_built([5, 4, 3, 2, 1]) == [1, 2, 3, 5, 4]
    assert min_heap_inserted([2, 5, 4], 1) == [1, 2, 4, 5]
    assert min_heap_removed([1, 2, 4, 5]) == [2, 5, 4]


def test_two_passes_of_quick_sort():
    assert settled_values([2, 1, 3, 5, 4]) == [3]
    reached = set()
    for values in permutations(range(5)):
        reached.add(tuple(quick_sort_passes(list(values))[:2][-1]))
    possible = {order for order in permutations(range(5)) if possible_after_two_quick_passes(list(order))}
    assert reached <= possible
    assert not possible_after_two_quick_passes([1, 2, 0, 4, 3])
    assert not possible_after_two_quick_passes([1, 0, 2, 5, 4, 3])
    assert not possible_after_two_quick_passes([1, 0, 2, 3, 5, 4])  # each choice leaves a pair without a pivot
    assert possible_after_two_quick_passes([1, 0, 2, 3, 4, 5])


def test_disjoint_sets_and_small_helpers():
    assert disjoint_root_path([-3, 0, 1], 2) == [2, 1, 0]
    assert disjoint_set_count([-2, 0, -1]) == 2
    assert sequence_at([5, 6, 7], [2, 0]) == [7, 5]
    assert sorting_state_after("heap_sort_passes", [1, 3, 2], 1) == [2, 1, 3]
    assert sorting_state_after("bubble_sort_passes", [3, 2, 1], 1) == [2, 1, 3]
    assert sorting_state_after("bubble_sort_passes", [1, 2, 3], 2) == [1, 2, 3]
    assert operator_stack_at("a+b*(c-d)/e", "d") == ["+", "*", "(", "-"]
    assert operator_stack_at("a+b*(c-d)/e", "e") == ["+", "/"]
    graph = {"a": ["c"], "b": [], "c": ["d", "e"], "d": [], "e": []}
    assert topological_with_holder(graph, "stack") == ["b", "a", "c", "e", "d"]
    assert topological_with_holder(graph, "queue") == ["a", "b", "c", "d", "e"]
    assert prim_vertex_order([("A", "B", 5), ("A", "C", 2), ("B", "C", 1)], "A") == ["A", "C", "B"]
