import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.free_block_lists import coalesced_block_counts, coalesced_blocks


def test_small_cases() -> None:
    assert coalesced_blocks([(0, 2), (5, 1)], [(2, 3), (8, 1)]) == [(0, 6), (8, 1)]
    assert coalesced_blocks([], []) == []
    with pytest.raises(ValueError, match="overlaps"):
        coalesced_blocks([(0, 2)], [(1, 1)])


def test_counts() -> None:
    assert coalesced_block_counts(2, 1) == (1, 3)  # A B A, all touching
    assert coalesced_block_counts(3, 1) == (2, 4)
    assert coalesced_block_counts(3, 0) == (3, 3)


@given(st.integers(0, 5), st.integers(0, 5))
def test_the_least_number_is_the_difference_but_at_least_one(first: int, second: int) -> None:
    least = max(abs(first - second), min(1, first + second))
    assert coalesced_block_counts(first, second) == (least, first + second)


@given(st.lists(st.sampled_from("ab."), max_size=20))
def test_the_same_addresses_stay_free(memory: list[str]) -> None:
    owned = {name: [(i, 1) for i, owner in enumerate(memory) if owner == name] for name in "ab"}
    joined = coalesced_blocks(owned["a"], owned["b"])
    free = [address for start, size in joined for address in range(start, start + size)]
    assert free == [i for i, owner in enumerate(memory) if owner != "."]
    assert all(memory[start + size : start + size + 1] in ([], ["."]) for start, size in joined)
