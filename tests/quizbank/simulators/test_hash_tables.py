from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.hash_tables import (
    chained_average,
    hash_average_failure,
    hash_average_success,
    hash_search_probes,
    hash_table,
)

keys_strategy = st.lists(st.integers(0, 300), unique=True, min_size=1, max_size=10)


def test_linear_and_quadratic_probing() -> None:
    assert hash_table([7, 14, 21], 7, 7) == [7, 14, 21, None, None, None, None]
    assert hash_table([7, 14, 21], 7, 7, "quadratic") == [7, 14, None, None, None, None, 21]
    assert hash_average_success([7, 14, 21], 7, 7) == 2
    assert hash_average_failure([7, 14, 21], 7, 7) == Fraction(4 + 3 + 2 + 4, 7)


def test_a_deleted_key_is_passed() -> None:
    assert hash_search_probes([7, 14, 21], 7, 7, 21, deleted=(14,)) == [0, 1, 2]
    assert hash_search_probes([7, 14, 21], 7, 7, 14, deleted=(14,)) == [0, 1, 2, 3]


def test_chaining() -> None:
    assert chained_average([7, 14, 21, 1], 7, True) == Fraction(7, 4)
    assert chained_average([7, 14, 21, 1], 7, False) == Fraction(4, 7)


@given(keys_strategy, st.integers(5, 11), st.integers(11, 15))
def test_linear_probing_agrees_with_single_searches(keys: list[int], p: int, size: int) -> None:
    cells = hash_table(keys, p, size)
    assert sorted(key for key in cells if key is not None) == sorted(keys)
    for key in keys:
        assert cells[hash_search_probes(keys, p, size, key)[-1]] == key
    absent = [next(x for x in range(1000 * p, 1001 * p) if x % p == value) for value in range(p)]
    total = sum(len(hash_search_probes(keys, p, size, x)) for x in absent)
    assert hash_average_failure(keys, p, size) == Fraction(total, p)


@given(keys_strategy)
def test_order_does_not_change_linear_success_average(keys: list[int]) -> None:
    assert hash_average_success(keys, 11, 11) == hash_average_success(keys[::-1], 11, 11)
