"""Disjoint sets (并查集) in one array: a root holds minus the number of its elements, any other cell its parent."""

__all__ = ["disjoint_set_array"]


def disjoint_set_array(
    n: int, unions: list[tuple[int, int]], finds: tuple[int, ...] = (), by_size: bool = True
) -> list[int]:
    """The array after the unions, then the finds with path compression.

    `unions` look up both roots without path compression; the root of the smaller set is hung below the other root,
    at equal sizes (or with `by_size` False) the root of the second below that of the first.
    """
    parent = [-1] * n

    def root(x: int) -> int:
        while parent[x] >= 0:
            x = parent[x]
        return x

    for x, y in unions:
        a, b = root(x), root(y)
        if a == b:
            continue
        if by_size and -parent[a] < -parent[b]:
            a, b = b, a
        parent[a] += parent[b]
        parent[b] = a
    for x in finds:
        top = root(x)
        while x != top:
            parent[x], x = top, parent[x]
    return parent
