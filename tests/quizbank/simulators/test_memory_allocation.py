from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.memory_allocation import demand_paging_time, holes_after, two_level_table_pages


def test_fits():
    assert holes_after("first", [100, 500, 200], [150, 90]) == [10, 350, 200]
    assert holes_after("best", [100, 500, 200], [150, 90]) == [10, 500, 50]
    assert holes_after("worst", [100, 500, 200], [150, 90]) == [100, 260, 200]
    assert holes_after("next", [100, 500, 200], [150, 90]) == [100, 260, 200]
    assert holes_after("best", [100], [100]) == []
    assert holes_after("first", [100], [101]) is None
    with pytest.raises(ValueError, match="unknown policy"):
        holes_after("quick", [1], [1])


def test_two_level_tables():
    assert two_level_table_pages([(0, 1)], 4096, 4) == 2
    assert two_level_table_pages([(0, 4 << 20), (4 << 20, 1)], 4096, 4) == 3
    assert two_level_table_pages([(0, 1 << 32)], 4096, 4) == 1025


def test_demand_paging():
    assert demand_paging_time(100, Fraction(1, 1000), 8_000_000) == Fraction(999, 10) + 8000


@given(
    st.sampled_from(["first", "next", "best", "worst"]),
    st.lists(st.integers(1, 50), min_size=1, max_size=5),
    st.lists(st.integers(1, 40), max_size=6),
)
def test_space_is_neither_lost_nor_made(policy, holes, requests):
    left = holes_after(policy, holes, requests)
    if left is None:
        assert requests
    else:
        assert sum(left) == sum(holes) - sum(requests)


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 200)), min_size=1, max_size=4))
def test_tables_agree_with_marking_every_byte(ranges):
    page, entry = 8, 2  # one table maps 8 * 4 = 32 bytes
    touched = {byte // 32 for first, length in ranges for byte in range(first, first + length)}
    assert two_level_table_pages(ranges, page, entry) == 1 + len(touched)
