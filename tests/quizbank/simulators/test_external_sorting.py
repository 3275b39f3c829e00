from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.external_sorting import merge_pass_count, replacement_selection_runs


def test_small_runs() -> None:
    assert replacement_selection_runs([5, 3, 4, 1, 2], 2) == [[3, 4, 5], [1, 2]]
    assert merge_pass_count(1, 4) == 0
    assert merge_pass_count(17, 4) == 3


@given(st.lists(st.integers(0, 99), max_size=40), st.integers(1, 6))
def test_runs_are_sorted_and_long_enough(values: list[int], places: int) -> None:
    runs = replacement_selection_runs(values, places)
    assert all(run == sorted(run) for run in runs)
    assert sorted(x for run in runs for x in run) == sorted(values)
    assert all(len(run) >= places for run in runs[:-1])
    if values == sorted(values):
        assert len(runs) == (1 if values else 0)


@given(st.integers(1, 2000), st.integers(2, 8))
def test_passes_are_a_logarithm(runs: int, ways: int) -> None:
    passes = merge_pass_count(runs, ways)
    assert ways**passes >= runs
    assert passes == 0 or ways ** (passes - 1) < runs
