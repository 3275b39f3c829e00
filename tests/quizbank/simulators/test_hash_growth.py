from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.hash_growth import growing_hash_table
from quizbank.simulators.hash_tables import hash_table


def test_small_case() -> None:
    # 5 -> 2, 8 -> 2, 3; the third key would give 3/3 > 2/3: size 5, moved in address order 5 -> 0, 8 -> 3; 11 -> 1
    assert growing_hash_table([5, 8, 11], [3, 5], Fraction(2, 3)) == ([5, 11, None, 8, None], [1, 2, 1], [(11, 2)])


def test_moving_in_address_order_counts_collisions() -> None:
    # size 4: 6 -> 2, 10 -> 2, 3; then size 8: 6 -> 6, 10 -> 2; 14 -> 6, 7
    cells, costs, growths = growing_hash_table([6, 10, 14], [4, 8], Fraction(1, 2))
    assert cells == [None, None, 10, None, None, None, 6, 14]
    assert (costs, growths) == ([1, 2, 2], [(14, 2)])


def test_no_larger_table_is_an_error() -> None:
    with pytest.raises(ValueError, match="no larger table"):
        growing_hash_table([1, 2], [1], 1)


@given(st.lists(st.integers(0, 200), max_size=20, unique=True))
def test_without_growth_it_is_the_plain_table(keys: list[int]) -> None:
    cells, costs, growths = growing_hash_table(keys, [23], 1)
    assert cells == hash_table(keys, 23, 23)
    assert growths == []
    assert len(costs) == len(keys)


@given(st.lists(st.integers(0, 200), max_size=20, unique=True))
def test_every_key_stays_findable_and_the_limit_holds(keys: list[int]) -> None:
    cells, _, _ = growing_hash_table(keys, [5, 11, 23, 47], Fraction(3, 4))
    assert sorted(cell for cell in cells if cell is not None) == sorted(keys)
    assert len(keys) <= Fraction(3, 4) * len(cells)
    for key in keys:
        at = key % len(cells)
        while cells[at] != key:
            assert cells[at] is not None
            at = (at + 1) % len(cells)
