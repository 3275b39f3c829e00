from heapq import heapify
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.sorting_counts import (
    binary_insertion_counts,
    bubble_last_exchange_comparisons,
    bubble_sort_counts,
    greater_before,
    heap_delete_at,
    heap_rank_places,
    insertion_sort_counts,
    list_insertion_comparisons,
    loser_tree,
    merge_last_lengths,
    merge_sort_comparisons,
    quick_select_pivots,
    radix_queue,
    radix_with_stacks,
    selection_sort_exchanges,
    shell_sort_shifts,
    two_ended_selection,
)

lists = st.lists(st.integers(0, 30), min_size=1, max_size=12)


def test_worked_by_hand() -> None:
    values = [37, 12, 45, 20, 8]
    assert sum(greater_before(values)) == 7
    assert insertion_sort_counts(values) == (9, 7)
    assert insertion_sort_counts(values, sentinel=True) == (11, 7)
    assert bubble_sort_counts(values) == (4, 10, 7)
    assert bubble_sort_counts([2, 3, 4, 5, 1])[0] == 4
    assert bubble_sort_counts([2, 3, 4, 5, 1], upward=True)[0] == 2
    assert selection_sort_exchanges(values) == 3
    assert binary_insertion_counts([12, 20, 37, 45, 30]) == (1 + 2 + 2 + 2, 2)
    assert list_insertion_comparisons([1, 2, 3]) == 3
    assert list_insertion_comparisons([3, 2, 1]) == 2
    assert merge_sort_comparisons([1, 3, 2, 4]) == [2, 3]
    assert merge_last_lengths(6, top_down=True) == (3, 3)
    assert merge_last_lengths(6, top_down=False) == (4, 2)
    assert shell_sort_shifts([3, 4, 1, 2], [2, 1]) == [2, 0]
    assert radix_queue([112, 34, 210], 1, 1) == [112, 210]
    assert radix_with_stacks([42, 15, 71, 35, 12], 2) == [[71, 12, 42, 35, 15], [15, 12, 35, 42, 71]]
    assert two_ended_selection([9, 1, 2]) != [1, 2, 9]
    assert bubble_last_exchange_comparisons([2, 1, 3, 4]) == 3
    assert quick_select_pivots([37, 52, 20, 61, 14, 45, 30], 2) == [37, 30, 20]
    assert loser_tree([5, 3, 4, 9]) == (1, [2, 0, 3])


@given(lists)
def test_inversions_are_the_work_of_neighbour_methods(values: list[int]) -> None:
    inversions = sum(greater_before(values))
    assert insertion_sort_counts(values)[1] == binary_insertion_counts(values)[1] == inversions
    assert insertion_sort_counts(values, sentinel=True)[0] == inversions + len(values) - 1
    assert bubble_sort_counts(values)[2] == bubble_sort_counts(values, upward=True)[2] == inversions
    assert bubble_last_exchange_comparisons(values) <= bubble_sort_counts(values)[1]
    assert shell_sort_shifts(values, [1]) == [inversions]


@given(st.lists(st.integers(), min_size=1, max_size=12, unique=True), st.data())
def test_selection_in_all_forms(values: list[int], data: st.DataObject) -> None:
    assert two_ended_selection(values, repaired=True) == sorted(values)
    rank = data.draw(st.integers(1, len(values)))
    assert quick_select_pivots(values, rank)[-1] == sorted(values)[rank - 1]
    champion, losers = loser_tree(values)
    assert values[champion] == min(values)
    assert sorted([champion, *losers]) == list(range(len(values)))


@given(lists, st.data())
def test_deleting_keeps_a_heap(values: list[int], data: st.DataObject) -> None:
    heap = [-x for x in values]
    heapify(heap)
    place = data.draw(st.integers(1, len(heap)))
    after = heap_delete_at([-x for x in heap], place)
    assert sorted([*after, -heap[place - 1]]) == sorted(values)
    assert all(after[i] <= after[(i - 1) // 2] for i in range(1, len(after)))


def test_places_of_a_rank_by_brute_force() -> None:
    for n in range(1, 8):
        places: dict[int, set[int]] = {}
        for order in permutations(range(1, n + 1)):
            if all(order[i] < order[(i - 1) // 2] for i in range(1, n)):
                for place, value in enumerate(order, 1):
                    places.setdefault(value, set()).add(place)
        assert all(heap_rank_places(n, rank) == sorted(places[rank]) for rank in range(1, n + 1))
