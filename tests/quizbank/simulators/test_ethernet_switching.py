from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ethernet_switching import switch_frames

HOSTS = {"A": ("S1", 1), "B": ("S1", 1), "C": ("S2", 1), "D": ("S2", 2)}
TRUNKS = [("S1", "S2")]


def test_learning_and_flooding():
    result = switch_frames(HOSTS, TRUNKS, [("A", "C"), ("B", "A"), ("C", "A")])
    assert result["received"] == [["B", "C"], ["A"], ["A"]]
    assert result["tables"] == {"S1": {"A": "A", "B": "B", "C": "S2"}, "S2": {"A": "S1", "C": "C"}}


def test_no_frame_leaves_its_vlan():
    assert switch_frames(HOSTS, TRUNKS, [("A", "*"), ("D", "*"), ("D", "A")])["received"] == [["B", "C"], [], []]


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("ABC")).filter(lambda f: f[0] != f[1]), max_size=12))
def test_the_destination_always_gets_its_frame(frames):
    received = switch_frames(HOSTS, TRUNKS, frames)["received"]
    assert all(destination in hosts for (_, destination), hosts in zip(frames, received, strict=True))
