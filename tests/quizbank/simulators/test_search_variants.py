"""Variants of searching: small cases by hand, properties against brute force and the plain search trees."""

from bisect import bisect_right
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.b_trees import b_tree_height_bounds
from quizbank.simulators.search_trees import avl_insert_sequence, avl_is_balanced, bst_insert_sequence
from quizbank.simulators.search_variants import (
    avl_delete_steps,
    b_plus_levels,
    b_plus_range_reads,
    b_tree_fewest_keys_before_growth,
    block_search_average,
    bst_insertion_orders,
    hash_replay,
    last_not_greater_result,
    linear_probing_next_cells,
    ordered_list_failures_average,
    self_organising_comparisons,
    weighted_average,
)


def _inorder(tree):
    return [] if tree is None else [*_inorder(tree[1]), tree[0], *_inorder(tree[2])]


def test_lists():
    assert self_organising_comparisons([1, 2, 3], [3, 2, 3], "front") == (3 + 3 + 2, [3, 2, 1])
    assert self_organising_comparisons([1, 2, 3], [3, 2, 3], "swap") == (3 + 3 + 3, [1, 3, 2])
    assert self_organising_comparisons([1, 2], [1], "swap") == (1, [1, 2])
    # 1, 3, 5 are absent from {2, 4} in 1..5: one, two and two comparisons
    assert ordered_list_failures_average([2, 4], 1, 5) == Fraction(5, 3)
    assert weighted_average([Fraction(1, 4), Fraction(3, 4)], [4, 8]) == 7


def test_blocks_of_equal_size_follow_the_formula():
    assert block_search_average([10] * 10) == 11
    assert block_search_average([1, 2]) == Fraction(2 + 3 + 4, 3)


def test_last_not_greater():
    assert last_not_greater_result([10, 20], 5) == -1
    assert last_not_greater_result([10, 20], 20) is None  # mid stays 0


@given(st.lists(st.integers(0, 20), min_size=1, max_size=8, unique=True).map(sorted), st.integers(-1, 21))
def test_last_not_greater_is_right_when_it_ends(values, key):
    assert last_not_greater_result(values, key) in (None, bisect_right(values, key) - 1)


@given(st.permutations(range(6)))
def test_insertion_orders_by_brute_force(keys):
    tree = bst_insert_sequence(keys)
    assert bst_insertion_orders(tree) == sum(bst_insert_sequence(list(p)) == tree for p in permutations(range(6)))


def test_avl_deletion_needs_two_adjustments():
    left = (3, (2, (1, None, None), None), (4, None, None))
    tree = (5, left, (7, None, (8, None, None)))
    assert avl_delete_steps(tree, 8) == (
        (3, (2, (1, None, None), None), (5, (4, None, None), (7, None, None))),
        [(5, "LL")],
    )
    tree = (8, (5, (3, (2, None, None), None), (6, None, (7, None, None))), (10, None, (11, None, None)))
    assert avl_delete_steps(tree, 10)[1] == [(8, "LL")]


@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=30, unique=True),
    st.data(),
    st.sampled_from(["predecessor", "successor"]),
)
def test_avl_deletion_keeps_the_tree_sound(keys, data, by):
    gone = data.draw(st.sampled_from(keys))
    tree, _ = avl_delete_steps(avl_insert_sequence(keys)[0], gone, by)
    assert avl_is_balanced(tree)
    assert _inorder(tree) == sorted(set(keys) - {gone})


@pytest.mark.parametrize(("order", "height"), [(3, 1), (3, 3), (5, 2), (5, 3), (7, 3)])
def test_growth_with_odd_order_starts_one_below_the_fewest_of_the_next_height(order, height):
    before = b_tree_fewest_keys_before_growth(order, height)
    assert b_tree_height_bounds(order, before + 1)[1] == height + 1
    assert b_tree_height_bounds(order, before)[1] == height


def test_growth_with_even_order():
    assert b_tree_fewest_keys_before_growth(4, 2) == 3 + 3 + 3 * 1  # root, one full leaf, three leaves with one key


def test_b_plus_trees():
    tree = ([3, 8], [([1, 3], []), ([5, 8], [])])
    assert b_plus_range_reads(tree, 2, 4) == 3  # root, [1, 3], [5, 8]
    assert b_plus_range_reads(tree, 1, 3) == 2
    assert b_plus_range_reads(tree, 9, 12) == 2
    assert [b_plus_levels(records, 10, 4) for records in (10, 11, 40, 41)] == [1, 2, 2, 3]


def test_linear_probing():
    assert linear_probing_next_cells(5, [0, 4]) == [0, 3, 1, 1, 0]
    counts, cells = hash_replay(
        [("insert", 3), ("insert", 10), ("delete", 3), ("search", 10), ("search", 17), ("insert", 24)], 7, 7
    )
    assert counts == [1, 2, 1, 2, 3, 3]
    assert cells == [None, None, None, 24, 10, None, None]
    with pytest.raises(ValueError, match="cannot insert"):
        hash_replay([("insert", 1), ("insert", 1)], 7, 7)
    with pytest.raises(ValueError, match="no empty cell"):
        hash_replay([("insert", 0), ("insert", 1), ("search", 2)], 2, 2)
