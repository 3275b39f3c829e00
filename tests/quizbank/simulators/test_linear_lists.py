from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.linear_lists import linked_every_second_to_front, rotate_left_by_reversals


def test_every_second_node_goes_to_the_front() -> None:
    assert linked_every_second_to_front([1, 2, 3, 4]) == [4, 2, 1, 3]
    assert linked_every_second_to_front([7]) == [7]
    assert linked_every_second_to_front([]) == []


@given(st.lists(st.integers()))
def test_every_second_node_as_slices(values: list[int]) -> None:
    assert linked_every_second_to_front(values) == values[1::2][::-1] + values[::2]


@given(st.lists(st.integers(), min_size=1), st.data())
def test_three_reversals_rotate(values: list[int], data: st.DataObject) -> None:
    places = data.draw(st.integers(0, len(values)))
    rotated, exchanges = rotate_left_by_reversals(values, places)
    assert rotated == values[places:] + values[:places]
    assert exchanges == places // 2 + (len(values) - places) // 2 + len(values) // 2
