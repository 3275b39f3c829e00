from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.microprogram import micro_address_trace, micro_overlap_time


def test_operation_code_chooses_the_routine():
    table = {0: (1, ""), 1: (8, "op"), 8: (0, ""), 10: (11, ""), 11: (0, "")}
    assert micro_address_trace(table, 0, {"op": [0]}) == [0, 1, 8]
    assert micro_address_trace(table, 0, {"op": [2]}) == [0, 1, 10, 11]


def test_a_loop_takes_its_tests_in_order():
    table = {0: (4, ""), 4: (4, "end"), 6: (0, "")}
    assert micro_address_trace(table, 0, {"end": [0, 0, 2]}) == [0, 4, 4, 4, 6]


def test_overlap_by_hand():
    assert micro_overlap_time(20, 30, [False, False]) == 80
    assert micro_overlap_time(20, 30, [True, False]) == 100
    assert micro_overlap_time(30, 20, [False, False]) == 80  # reading is slower: 30 + 30 + 20


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 12))
def test_overlap_lies_between_serial_and_the_slower_part(read, execute, count):
    assert micro_overlap_time(read, execute, [True] * count) == count * (read + execute)
    assert micro_overlap_time(read, execute, [False] * count) == read + execute + (count - 1) * max(read, execute)
