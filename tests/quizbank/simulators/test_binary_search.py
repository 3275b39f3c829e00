from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.binary_search import binary_search_average, binary_search_probes


def test_textbook_eleven_elements() -> None:
    assert binary_search_average(11, True) == Fraction(33, 11)
    assert binary_search_probes(11, 3) == [5, 2, 3]
    assert binary_search_probes(10, 4, up=True) == [5, 2, 4]


@given(st.integers(1, 200))
def test_internal_and_external_path_lengths(n: int) -> None:
    inner = binary_search_average(n, True) * n
    outer = binary_search_average(n, False) * (n + 1)
    assert outer == inner + n
    assert max(len(binary_search_probes(n, i)) for i in range(n)) == n.bit_length()
