import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.cpu_scheduling import multiprogram_cpu_use
from quizbank.simulators.system_basics import (
    active_partition_start,
    batch_finish_times,
    fewest_layers,
    linked_address,
    stdio_write_calls,
)

STEPS = st.lists(st.tuples(st.sampled_from(["CPU", "D"]), st.integers(1, 6)), min_size=1, max_size=4)


def test_library_output():
    assert stdio_write_calls(4, [("put", 3), ("flush", 0), ("flush", 0)]) == 1
    assert stdio_write_calls(4, [("put", 8), ("close", 0)]) == 2
    assert stdio_write_calls(4, [("put", 9), ("close", 0)]) == 3
    assert stdio_write_calls(4, [("put", 3)]) == 0


def test_modules_follow_each_other():
    lengths = {"A": 100, "B": 50}
    assert linked_address(lengths, "A", 7) == 7
    assert linked_address(lengths, "B", 7) == 107
    with pytest.raises(ValueError, match="outside"):
        linked_address(lengths, "B", 50)
    with pytest.raises(ValueError, match="no module"):
        linked_address(lengths, "C", 0)


def test_one_place_in_memory_is_serial():
    assert batch_finish_times([[("CPU", 2), ("D", 3)], [("CPU", 4)]], 1) == [5, 9]
    assert batch_finish_times([[("CPU", 2), ("D", 3)], [("CPU", 4)]], 2) == [5, 6]


@given(st.lists(STEPS, min_size=1, max_size=4))
def test_room_for_all_is_plain_multiprogramming(jobs):
    ends = batch_finish_times(jobs, len(jobs))
    assert max(ends) == multiprogram_cpu_use(jobs)[1]
    total = sum(length for job in jobs for _, length in job)
    assert batch_finish_times(jobs, 1)[-1] == total


def test_layers():
    assert fewest_layers(["AB", "BC", "AC"]) == 3
    assert fewest_layers(["AB", "CB"]) == 2
    assert fewest_layers(["AB", "BA"]) is None


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda e: e[0] < e[1]), min_size=1))
def test_layers_are_the_longest_chain(edges):
    def chain(module: int) -> int:
        return 1 + max((chain(b) for a, b in edges if a == module), default=0)

    calls = ["ABCDEF"[a] + "ABCDEF"[b] for a, b in edges]
    assert fewest_layers(calls) == max(chain(a) for a, _ in edges)


def test_active_partition():
    idle, active = "00" * 16, "80 00 00 00 83 00 00 00 02 01 00 00 05 00 00 00"
    assert active_partition_start([idle, active, idle, idle]) == 0x102
    assert active_partition_start([idle] * 4) is None
