from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.disjoint_sets import disjoint_set_array


def test_small_case() -> None:
    assert disjoint_set_array(4, [(0, 1), (2, 1)]) == [-3, 0, 0, -1]
    assert disjoint_set_array(4, [(0, 1), (2, 1)], by_size=False) == [2, 0, -3, -1]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=15), st.lists(st.integers(0, 9)))
def test_same_partition_as_merging_sets(unions: list[tuple[int, int]], finds: list[int]) -> None:
    groups = [{x} for x in range(10)]
    for x, y in unions:
        one, two = (next(group for group in groups if z in group) for z in (x, y))
        if one is not two:
            groups.remove(two)
            one |= two
    for by_size in (True, False):
        cells = disjoint_set_array(10, unions, tuple(finds), by_size)

        def root(x: int, cells: list[int] = cells) -> int:
            return x if cells[x] < 0 else root(cells[x])

        for group in groups:
            assert {-cells[root(x)] for x in group} == {len(group)}
            assert len({root(x) for x in group}) == 1
        assert all(cells[x] < 0 or cells[cells[x]] < 0 for x in finds)
