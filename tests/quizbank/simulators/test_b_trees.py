from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.b_trees import (
    b_tree_after,
    b_tree_height_bounds,
    b_tree_inorder,
    b_tree_is_valid,
    b_tree_node_count,
)


def test_splits_of_order_three() -> None:
    tree = b_tree_after(3, [("insert", key) for key in (1, 2, 3)])
    assert tree == ([2], [([1], []), ([3], [])])
    assert b_tree_node_count(tree) == 3


def test_order_four_splits_at_its_second_key() -> None:
    assert b_tree_after(4, [("insert", key) for key in (1, 2, 3, 4)])[0] == [2]


def test_borrow_and_merge() -> None:
    tree = b_tree_after(3, [("insert", key) for key in (1, 2, 3, 4)])
    assert b_tree_after(3, [("delete", 1)], tree) == ([3], [([2], []), ([4], [])])
    assert b_tree_after(3, [("delete", 1), ("delete", 2)], tree) == ([3, 4], [])


def test_height_bounds() -> None:
    assert b_tree_height_bounds(3, 7) == (2, 3)
    assert b_tree_height_bounds(5, 4) == (1, 1)


@given(st.integers(3, 6), st.lists(st.integers(0, 40)), st.sampled_from(["left", "right"]))
def test_valid_after_every_operation(order: int, keys: list[int], prefer: str) -> None:
    stored: set[int] = set()
    tree: tuple = ([], [])
    for key in keys:
        kind = "delete" if key in stored else "insert"
        stored ^= {key}
        tree = b_tree_after(order, [(kind, key)], tree, prefer)
        assert b_tree_is_valid(tree, order)
        assert b_tree_inorder(tree) == sorted(stored)
