from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.trees import (
    binary_empty_links,
    binary_from_preorder_inorder,
    binary_threads,
    binary_traversal,
    complete_tree_leaves,
    forest_from_orders,
    forest_leaf_count,
    forest_orders,
    forest_to_binary,
    heap_numbered_common_ancestor,
)

TREE = ("A", ("B", "D", "E"), ("C", None, "F"))


@st.composite
def forests(draw: st.DrawFn) -> list:
    parents = draw(st.lists(st.integers(0, 30), max_size=25))
    nodes: list = [(None, [])]
    for number, parent in enumerate(parents):
        node = (number, [])
        nodes[parent % len(nodes)][1].append(node)
        nodes.append(node)
    return nodes[0][1]


def test_traversals() -> None:
    assert "".join(binary_traversal(TREE, "pre")) == "ABDECF"
    assert "".join(binary_traversal(TREE, "in")) == "DBEACF"
    assert "".join(binary_traversal(TREE, "post")) == "DEBFCA"
    assert "".join(binary_traversal(TREE, "level")) == "ABCDEF"


def test_threads() -> None:
    assert binary_threads(TREE, "in")["E"] == ("B", "A")
    assert binary_threads(TREE, "post")["C"] == ("F", "child")
    assert binary_threads(TREE, "pre")["D"] == ("B", "E")


@given(forests())
def test_forest_and_binary_tree(forest: list) -> None:
    pre, post = forest_orders(forest)
    tree = forest_to_binary(forest)
    assert binary_traversal(tree, "pre") == pre
    assert binary_traversal(tree, "in") == post
    assert forest_from_orders(pre, post) == forest
    assert binary_from_preorder_inorder(pre, post) == tree
    left, right = binary_empty_links(tree)
    assert left == forest_leaf_count(forest)
    assert left + right == len(pre) + (1 if pre else 0)


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_common_ancestor_is_the_common_prefix_of_the_binary_numbers(a: int, b: int) -> None:
    x, y = bin(a)[2:], bin(b)[2:]
    common = next((i for i in range(min(len(x), len(y))) if x[i] != y[i]), min(len(x), len(y)))
    assert heap_numbered_common_ancestor(a, b) == int(x[:common], 2)
    assert heap_numbered_common_ancestor(a - 1, b - 1, 0) == int(x[:common], 2) - 1


@given(st.integers(1, 2000))
def test_half_of_a_complete_tree_are_leaves(n: int) -> None:
    assert complete_tree_leaves(n) == (n + 1) // 2
