import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.packed_matrix import packed_index


@given(st.integers(1, 15), st.data())
def test_textbook_formulas(n: int, data: st.DataObject) -> None:
    i = data.draw(st.integers(1, n))
    j = data.draw(st.integers(1, i))
    assert packed_index(n, i, j, "lower", "row", 0) == i * (i - 1) // 2 + j - 1
    assert packed_index(n, j, i, "lower", "row", 0) == i * (i - 1) // 2 + j - 1
    assert packed_index(n, j, i, "upper", "row", 0) == (j - 1) * (2 * n - j + 2) // 2 + i - j
    assert packed_index(n, i, j, "lower", "column", 1) == packed_index(n, j, i, "upper", "row", 1)
    if i - j <= 1:
        assert packed_index(n, i, j, "tridiagonal", "row", 0) == 2 * i + j - 3


def test_outside_the_band() -> None:
    with pytest.raises(ValueError, match="band"):
        packed_index(5, 1, 3, "tridiagonal", "row", 0)
