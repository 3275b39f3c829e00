import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.external_sorting import merge_pass_count
from quizbank.simulators.merge_planning import least_memory_for_one_merge, merge_sort_plan


def test_small_plan() -> None:
    # 40 blocks, memory 5: 8 runs; one buffer each and one for the output: 4 ways; 8 -> 2 -> 1
    assert merge_sort_plan(40, 5, 1, 1) == (8, 4, 2, 240)
    assert merge_sort_plan(5, 5, 1, 1) == (1, 4, 0, 10)
    with pytest.raises(ValueError, match="too small"):
        merge_sort_plan(40, 2, 1, 1)


def test_least_memory() -> None:
    assert least_memory_for_one_merge(30, 1, 1) == 6  # 5 runs, 5 ways; with 5 blocks 6 runs, 4 ways


@given(st.integers(1, 500), st.integers(1, 3), st.integers(1, 3), st.integers(0, 30))
def test_passes_agree_and_the_least_is_the_least(blocks: int, per_run: int, output: int, more: int) -> None:
    start = 2 * per_run + output
    runs, ways, passes, transfers = merge_sort_plan(blocks, start + more, per_run, output)
    assert passes == merge_pass_count(runs, ways)
    assert transfers == 2 * blocks * (passes + 1)
    least = least_memory_for_one_merge(blocks, per_run, output)
    assert (passes <= 1) == (start + more >= least)
