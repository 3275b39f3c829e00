from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.concurrency import (
    lock_protocol_faults,
    mesa_lowest_count,
    race_final_values,
    semaphore_outputs,
)


def two(entry, exit_):
    """The same protocol for processes 0 and 1; names ending in i or j are the own and the other one's."""

    def text(word, i):
        return word.replace("fi", f"f{i}").replace("fj", f"f{1 - i}")

    def number(value, i):
        return {"i": i, "j": 1 - i}.get(value, value)

    programs = []
    for i in (0, 1):
        program = []
        for step in [*entry, ("critical",), *exit_]:
            if step[0] == "set":
                program.append(("set", text(step[1], i), number(step[2], i)))
            elif step[0] == "while":
                program.append(("while", [(text(name, i), number(value, i)) for name, value in step[1]]))
            else:
                program.append(step)
        programs.append(program)
    return programs


ZERO = {"f0": 0, "f1": 0, "turn": 0}


def test_textbook_lock_protocols():
    peterson = two([("set", "fi", 1), ("set", "turn", "j"), ("while", [("fj", 1), ("turn", "j")])], [("set", "fi", 0)])
    own_turn = two([("set", "fi", 1), ("set", "turn", "i"), ("while", [("fj", 1), ("turn", "j")])], [("set", "fi", 0)])
    flag_first = two([("set", "fi", 1), ("while", [("fj", 1)])], [("set", "fi", 0)])
    check_first = two([("while", [("fj", 1)]), ("set", "fi", 1)], [("set", "fi", 0)])
    assert lock_protocol_faults(peterson, ZERO) == []
    assert lock_protocol_faults(own_turn, ZERO) == ["mutual exclusion"]
    assert lock_protocol_faults(flag_first, ZERO) == ["deadlock"]
    assert lock_protocol_faults(check_first, ZERO) == ["mutual exclusion"]


def test_races():
    assert race_final_values(0, [[("+", 1)], [("+", 1)]]) == {1, 2}
    assert race_final_values(1, [[("+", 1), ("+", 1)], [("*", 2)]]) == {2, 3, 4, 5, 6}
    assert race_final_values(5, [[("-", 2)]]) == {3}


def test_semaphores_order_and_get_stuck():
    assert semaphore_outputs(["P(s) A", "B V(s)"], {"s": 0}) == {"BA"}
    assert semaphore_outputs(["P(x) P(y) A V(y) V(x)", "P(y) P(x) B V(x) V(y)"], {"x": 1, "y": 1}) == {"AB", "BA", "!"}


def test_if_lets_the_count_go_negative_but_while_does_not():
    assert mesa_lowest_count("if", 2, 1) == -1
    assert mesa_lowest_count("if", 1, 1) == 0
    assert mesa_lowest_count("while", 2, 1) == 0


@given(st.integers(0, 5), st.lists(st.tuples(st.sampled_from("+-*"), st.integers(1, 4)), min_size=1, max_size=3))
def test_serial_results_are_among_the_racing_ones(initial, statements):
    reached = race_final_values(initial, [[one] for one in statements])
    for order in permutations(statements):
        x = initial
        for op, n in order:
            x = {"+": x + n, "-": x - n, "*": x * n}[op]
        assert x in reached


@given(st.integers(1, 3), st.integers(1, 3))
def test_counting_semaphore_bounds_the_lead(slots, rounds):
    for text in semaphore_outputs(
        ["P(e) A V(f) " * rounds, "P(f) B V(e) " * rounds],
        {"e": slots, "f": 0},
    ):
        lead = 0
        for letter in text:
            lead += 1 if letter == "A" else -1
            assert 0 <= lead <= slots + 1  # the printed B precedes its V(e)
        assert not text.endswith("!")


@given(st.integers(1, 3), st.integers(0, 3))
def test_while_never_takes_from_an_empty_buffer(consumers, items):
    assert mesa_lowest_count("while", consumers, items) == 0
