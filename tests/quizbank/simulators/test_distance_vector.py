import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.distance_vector import (
    distance_vector_rounds,
    rip_changed_entries,
    rip_update,
    table_distances,
    vector_from_neighbours,
)

names = st.sampled_from(["N1", "N2", "N3", "N4"])


def test_the_four_cases_of_an_update():
    table = {"N1": (6, "A"), "N2": (3, "C"), "N3": (9, "F"), "N4": (4, "E"), "N5": (4, "F")}
    message = {"N2": 6, "N3": 5, "N4": 3, "N5": 7, "N6": 2}
    assert rip_update(table, "C", message) == {
        "N1": (6, "A"), "N2": (7, "C"), "N3": (6, "C"), "N4": (4, "E"), "N5": (4, "F"), "N6": (3, "C"),
    }  # fmt: skip
    assert rip_changed_entries(table, "C", message) == ["N2", "N3", "N6"]


def test_an_unreachable_network_is_not_added_but_can_be_marked():
    assert rip_update({}, "B", {"N1": 15}) == {}
    assert rip_update({"N1": (3, "B")}, "B", {"N1": 16}) == {"N1": (16, "B")}


def test_good_news_travels_one_hop_a_round():
    rows = distance_vector_rounds([("X", "Y"), ("Y", "Z")], {"X": 1}, {"X": 1, "Y": 16, "Z": 16}, 2)
    assert rows == [{"X": 1, "Y": 16, "Z": 16}, {"X": 1, "Y": 2, "Z": 16}, {"X": 1, "Y": 2, "Z": 3}]


def test_bad_news_travels_slowly():
    rows = distance_vector_rounds([("X", "Y")], {}, {"X": 16, "Y": 2}, 20)
    assert [tuple(row.values()) for row in rows[:4]] == [(16, 2), (3, 16), (16, 4), (5, 16)]
    assert rows[20] == {"X": 16, "Y": 16}


@given(
    st.dictionaries(names, st.tuples(st.integers(1, 16), st.sampled_from("BCD"))),
    st.dictionaries(names, st.integers(1, 16)),
)
def test_an_update_is_stable_and_never_worse_than_other_routes(table, message):  # fmt: skip
    once = rip_update(table, "B", message)
    assert rip_update(once, "B", message) == once
    assert all(once[n][0] <= table[n][0] for n in table if table[n][1] != "B")


@given(st.integers(2, 7))
def test_a_line_settles_at_its_distances(length):
    links = [(str(i), str(i + 1)) for i in range(length - 1)]
    rows = distance_vector_rounds(links, {"0": 1}, {str(i): 16 for i in range(length)}, length)
    assert rows[-1] == {str(i): i + 1 for i in range(length)}


def test_a_vector_from_two_neighbours():
    vectors = {"B": {"A": 3, "B": 0, "D": 7}, "C": {"A": 2, "C": 0, "B": 9, "D": 4}}
    table = vector_from_neighbours("A", {"B": 3, "C": 5}, vectors)
    assert table == {"A": (0, "-"), "B": (3, "B"), "C": (5, "C"), "D": (9, "C")}
    assert table_distances(table, ["D", "B"]) == [9, 3]
    with pytest.raises(ValueError):
        vector_from_neighbours("A", {"B": 3, "C": 6}, vectors)
