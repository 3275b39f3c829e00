"""Where the elements of arrays lie (多维数组与特殊矩阵的存储), found by laying the elements out one by one."""

from collections.abc import Sequence
from itertools import product

__all__ = ["array_offset", "reread_matrix", "same_place_elements", "skew_packed_place"]


def array_offset(sizes: Sequence[int], subscripts: Sequence[int], order: str) -> int:
    """How many elements lie before the one at `subscripts` (from 0). `order` "row": the last subscript changes fastest;
    "column": the first does."""
    if order == "row":
        return list(product(*map(range, sizes))).index(tuple(subscripts))
    return list(product(*map(range, reversed(sizes)))).index(tuple(reversed(subscripts)))


def same_place_elements(rows: int, columns: int) -> list[tuple[int, int]]:
    """The elements (subscripts from 0) that lie at the same place by rows and by columns."""
    by_rows = [(i, j) for i in range(rows) for j in range(columns)]
    by_columns = [(i, j) for j in range(columns) for i in range(rows)]
    return [left for left, right in zip(by_rows, by_columns, strict=True) if left == right]


def reread_matrix(matrix: Sequence[Sequence], rows: int, columns: int) -> list[list]:
    """A matrix stored by rows, its memory read as a matrix of `rows` x `columns` stored by columns."""
    memory = [value for row in matrix for value in row]
    if len(memory) != rows * columns:
        raise ValueError("another number of elements")
    return [[memory[j * rows + i] for j in range(columns)] for i in range(rows)]


def skew_packed_place(n: int, row: int, column: int, base: int = 0) -> tuple[int, int]:
    """Skew-symmetric matrix (反对称矩阵), subscripts from 1, the part strictly below the diagonal stored by rows.

    Returns (sign, index): the element is sign times the stored one. On the diagonal, which is 0, raises ValueError.
    """
    if row == column:
        raise ValueError("the diagonal is 0 and not stored")
    kept = [(i, j) for i in range(1, n + 1) for j in range(1, i)]
    if row > column:
        return 1, base + kept.index((row, column))
    return -1, base + kept.index((column, row))
