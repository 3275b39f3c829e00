from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.exception_return import saved_return_addresses, vector_table_entry

PROGRAM = {0: "plain", 4: "syscall", 8: "plain"}


def test_each_kind_returns_to_its_place():
    assert saved_return_addresses(PROGRAM, 0, [0], []) == [("fault", 0), ("trap", 8)]
    assert saved_return_addresses(PROGRAM, 0, [], [0]) == [("interrupt", 4), ("trap", 8)]


def test_a_request_waits_for_the_service_program():
    assert saved_return_addresses(PROGRAM, 0, [0], [0]) == [("fault", 0), ("interrupt", 0), ("trap", 8)]
    assert saved_return_addresses(PROGRAM, 0, [], [4]) == [("trap", 8), ("interrupt", 8)]


@given(st.sets(st.sampled_from([0, 4, 8])), st.sets(st.sampled_from([0, 4, 8])))
def test_every_event_is_answered_once(faults, requests):
    causes = [cause for cause, _ in saved_return_addresses(PROGRAM, 0, faults, requests)]
    assert causes.count("fault") == len(faults)
    assert causes.count("interrupt") == len(requests)
    assert causes.count("trap") == 1


def test_vector_in_both_byte_orders():
    memory = {0x70 + i: byte for i, byte in enumerate([0x34, 0x12, 0, 0])}
    assert vector_table_entry(memory, 0, 0x1C) == (0x70, 0x1234)
    assert vector_table_entry(memory, 0, 0x1C, order="big") == (0x70, 0x34120000)
