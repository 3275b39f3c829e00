from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.search_trees import (
    avl_insert_sequence,
    avl_is_balanced,
    bst_insert_sequence,
    red_black_insert_sequence,
    red_black_is_valid,
    red_keys_after_insertions,
)

different_keys = st.lists(st.integers(0, 200), unique=True, max_size=40)


def inorder(tree: tuple | None) -> list:
    return [] if tree is None else [*inorder(tree[1]), tree[0], *inorder(tree[2])]


def test_each_avl_adjustment() -> None:
    middle = (2, (1, None, None), (3, None, None))
    for keys, kind in (([3, 2, 1], "LL"), ([1, 2, 3], "RR"), ([3, 1, 2], "LR"), ([1, 3, 2], "RL")):
        assert avl_insert_sequence(keys) == (middle, [(keys[2], keys[0], kind)])


def test_red_black_small_cases() -> None:
    assert red_black_insert_sequence([1, 2, 3]) == ((2, "B"), ((1, "R"), None, None), ((3, "R"), None, None))
    assert red_keys_after_insertions([1, 2, 3, 4]) == [4]
    assert not red_black_is_valid(((2, "R"), None, None))
    assert not red_black_is_valid(((2, "B"), ((1, "B"), None, None), None))


@given(different_keys)
def test_trees_keep_their_rules(keys: list[int]) -> None:
    avl, _ = avl_insert_sequence(keys)
    assert inorder(avl) == inorder(bst_insert_sequence(keys)) == sorted(keys)
    assert avl_is_balanced(avl)
    red_black = red_black_insert_sequence(keys)
    assert [key for key, _ in inorder(red_black)] == sorted(keys)
    assert red_black_is_valid(red_black)


@given(different_keys)
def test_no_adjustment_means_plain_insertion(keys: list[int]) -> None:
    avl, adjustments = avl_insert_sequence(keys)
    if not adjustments:
        assert avl == bst_insert_sequence(keys)
