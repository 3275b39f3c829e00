from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.storage_media import flash_page_updates, interleaved_track_time


def test_reading_a_track():
    assert interleaved_track_time([0, 1, 2, 3], 2, 0) == 8
    assert interleaved_track_time([0, 1, 2, 3], 2, 1) == 3 * 10 + 3
    assert interleaved_track_time([0, 2, 1, 3], 2, 1) == 14 + 2 + 1  # begin at 0, 4, 10, 14
    assert interleaved_track_time([0, 1], Fraction(1, 2), 0) == 1


@given(st.permutations(range(1, 6)), st.integers(1, 4), st.integers(0, 9))
def test_track_by_ticks(rest, sector_time, work):
    layout = [0, *rest]
    wanted, tick, busy_until = 0, 0, 0
    while wanted < len(layout):
        at_start = tick % sector_time == 0 and layout[tick // sector_time % len(layout)] == wanted
        if at_start and tick >= busy_until:
            busy_until = tick + sector_time + work
            wanted += 1
        tick += 1
    assert interleaved_track_time(layout, sector_time, work) == busy_until


def test_updates_and_reclaiming():
    assert flash_page_updates([[0, 1], [None, None]], [0, 0]) == (2, 0, 0)
    assert flash_page_updates([[0, 1], [None, None]], [0, 1, 0]) == (3, 1, 0)
    assert flash_page_updates([[0, 1], [2, None]], [0, 1]) == (3, 1, 1)
    with pytest.raises(ValueError, match="invalid"):
        flash_page_updates([[0, 1]], [0])


@given(st.lists(st.integers(0, 5), max_size=20))
def test_what_is_written(updates):
    written, erased, carried = flash_page_updates([[0, 1, 2, 3], [4, 5, None, None], [None] * 4], updates)
    assert written == len(updates) + carried
    assert 12 - 6 + 4 * erased - written >= 0  # no place is written twice without an erasure
