from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.cpu_dispatch import private_queue_finish, round_robin_capacity, round_robin_with_devices
from quizbank.simulators.cpu_scheduling import cpu_finish_times


def test_capacity_by_hand():
    # 4/(4+1) = 80 %, a round is 5n <= 50
    assert round_robin_capacity(1, "4/5", 50) == (4, 10)


def test_private_queues_by_hand():
    queues = [[("A", 4), ("B", 2), ("C", 3)], [("D", 1)]]
    assert private_queue_finish(queues, "") == {"A": 4, "B": 6, "C": 9, "D": 1}
    assert private_queue_finish(queues, "tail", 2) == {"A": 4, "B": 6, "C": 6, "D": 1}
    assert private_queue_finish(queues, "head") == {"A": 4, "B": 3, "C": 6, "D": 1}


def test_one_cpu_serves_its_queue_in_order():
    assert private_queue_finish([[("A", 3), ("B", 4)]]) == {"A": 3, "B": 7}


def test_devices_by_hand():
    # A 0-2, B 2-4, A waits for its device from 2 to 5, B 4-6, A 6-7
    assert round_robin_with_devices([("A", [2, 3, 1]), ("B", [4])], 2) == {"A": (7, 1), "B": (6, 2)}


@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.integers(1, 4))
def test_without_devices_it_is_plain_round_robin(bursts, quantum):
    names = [f"P{i}" for i in range(len(bursts))]
    jobs = [(name, 0, burst) for name, burst in zip(names, bursts, strict=True)]
    expected = cpu_finish_times("RR", jobs, quantum)
    found = round_robin_with_devices([(name, [burst]) for name, _, burst in jobs], quantum)
    assert {name: end for name, (end, _) in found.items()} == expected
    assert all(waited == expected[name] - burst for (name, _, burst) in jobs for waited in [found[name][1]])


@given(
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(1, 6)).map(list), min_size=1, max_size=4),
    st.integers(1, 4),
)
def test_turnaround_is_cpu_device_and_waiting(times, quantum):
    found = round_robin_with_devices([(f"P{i}", t) for i, t in enumerate(times)], quantum)
    assert all(found[f"P{i}"][0] == sum(t) + found[f"P{i}"][1] for i, t in enumerate(times))
