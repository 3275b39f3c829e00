from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.memory_structures import (
    buffered_fifo_io,
    instruction_page_faults,
    mapped_file_io,
    paged_access_mean,
    partition_regions,
    segment_access_result,
    smallest_page_for_levels,
    working_set_pages,
)
from quizbank.simulators.page_replacement import page_faults


def test_a_released_partition_joins_both_neighbours():
    regions = [("", 10), ("A", 20), ("", 30), ("B", 5)]
    assert partition_regions("first", regions, [("free", "A")]) == [("", 60), ("B", 5)]
    assert partition_regions("first", regions, [("free", "A")], merge=False) == [("", 10), ("", 20), ("", 30), ("B", 5)]


def test_the_policies_choose_different_holes():
    regions = [("", 50), ("A", 1), ("", 20), ("B", 1), ("", 90)]
    assert partition_regions("first", regions, [("alloc", "C", 20)])[0] == ("C", 20)
    assert partition_regions("best", regions, [("alloc", "C", 20)])[2] == ("C", 20)
    assert partition_regions("worst", regions, [("alloc", "C", 20)])[4:] == [("C", 20), ("", 70)]
    assert partition_regions("first", regions, [("alloc", "C", 91)]) is None


@given(st.lists(st.integers(1, 40), min_size=1, max_size=8), st.sampled_from(["first", "best", "worst"]))
def test_allocating_and_freeing_everything_gives_one_hole(sizes, policy):
    events = [("alloc", f"P{i}", size) for i, size in enumerate(sizes)]
    full = partition_regions(policy, [("", 400)], events)
    assert sum(size for _, size in full) == 400
    assert partition_regions(policy, full, [("free", f"P{i}") for i in range(len(sizes))]) == [("", 400)]


def test_page_sizes_for_levels():
    assert smallest_page_for_levels(32, 4, 2) == 4096
    assert smallest_page_for_levels(40, 8, 2) == 65536
    assert smallest_page_for_levels(48, 8, 4) == 4096


def test_mean_access_time_of_the_handbook():
    assert paged_access_mean(Fraction(9, 10), 10, 100, 1) == 120


def test_segment_checks():
    table = [(6000, 500, "r"), (100, 16, "rw")]
    assert segment_access_result(table, 320, 12, "r") == 6320
    assert segment_access_result(table, 500, 12, "r") == "length"
    assert segment_access_result(table, 320, 12, "w") == "right"
    assert segment_access_result(table, 2 << 12, 12, "r") == "segment"


def test_an_instruction_begins_once_more_than_it_faults():
    assert instruction_page_faults(4096, [(4094, 6), (8190, 4)], []) == (3, 4)
    assert instruction_page_faults(4096, [(0, 4)], [0]) == (0, 1)


def test_working_set_of_the_handbook():
    assert working_set_pages([1, 2, 1, 3, 1, 2], 4) == {1, 2, 3}


def test_mapped_pages_come_in_once_and_go_back_when_changed():
    assert mapped_file_io([("r", 0), ("w", 4096), ("w", 4097), ("r", 4098)], 4096) == (2, 1)


def test_a_page_comes_back_from_the_queue():
    # 3 pushes 1 out, 1 comes back and pushes 2 out
    assert buffered_fifo_io([1, 2], 1, [3, 1]) == (2, 1)


@given(st.lists(st.integers(1, 7), max_size=30), st.integers(1, 4), st.integers(0, 3))
def test_the_queue_changes_reads_but_not_faults(references, frames, buffers):
    resident = list(range(1, frames + 1))
    faults, reads = buffered_fifo_io(resident, buffers, references)
    assert faults == page_faults("FIFO", resident + references, frames) - frames
    assert reads <= faults
    if not buffers:
        assert reads == faults
