from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.tree_shapes import (
    binary_tree_to_forest,
    binary_trees_from_pre_and_post,
    forest_tree_heights,
    inorder_stack_when_visiting,
    is_full_prefix_code,
    is_prefix_code,
    tallest_tree_by_size,
    top_values_by_min_heap,
    tree_degree_distributions,
    tree_shape_counts,
)
from quizbank.simulators.trees import binary_traversal, forest_to_binary

TREE = ("A", ("B", "D", ("E", None, "G")), ("C", None, "F"))
forests = st.recursive(st.just([]), lambda inner: st.lists(st.tuples(st.integers(), inner), max_size=3), max_leaves=12)
shapes = st.recursive(st.none(), lambda inner: st.tuples(st.just(0), inner, inner), max_leaves=8)


def number(tree: object, labels: list) -> object:
    """The same shape with different letters."""
    if tree is None:
        return None
    return labels.pop(0), number(tree[1], labels), number(tree[2], labels)


def test_degrees_of_a_tree_add_up() -> None:
    assert tree_degree_distributions(7, 4, 1, 3) == [(1, 1)]  # 6 edges = 1 + 2 + 3
    assert tree_degree_distributions(3, 3, 0, 2) == []
    for n2, n3, n4 in tree_degree_distributions(60, 38, 6, 4):
        assert 1 + n2 + 2 * n3 + 3 * n4 == 38


def test_shapes_follow_the_known_sequences() -> None:
    counts = [tree_shape_counts(n) for n in range(1, 8)]
    assert [c[0] for c in counts] == [1, 1, 2, 4, 9, 20, 48]
    assert [c[1] for c in counts] == [1, 1, 2, 5, 14, 42, 132]
    assert [c[2] for c in counts] == [1, 2, 5, 14, 42, 132, 429]


def test_stack_holds_the_ancestors_whose_left_subtree_is_visited() -> None:
    assert inorder_stack_when_visiting(TREE, "D") == ["A", "B"]
    assert inorder_stack_when_visiting(TREE, "G") == ["A"]
    assert inorder_stack_when_visiting(TREE, "F") == []
    with pytest.raises(ValueError, match="not in the tree"):
        inorder_stack_when_visiting(TREE, "X")


def test_one_child_leaves_two_trees() -> None:
    assert binary_trees_from_pre_and_post("AB", "BA") == [
        ("A", None, ("B", None, None)),
        ("A", ("B", None, None), None),
    ]
    assert len(binary_trees_from_pre_and_post("ABC", "BCA")) == 1
    assert binary_trees_from_pre_and_post("ABC", "ACB") == []


@given(shapes)
def test_preorder_and_postorder_leave_a_choice_for_each_only_child(shape: object) -> None:
    tree = number(shape, list("abcdefghijklmnop"))
    pre, post = ("".join(binary_traversal(tree, order)) for order in ("pre", "post"))

    def only(node: object) -> int:
        if node is None:
            return 0
        return ((node[1] is None) != (node[2] is None)) + only(node[1]) + only(node[2])

    found = binary_trees_from_pre_and_post(pre, post)
    assert tree in found
    assert len(found) == 2 ** only(tree)


@given(forests)
def test_forest_comes_back_from_its_binary_tree(forest: list) -> None:
    assert binary_tree_to_forest(forest_to_binary(forest)) == forest


def test_heights_of_a_forest() -> None:
    assert forest_tree_heights([("a", [("b", []), ("c", [("d", [])])]), ("e", [])]) == [3, 1]


def test_union_by_size_doubles_for_each_level() -> None:
    assert [tallest_tree_by_size(n) for n in (1, 2, 3, 4, 7, 8, 20)] == [1, 2, 2, 3, 3, 4, 5]
    assert all(tallest_tree_by_size(n) == n.bit_length() for n in range(1, 70))


def test_prefix_codes() -> None:
    assert is_full_prefix_code(["0", "10", "11"])
    assert is_prefix_code(["0", "10"])
    assert not is_full_prefix_code(["0", "10"])
    assert not is_prefix_code(["0", "01"])
    assert not is_prefix_code(["0", "0"])


@given(st.lists(st.integers(), min_size=1, unique=True), st.data())
def test_heap_keeps_the_largest(values: list[int], data: st.DataObject) -> None:
    k = data.draw(st.integers(1, len(values)))
    replaced, top = top_values_by_min_heap(values, k)
    largest = [set(sorted(values[:end])[-k:]) for end in range(k, len(values) + 1)]
    assert top == min(largest[-1])
    assert replaced == sum(before != after for before, after in pairwise(largest))
