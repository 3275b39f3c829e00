import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.linked_runs import pointer_walk, ring_removals, static_list_after, two_speed_meeting

LINE = {"a": {"next": "b"}, "b": {"next": "c"}, "c": {"next": None}, "x": {"next": None}}


def test_assignments_insert_a_node() -> None:
    run = ["s->next = p->next", "p->next = s"]
    assert pointer_walk(LINE, {"p": "a", "s": "x", "h": "a"}, run, "h", "next") == ["a", "x", "b", "c"]
    wrong = pointer_walk(LINE, {"p": "a", "s": "x", "h": "a"}, run[::-1], "h", "next")
    assert wrong == ["a", "x"]  # x points to itself
    assert LINE["a"]["next"] == "b"


def test_assignments_may_cut_and_may_not_follow_an_empty_link() -> None:
    assert pointer_walk(LINE, {"p": "b"}, ["p->next = NULL"], "p", "next") == ["b"]
    with pytest.raises(ValueError, match="empty"):
        pointer_walk(LINE, {"p": "c"}, ["p = p->next->next"], "p", "next")
    with pytest.raises(ValueError, match="empty"):
        pointer_walk(LINE, {"p": "c"}, ["p->next->next = p"], "p", "next")


def test_static_list_reuses_the_freed_cell_first() -> None:
    links = [2, 4, 3, -1, 5, -1]
    cursor, order = static_list_after(links, {2: "A", 3: "B"}, 0, 1, [("delete", "A"), ("after", "B", "C")])
    assert (cursor, order) == ([3, 4, -1, 2, 5, -1], ["B", "C"])
    with pytest.raises(ValueError, match="free"):
        static_list_after([2, -1, -1], {2: "A"}, 0, 1, [("after", "A", "B")])


def test_two_speeds_meet_by_hand() -> None:
    assert two_speed_meeting(5, 3, 1, 2) == (4, 3)  # 2 3, 3 5, 4 4
    assert two_speed_meeting(4, 1, 1, 3) == (3, 2)  # 2 4, 3 3


@given(st.integers(1, 12), st.integers(1, 12), st.integers(1, 4))
def test_meeting_is_where_the_distance_is_whole_turns(tail: int, ring: int, more: int) -> None:
    node, rounds = two_speed_meeting(tail + ring, tail + 1, 1, 1 + more)
    first = next(k for k in range(1, 1000) if k >= tail and k * more % ring == 0)
    assert rounds == first
    assert node == tail + 1 + (first - tail) % ring


@given(st.integers(1, 9), st.lists(st.integers(0, 12), max_size=9))
def test_ring_is_a_queue_whose_first_goes_to_the_end(n: int, turns: list[int]) -> None:
    names = "abcdefghi"[:n]
    queue, gone = list(names), ""
    for turn in turns[:n]:
        for _ in range(turn):
            queue.append(queue.pop(0))
        gone += queue.pop(0)
    assert ring_removals(names, turns[:n]) == gone
