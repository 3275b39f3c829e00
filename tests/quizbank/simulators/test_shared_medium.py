import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.ethernet_switching import switch_frames
from quizbank.simulators.shared_medium import (
    cdma_bits,
    cdma_signal,
    chip_product,
    csma_ca_starts,
    lan_heard_by,
    radio_successes,
)

HOSTS = {"A": "S1", "B": "S1", "C": "S2", "D": "S2", "E": "S2"}


def test_orthogonal_chips():
    a, b = [1, 1, -1, -1], [1, -1, -1, 1]
    assert (chip_product(a, b), chip_product(a, a), chip_product(a, [-x for x in a])) == (0, 1, -1)
    assert (chip_product(a, [0, 2, 0, -2]), chip_product(b, [0, 2, 0, -2])) == (1, -1)


def test_exposed_stations_may_send_and_hidden_ones_collide():
    line = [("A", "B"), ("B", "C"), ("C", "D")]
    assert radio_successes(line, [("B", "A"), ("C", "D")]) == [True, True]
    assert radio_successes(line, [("A", "B"), ("C", "D")]) == [False, True]
    assert radio_successes(line, [("A", "B"), ("B", "C")]) == [False, True]


def test_the_counter_rests_while_the_medium_is_busy():
    assert csma_ca_starts({"A": 3, "B": 7, "C": 5}, 50, 20, 350) == {"A": 110, "C": 550, "B": 990}
    with pytest.raises(ValueError, match="collide"):
        csma_ca_starts({"A": 2, "B": 2}, 50, 20, 350)


@given(st.sets(st.integers(0, 30), min_size=1, max_size=6))
def test_a_station_waits_for_its_own_slots_and_for_everyone_before_it(counters):
    starts = csma_ca_starts({str(c): c for c in counters}, 50, 20, 350)
    for rank, counter in enumerate(sorted(counters)):
        assert starts[str(counter)] == 50 + counter * 20 + rank * (350 + 50)


def test_a_hub_repeats_to_everyone_and_a_switch_filters():
    kinds = {"S": "switch", "H": "hub", "A": "host", "B": "host", "C": "host"}
    links = [("S", "H"), ("H", "A"), ("H", "B"), ("S", "C")]
    assert lan_heard_by(kinds, links, [("A", "B"), ("B", "A"), ("C", "*")]) == [["B", "C"], ["A"], ["A", "B"]]


def test_a_moved_host_is_lost_until_the_switch_hears_it():
    kinds = {"S1": "switch", "S2": "switch", "A": "host", "B": "host", "C": "host"}
    links = [("S1", "S2"), ("S1", "A"), ("S1", "B"), ("S2", "C")]
    events = [("A", "*"), ("move", "A", "S2"), ("B", "A"), ("A", "*"), ("B", "A")]
    assert lan_heard_by(kinds, links, events) == [["B", "C"], [], ["B", "C"], ["A"]]


@given(st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE*")).filter(lambda f: f[0] != f[1])))
def test_switches_agree_with_the_other_simulator(frames):
    kinds = {"S1": "switch", "S2": "switch", **dict.fromkeys(HOSTS, "host")}
    heard = lan_heard_by(kinds, [("S1", "S2"), *((s, h) for h, s in HOSTS.items())], frames)
    assert heard == switch_frames({h: (s, 1) for h, s in HOSTS.items()}, [("S1", "S2")], frames)["received"]


def test_code_division():
    a, b, c = [1, 1, 1, 1], [1, -1, 1, -1], [1, 1, -1, -1]
    signal = cdma_signal([a, b], ["10", "-1"])
    assert signal == [1, 1, 1, 1, 0, -2, 0, -2]
    assert [cdma_bits(chips, signal) for chips in (a, b, c)] == ["10", "-1", "--"]
    with pytest.raises(ValueError):
        cdma_bits([1, 1, 1, -1], signal)
