"""Packed storage of special matrices (特殊矩阵的压缩存储): the index is found by laying out every kept element."""

__all__ = ["packed_index"]


def packed_index(n: int, row: int, column: int, kept: str, order: str, base: int, first: int = 1) -> int:
    """Index in the one-dimensional array of element (`row`, `column`) of an n x n matrix.

    `kept`: "lower" or "upper" triangle with the diagonal, or "tridiagonal". `order`: "row" or "column" first.
    `base` is the index of the array's first element, `first` that of rows and columns. An element that is not kept
    in a triangle is looked up at its mirror place (symmetric matrix); outside a tridiagonal band it is a ValueError.
    """
    keeps = {
        "lower": lambda i, j: i >= j,
        "upper": lambda i, j: i <= j,
        "tridiagonal": lambda i, j: abs(i - j) <= 1,
    }[kept]
    if not keeps(row, column):
        if kept == "tridiagonal":
            raise ValueError("outside the band")
        row, column = column, row
    places = range(first, first + n)
    if order == "row":
        layout = [(i, j) for i in places for j in places if keeps(i, j)]
    else:
        layout = [(i, j) for j in places for i in places if keeps(i, j)]
    return base + layout.index((row, column))
