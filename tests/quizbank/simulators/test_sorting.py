from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators import sorting

LIST = [49, 38, 65, 97, 76, 13, 27, 49]
PASSES = [
    sorting.insertion_sort_passes,
    sorting.bubble_sort_passes,
    sorting.selection_sort_passes,
    sorting.max_selection_sort_passes,
    sorting.quick_sort_passes,
    sorting.heap_sort_passes,
    sorting.merge_sort_passes,
]


def test_textbook_first_passes() -> None:
    assert sorting.partition_by_hole(LIST) == ([27, 38, 13, 49, 76, 97, 65, 49], 3)
    assert sorting.insertion_sort_passes(LIST)[1] == [38, 49, 65, 97, 76, 13, 27, 49]
    assert sorting.merge_sort_passes(LIST)[0] == [38, 49, 65, 97, 13, 76, 27, 49]
    assert sorting.bubble_sort_passes([3, 1, 2]) == [[1, 2, 3], [1, 2, 3]]
    assert sorting.shell_sort_passes([4, 3, 2, 1], [2, 1]) == [[2, 1, 4, 3], [1, 2, 3, 4]]
    assert sorting.radix_sort_passes([31, 12, 2], 2) == [[31, 12, 2], [2, 12, 31]]
    assert sorting.heap_build_max([1, 2, 3]) == ([3, 2, 1], 2)


@pytest.mark.parametrize("passes", PASSES)
@given(values=st.lists(st.integers(0, 99), min_size=2, max_size=20))
def test_the_last_pass_is_sorted(passes: Callable[[list], list[list]], values: list[int]) -> None:
    before = list(values)
    states = passes(values)
    assert values == before
    assert states[-1] == sorted(values)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=20))
def test_radix_and_shell_sort(values: list[int]) -> None:
    assert sorting.radix_sort_passes(values, 3)[-1] == sorted(values)
    assert sorting.shell_sort_passes(values, [5, 3, 1])[-1] == sorted(values)


@given(st.lists(st.integers(0, 99), min_size=1, max_size=20))
def test_partitions_divide_around_the_pivot(values: list[int]) -> None:
    for partition in (sorting.partition_by_hole, sorting.partition_by_swaps):
        array, place = partition(values)
        assert sorted(array) == sorted(values)
        assert array[place] == values[0]
        assert all(x <= values[0] for x in array[:place])
        assert all(x >= values[0] for x in array[place + 1 :])


@given(st.lists(st.integers(0, 99), min_size=1, max_size=30))
def test_heap_building(values: list[int]) -> None:
    heap, comparisons = sorting.heap_build_max(values)
    assert all(heap[(i - 1) // 2] >= heap[i] for i in range(1, len(heap)))
    assert comparisons <= 2 * len(values)
