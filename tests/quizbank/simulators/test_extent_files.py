from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.extent_files import bitmap_free_runs, extent_allocation, extent_lookup, extents_read_ms


def test_a_bitmap_by_hand():
    # 1011 0000 0111 1110
    runs = bitmap_free_runs([0xB0, 0x7E], 8)
    assert runs == [(1, 1), (4, 5), (15, 1)]
    assert extent_allocation(runs, 6, "longest") == [(4, 5), (1, 1)]
    assert extent_allocation(runs, 3, "longest") == [(4, 3)]
    assert extent_allocation(runs, 3, "first") == [(1, 1), (4, 2)]


def test_lookup_and_time_by_hand():
    extents = [(4, 5), (1, 1)]
    assert [extent_lookup(extents, block) for block in range(6)] == [4, 5, 6, 7, 8, 1]
    # 6000 turns a minute: 10 ms a turn, 0.1 ms a block
    assert extents_read_ms(extents, 4, 6000, 100) == 2 * (4 + 5) + Fraction(6, 10)
    with pytest.raises(ValueError, match="beyond"):
        extent_lookup(extents, 6)


def test_what_cannot_be_given():
    with pytest.raises(ValueError, match="1 blocks too few"):
        extent_allocation([(0, 2)], 3, "first")
    with pytest.raises(ValueError, match="unknown policy"):
        extent_allocation([(0, 2)], 1, "best")


@given(st.lists(st.integers(0, 255), min_size=1, max_size=6))
def test_the_runs_cover_exactly_the_free_blocks(words):
    runs = bitmap_free_runs(words, 8)
    covered = [block for start, length in runs for block in range(start, start + length)]
    assert covered == [b for b in range(8 * len(words)) if not words[b // 8] >> (7 - b % 8) & 1]
    if covered:
        for policy in ("longest", "first"):
            extents = extent_allocation(runs, len(covered), policy)
            assert sorted(extent_lookup(extents, block) for block in range(len(covered))) == covered
