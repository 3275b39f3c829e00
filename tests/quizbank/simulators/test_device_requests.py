import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.device_requests import (
    cached_block_io,
    devices_with_free_path,
    fewest_burst_buffers,
    nonblocking_reads,
)
from quizbank.simulators.page_replacement import page_faults


def test_calls_that_find_nothing():
    assert nonblocking_reads([(15, 10)], 10, 10, 10) == (1, 20)
    assert nonblocking_reads([(5, 10)], 10, 4, 10) == (0, 30)
    with pytest.raises(ValueError, match="never"):
        nonblocking_reads([(5, 10)], 10, 4, 11)


def test_bursts():
    assert fewest_burst_buffers([0, 1, 2], 10) == 3
    assert fewest_burst_buffers([0, 10, 20], 10) == 1
    assert fewest_burst_buffers([0, 9, 18], 10) == 2


@given(st.lists(st.integers(0, 60), min_size=1, max_size=10), st.integers(1, 9))
def test_bursts_by_ticks(arrivals, service):
    queue: list[int] = []
    most = 0
    for tick in range(200):
        if queue:
            queue[0] -= 1
            if not queue[0]:
                queue.pop(0)
        queue += [service] * arrivals.count(tick)
        most = max(most, len(queue))
    assert fewest_burst_buffers(arrivals, service) == most


def test_delayed_writing():
    assert cached_block_io(1, ["W1", "R2"]) == (1, 1, [])
    assert cached_block_io(1, ["P1", "S", "R2"]) == (2, 1, [])
    assert cached_block_io(2, ["R1", "W2", "W2"]) == (1, 0, [2])


@given(st.lists(st.integers(1, 5), max_size=20), st.integers(1, 4))
def test_reading_alone_is_lru_paging(blocks, buffers):
    reads, writes, changed = cached_block_io(buffers, [f"R{b}" for b in blocks])
    assert (reads, writes, changed) == (page_faults("LRU", blocks, buffers), 0, [])
    assert cached_block_io(buffers, [f"P{b}" for b in blocks])[0] == reads


def test_paths():
    above = {"D1": ["C1"], "D2": ["C1", "C2"], "C1": ["H1"], "C2": ["H2"]}
    assert devices_with_free_path(above, "D1 D2", []) == ["D1", "D2"]
    assert devices_with_free_path(above, "D1 D2", ["C1"]) == ["D2"]
    assert devices_with_free_path(above, "D1 D2", ["C1", "H2"]) == []
    assert devices_with_free_path(above, "D1 D2", ["D1"]) == ["D2"]
