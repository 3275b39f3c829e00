from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.nested_interrupts import interrupt_completions

NAMES = "ABCD"


def masks_for(priority):
    """Mask words (bits in the order ABCD) that give this processing priority, highest first."""
    return {a: "".join("1" if priority.index(a) <= priority.index(b) else "0" for b in NAMES) for a in NAMES}


def test_a_later_higher_request_nests():
    masks = {"A": "11", "B": "01"}
    assert interrupt_completions("AB", masks, [(0, "B"), (5, "A")], 10) == [("A", 15), ("B", 20)]


def test_a_masked_request_waits():
    masks = {"A": "11", "B": "11"}
    assert interrupt_completions("AB", masks, [(0, "B"), (5, "A")], 10) == [("B", 10), ("A", 20)]


def test_nothing_happens_between_two_requests():
    assert interrupt_completions("AB", masks_for_two(), [(3, "A"), (50, "B")], 10) == [("A", 13), ("B", 60)]


def masks_for_two():
    return {"A": "11", "B": "01"}


@given(st.sampled_from(list(permutations(NAMES))), st.permutations(NAMES))
def test_simultaneous_requests_end_by_processing_priority(priority, arrival):
    ended = interrupt_completions(NAMES, masks_for(priority), [(0, source) for source in arrival], 10)
    assert [source for source, _ in ended] == list(priority)


@given(st.sampled_from(list(permutations(NAMES))), st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_the_highest_is_never_delayed_and_no_time_is_lost(priority, times):
    requests = list(zip(times, NAMES, strict=True))
    ended = dict(interrupt_completions(NAMES, masks_for(priority), requests, 10))
    assert ended[priority[0]] == dict(zip(NAMES, times, strict=True))[priority[0]] + 10
    assert max(ended.values()) <= max(times) + 40
