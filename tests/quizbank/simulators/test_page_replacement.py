import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.page_replacement import (
    enhanced_clock_victims,
    matrix_walk_faults,
    page_faults,
    page_victims,
)

CLASSIC = [7, 0, 1, 2, 0, 3, 0, 4, 2, 3, 0, 3, 2, 1, 2, 0, 1, 7, 0, 1]
BELADY = [1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5]
references = st.lists(st.integers(0, 5), max_size=25)


def test_textbook_strings():
    assert [page_faults(policy, CLASSIC, 3) for policy in ("OPT", "FIFO", "LRU")] == [9, 15, 12]
    assert (page_faults("FIFO", BELADY, 3), page_faults("FIFO", BELADY, 4)) == (9, 10)
    assert page_victims("LRU", [1, 2, 3, 1, 4, 5], 3) == [2, 3]
    assert page_victims("CLOCK", [1, 2, 3, 4, 2, 5], 3) == [1, 3]
    with pytest.raises(ValueError, match="unknown policy"):
        page_faults("MRU", [1], 1)


def test_improved_clock():
    circle = [(1, 1, 0), (2, 1, 1), (3, 0, 1), (4, 1, 0), (5, 0, 1)]
    assert enhanced_clock_victims(circle, 3, [(6, "r"), (2, "w"), (7, "w"), (8, "r")]) == [5, 4, 3]
    assert enhanced_clock_victims([(1, 1, 1), (2, 1, 0)], 0, [(3, "r")]) == [2]  # third scan
    assert enhanced_clock_victims([(1, 1, 1), (2, 1, 1)], 1, [(3, "r")]) == [2]  # fourth scan


def test_matrix():
    assert matrix_walk_faults(64, 64, 4, 1024, 8, by_column=True) == 1024
    assert matrix_walk_faults(64, 64, 4, 1024, 8, by_column=False) == 16
    assert matrix_walk_faults(64, 64, 4, 1024, 16, by_column=True) == 16


@given(references, st.integers(1, 4))
def test_optimal_is_least_and_lru_is_a_stack_algorithm(string, frames):
    least = page_faults("OPT", string, frames)
    assert all(least <= page_faults(policy, string, frames) for policy in ("FIFO", "LRU", "CLOCK"))
    assert page_faults("LRU", string, frames + 1) <= page_faults("LRU", string, frames)
    assert least >= len(set(string))


@given(references, st.integers(1, 4))
def test_clean_improved_clock_with_cleared_bits_first_replaces_in_circle_order(string, frames):
    circle = [(-1 - i, 0, 0) for i in range(frames)]
    distinct = list(dict.fromkeys(string))[:frames]
    assert enhanced_clock_victims(circle, 0, [(page, "r") for page in distinct]) == [
        -1 - i for i in range(len(distinct))
    ]
