from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.http_timing import http_page_round_trips, http_slow_start_round_trips


def test_a_page_with_ten_pictures():
    assert http_page_round_trips(10, persistent=False) == 22
    assert http_page_round_trips(10, persistent=False, parallel=5) == 6
    assert http_page_round_trips(10, persistent=True) == 12
    assert http_page_round_trips(10, persistent=True, pipelined=True) == 3


def test_slow_start_goes_on_in_a_persistent_connection():
    assert http_slow_start_round_trips([1, 2], persistent=True) == 3
    assert http_slow_start_round_trips([1, 2], persistent=False) == 5


@given(st.integers(0, 20))
def test_objects_of_one_segment_agree_with_the_simple_count(objects):
    for persistent in (True, False):
        simple = http_page_round_trips(objects, persistent)
        assert http_slow_start_round_trips([1] * (objects + 1), persistent) == simple
