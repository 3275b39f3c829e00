from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.shared_caches import invalidation_misses

ACCESSES = st.lists(st.tuples(st.sampled_from("PQ"), st.sampled_from("RW"), st.sampled_from("xy")), max_size=12)


def test_a_write_makes_the_other_reader_miss_again():
    assert invalidation_misses([("P", "R", "x"), ("Q", "R", "x"), ("P", "W", "x"), ("Q", "R", "x")]) == 3
    assert invalidation_misses([("P", "R", "x"), ("P", "W", "x"), ("P", "R", "x")]) == 1


@given(ACCESSES)
def test_agrees_with_looking_back(accesses):
    misses = 0
    for i, (processor, _, block) in enumerate(accesses):
        valid = False
        for other, kind, touched in accesses[:i]:
            if touched == block:
                valid = other == processor or (valid and kind == "R")
        misses += not valid
    assert invalidation_misses(accesses) == misses
