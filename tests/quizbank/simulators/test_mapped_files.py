from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.mapped_files import mapped_file_traffic
from quizbank.simulators.page_replacement import page_fault_steps


def test_a_run_by_hand():
    # pages 0 1 0 2: page 1 is the oldest and dirty; pages 1 and 2 need the index block once
    accesses = [(0, "r"), (4096, "w"), (5, "w"), (8192, "r")]
    assert mapped_file_traffic(accesses, 2, 1) == {
        "faults": 3,
        "victims": [(1, True)],
        "reads": 4,
        "writes": 2,
        "left": [(0, True), (2, False)],
    }
    assert mapped_file_traffic([], 2, 1)["reads"] == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("rw")), max_size=30), st.integers(1, 5))
def test_agrees_with_lru_and_writes_at_most_once_a_stay(pages, frames):
    traffic = mapped_file_traffic([(page * 4096 + 7, kind) for page, kind in pages], frames, 99)
    steps = page_fault_steps("LRU", [page for page, _ in pages], frames)
    assert traffic["faults"] == traffic["reads"] == sum(fault for _, fault, _ in steps)
    assert [page for page, _ in traffic["victims"]] == [victim for _, _, victim in steps if victim is not None]
    assert traffic["writes"] <= min(traffic["faults"], sum(kind == "w" for _, kind in pages))
