import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.process_control import (
    fork_paths,
    memory_after_runs,
    pcb_links_after,
    pipe_bytes_read,
    thread_model_finish,
)


def test_three_forks_make_eight_processes():
    assert len(fork_paths([("repeat", 3, [("fork", [], [])])], {})) == 8


def test_child_that_leaves_the_loop_makes_a_fan():
    program = [("repeat", 3, [("fork", [("break",)], [])])]
    assert len(fork_paths(program, {})) == 4


def test_child_and_parent_have_their_own_variables():
    program = [("fork", [("add", "x", 2)], [("add", "x", 5)]), ("if", "x", 2, [("add", "x", 10)])]
    assert sorted(p["x"] for p in fork_paths(program, {"x": 0})) == [5, 12]


def test_a_child_process_changes_only_its_copy():
    assert memory_after_runs({"x": 1}, [("process", {"x": 9}), ("thread", {"x": 3})]) == {"x": 4}


def test_queue_links():
    running, links = pcb_links_after(1, {"ready": [2, 3], "disk": []}, [("wait", "disk"), ("slice",), ("done", "disk")])
    assert (running, links) == (3, {2: 1, 1: 0})


def test_pipe_by_hand():
    assert pipe_bytes_read(4, [("write", 3), ("read", 5), ("read", 2), ("write", 9), ("read", 4)]) == ([3, 2, 4], 3)
    with pytest.raises(ValueError):
        pipe_bytes_read(4, [("write", 5), ("write", 1)])


@given(st.integers(1, 12), st.lists(st.tuples(st.booleans(), st.integers(1, 15)), max_size=12))
def test_pipe_keeps_every_byte(capacity, wishes):
    events, written = [], 0
    for write, number in wishes:
        try:
            pipe_bytes_read(capacity, [*events, ("write" if write else "read", number)])
        except ValueError:
            break
        events.append(("write" if write else "read", number))
        written += number if write else 0
    got, left = pipe_bytes_read(capacity, events)
    assert 0 <= left <= capacity
    assert sum(got) + left <= written


def test_threads_by_hand():
    assert thread_model_finish([[2, 5, 1], [3]], "many-to-one") == 11
    assert thread_model_finish([[2, 5, 1], [3]], "one-to-one") == 8


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_without_input_output_the_models_are_alike(bursts):
    threads = [[b] for b in bursts]
    assert thread_model_finish(threads, "one-to-one") == thread_model_finish(threads, "many-to-one") == sum(bursts)
