from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.disk_arm import arm_order, arm_travel, look_order_with_arrivals, served_of

QUEUE = [98, 183, 37, 122, 14, 124, 65, 67]
cylinders = st.lists(st.integers(0, 199), min_size=1, max_size=8)


def test_textbook_queue():
    assert arm_travel("FCFS", 53, QUEUE) == 640
    assert arm_travel("SSTF", 53, QUEUE) == 236
    assert arm_travel("SCAN", 53, QUEUE, upward=False, last=199) == 236
    assert arm_travel("LOOK", 53, QUEUE, upward=False) == 208
    assert arm_travel("C-SCAN", 53, QUEUE, upward=True, last=199) == 382
    assert arm_travel("C-LOOK", 53, QUEUE, upward=True) == 322
    assert arm_order("C-LOOK", 53, QUEUE, upward=True) == [65, 67, 98, 122, 124, 183, 14, 37]


def test_requests_that_come_while_the_arm_moves():
    arrivals = [(0, 60), (0, 90), (0, 30), (0, 45), (15, 55), (20, 80), (52, 100)]
    assert look_order_with_arrivals(50, True, arrivals) == ([60, 80, 90, 55, 45, 30, 100], 170)
    assert look_order_with_arrivals(10, True, [(5, 8)]) == ([8], 7)


@given(st.integers(0, 199), cylinders, st.booleans())
def test_look_with_everything_at_the_start_is_look(start, requests, upward):
    order, time = look_order_with_arrivals(start, upward, [(0, c) for c in requests])
    assert order == arm_order("LOOK", start, requests, upward)
    assert time == arm_travel("LOOK", start, requests, upward)


@given(st.integers(0, 199), cylinders, st.booleans())
def test_every_policy_serves_every_request(start, requests, upward):
    for policy in ("FCFS", "SSTF", "SCAN", "C-SCAN", "LOOK", "C-LOOK"):
        order = arm_order(policy, start, requests, upward, last=199)
        assert set(requests) <= set(order) <= set(requests) | {0, 199}
    assert arm_travel("LOOK", start, requests, upward) <= arm_travel("SCAN", start, requests, upward, last=199)


def test_edges_that_nobody_asked_for_are_not_served():
    assert arm_order("SCAN", 50, [60, 20], upward=True, last=99) == [60, 99, 20]
    assert served_of([60, 99, 20], [60, 20]) == [60, 20]
    assert served_of([60, 99, 20], [60, 20, 99]) == [60, 99, 20]
