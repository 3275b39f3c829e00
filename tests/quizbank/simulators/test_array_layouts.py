import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.array_layouts import array_offset, reread_matrix, same_place_elements, skew_packed_place
from quizbank.simulators.packed_matrix import packed_index


def test_offsets_by_hand() -> None:
    assert array_offset([6, 8], [3, 5], "row") == 29
    assert array_offset([6, 8], [3, 5], "column") == 33


@given(st.integers(1, 5), st.integers(1, 5), st.integers(1, 5), st.data())
def test_offsets_follow_the_formula(a: int, b: int, c: int, data: st.DataObject) -> None:
    i, j, k = (data.draw(st.integers(0, n - 1)) for n in (a, b, c))
    assert array_offset([a, b, c], [i, j, k], "row") == (i * b + j) * c + k
    assert array_offset([a, b, c], [i, j, k], "column") == i + a * (j + b * k)


@given(st.integers(1, 9), st.integers(1, 9))
def test_same_places_follow_the_equation(rows: int, columns: int) -> None:
    expected = [(i, j) for i in range(rows) for j in range(columns) if i * (columns - 1) == j * (rows - 1)]
    assert same_place_elements(rows, columns) == expected


@given(st.integers(1, 6), st.integers(1, 6))
def test_reading_the_other_way_transposes(rows: int, columns: int) -> None:
    matrix = [[(i, j) for j in range(columns)] for i in range(rows)]
    assert reread_matrix(matrix, columns, rows) == [list(column) for column in zip(*matrix, strict=True)]


@given(st.integers(2, 9), st.data())
def test_skew_matrix_is_a_triangle_one_row_higher(n: int, data: st.DataObject) -> None:
    row = data.draw(st.integers(2, n))
    column = data.draw(st.integers(1, row - 1))
    assert skew_packed_place(n, row, column) == (1, packed_index(n - 1, row - 1, column, "lower", "row", 0))
    assert skew_packed_place(n, column, row, 1) == (-1, skew_packed_place(n, row, column, 1)[1])
    with pytest.raises(ValueError, match="diagonal"):
        skew_packed_place(n, row, row)
