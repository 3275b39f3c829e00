from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.semaphore_runs import (
    precedence_semaphores,
    readers_writers_finish,
    semaphore_values_when_stuck,
)


def test_stuck_values_by_hand():
    programs = ["P(a) P(b) V(b) V(a)", "P(b) V(a)", "P(a)"]
    # 0 takes a and blocks on b; 1 blocks on b; 2 blocks on a
    assert semaphore_values_when_stuck(programs, {"a": 1, "b": 0}, [0, 1, 2]) == ({"a": -1, "b": -2}, [0, 1, 2])


def test_a_signal_wakes_the_first_waiter():
    assert semaphore_values_when_stuck(["P(s)", "P(s)", "V(s)"], {"s": 0}, [0, 1, 2]) == ({"s": -1}, [1])


@given(st.integers(0, 5), st.integers(0, 6), st.integers(0, 6))
def test_value_is_initial_less_p_plus_v(initial, takers, givers):
    programs = ["P(s)"] * takers + ["V(s)"] * givers
    values, blocked = semaphore_values_when_stuck(programs, {"s": initial}, range(len(programs)))
    assert values["s"] == initial - takers + givers
    assert len(blocked) == max(0, -values["s"])


def test_precedence_by_hand():
    # a->c across, a->b inside, b->c across; a->c follows from a->b->c
    edges = [("a", "b"), ("b", "c"), ("a", "c")]
    assert precedence_semaphores(edges, [["a", "b"], ["c"]]) == (1, 2, 2)
    assert precedence_semaphores(edges, [["a"], ["b"], ["c"]]) == (2, 3, 2)


@given(st.sets(st.sampled_from([(a, b) for a in "abcde" for b in "abcde" if a < b])))
def test_one_statement_per_process_needs_the_transitive_reduction(edges):
    def orders(pairs):
        return {p for p in permutations("abcde") if all(p.index(a) < p.index(b) for a, b in pairs)}

    needed, across, left = precedence_semaphores(sorted(edges), [[x] for x in "abcde"])
    # an edge is superfluous exactly when the orders allowed by the rest already keep it
    everything = orders(edges)
    assert needed == left == sum(orders(edges - {edge}) != everything for edge in edges)
    assert across == len(edges)


def test_readers_and_writers_by_hand():
    arrivals = [("R1", 0), ("W1", 1), ("R2", 3)]
    assert readers_writers_finish(arrivals, 4, 2, False) == {"R1": 4, "R2": 7, "W1": 9}
    assert readers_writers_finish(arrivals, 4, 2, True) == {"R1": 4, "W1": 6, "R2": 10}


@given(st.lists(st.sampled_from("RW"), min_size=1, max_size=6), st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_writers_are_alone(kinds, read, write, fair):
    arrivals = [(f"{kind}{i}", i) for i, kind in enumerate(kinds)]
    finish = readers_writers_finish(arrivals, read, write, fair)
    assert set(finish) == {name for name, _ in arrivals}
    spans = {name: (end - (read if name[0] == "R" else write), end) for name, end in finish.items()}
    assert all(spans[name][0] >= time for name, time in arrivals)
    for a, (start, end) in spans.items():
        for b, (other, other_end) in spans.items():
            if a != b and "W" in a[0] + b[0]:
                assert end <= other or other_end <= start
