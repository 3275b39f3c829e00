from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.list_costs import (
    append_copies,
    halves_recursion_size,
    list_cheaper_until,
    new_neighbour_pairs,
    skip_recursion_size,
    spaced_keep,
    sqrt_doubling_steps,
    walking_deletions,
)


def test_list_and_array_space_by_hand() -> None:
    assert list_cheaper_until(10, 8, 8, head=False) == 4  # 5 * 16 == 80
    assert list_cheaper_until(10, 8, 8) == 3
    assert list_cheaper_until(10, 8, 2, head=False) == 7  # 70 < 80, 8 * 10 == 80


def test_copies_while_appending_by_hand() -> None:
    assert append_copies(1, 9, True) == 1 + 2 + 4 + 8
    assert append_copies(2, 6, False, 2) == 2 + 4
    assert append_copies(2, 7, False, 2) == 2 + 4 + 6
    assert append_copies(4, 4, True) == 0


@given(st.integers(1, 300))
def test_doubling_copies_less_than_twice_what_is_appended(n: int) -> None:
    assert append_copies(1, n, True) < 2 * n


def test_neighbour_pairs() -> None:
    assert new_neighbour_pairs([1, 2, 3, 4], [1, 3, 2, 4]) == 3
    assert new_neighbour_pairs([1, 2, 3, 4], [4, 3, 2, 1]) == 3
    assert new_neighbour_pairs([1, 2], [1, 2]) == 0


@given(st.integers(1, 40))
def test_deleting_while_walking_one_by_one_keeps_the_odd_places(n: int) -> None:
    assert walking_deletions(n, 2, 1) == list(range(1, n + 1, 2))


def test_deleting_while_walking_by_two() -> None:
    assert walking_deletions(6, 2, 2) == [1, 3, 4, 6]
    assert walking_deletions(5, 5, -2) == [2, 4]


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 6))
def test_kept_values_are_spaced_and_the_rest_untouched(values: list[int], distance: int) -> None:
    values = sorted(values)
    kept, array = spaced_keep(values, distance)
    assert all(b - a >= distance for a, b in pairwise(array[:kept]))
    assert array[kept:] == values[kept:]
    assert all(any(0 <= v - k < distance for k in array[:kept]) for v in values)


def test_counts_of_small_programs() -> None:
    assert sqrt_doubling_steps(4) == 3 + 2  # 1 2 4, 2 4
    assert sqrt_doubling_steps(9) == 4 + 3 + 2  # 1 2 4 8, 2 4 8, 3 6
    assert halves_recursion_size(1) == (1, 1)
    assert halves_recursion_size(5) == (9, 4)
    assert skip_recursion_size(5, [1, 2]) == (15, 8, 5)  # Fibonacci


@given(st.integers(1, 500))
def test_halves_are_a_binary_tree(n: int) -> None:
    assert halves_recursion_size(n) == (2 * n - 1, (n - 1).bit_length() + 1)
