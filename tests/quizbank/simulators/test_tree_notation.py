"""Trees as text and from two orders, against hand-made ones."""

from quizbank.simulators.b_trees import b_tree_after
from quizbank.simulators.tree_notation import (
    b_tree_levels,
    binary_from_inorder_levels,
    binary_from_inorder_postorder,
    binary_tree_height,
    forest_brackets,
    relabelled_tree,
    tree_failure_sum,
    tree_level_sum,
    tree_node_levels,
    tree_picture,
)
from quizbank.simulators.trees import binary_traversal

TREE = ("A", ("B", None, ("D", None, None)), ("C", ("E", None, None), None))


def test_a_picture_has_a_line_a_level_and_a_column_a_value():
    assert tree_picture(TREE).split("\n") == ["       A", " B           C", "    D     E"]
    assert tree_node_levels(TREE) == {"B": 2, "D": 3, "A": 1, "E": 3, "C": 2}
    assert [binary_tree_height(tree) for tree in (None, "A", TREE)] == [0, 1, 3]
    assert tree_level_sum(TREE) == 1 + 2 + 2 + 3 + 3
    assert tree_failure_sum(TREE) == 2 + 3 + 3 + 3 + 3 + 2  # left of B, around D, around E, right of C


def test_two_orders_give_the_tree_back():
    inorder, post, level = (binary_traversal(TREE, order) for order in ("in", "post", "level"))
    assert binary_from_inorder_postorder(inorder, post) == TREE
    assert binary_from_inorder_postorder("BDAEC", "DBECA") == TREE
    assert binary_from_inorder_levels(inorder, level) == TREE
    assert binary_from_inorder_levels("BDAEC", "ABCDE") == TREE


def test_other_labels_keep_the_shape():
    assert relabelled_tree((2, 1, (4, 3, None)), "wxyz") == ("x", ("w", None, None), ("z", ("y", None, None), None))


def test_forests_and_b_trees_as_text():
    assert forest_brackets([("A", [("B", []), ("C", [("D", [])])]), ("E", [])]) == "A(B, C(D)), E"
    tree = b_tree_after(3, [("insert", key) for key in (1, 2, 3, 4, 5)])
    assert b_tree_levels(tree) == [[[2, 4]], [[1], [3], [5]]]
