"""Hash tables (散列表) with H(key) = key mod p: placing, searching, average search lengths.

Average search lengths count compared cells; a failing search counts the empty cell (open addressing) that ends it.
For failures every hash value 0..p-1 is equally likely.
"""

from fractions import Fraction

__all__ = ["chained_average", "hash_average_failure", "hash_average_success", "hash_search_probes", "hash_table"]


def _probe(start: int, i: int, size: int, probing: str) -> int:
    if probing == "linear":
        return (start + i) % size
    step = (i + 1) // 2  # quadratic: 0, +1, -1, +4, -4, ...
    return (start + (step * step if i % 2 else -step * step)) % size


def hash_table(keys: list[int], p: int, size: int, probing: str = "linear") -> list[int | None]:
    """The cells after inserting the keys in order; `probing` is "linear" or "quadratic" (0, +1, -1, +4, -4, ...)."""
    cells: list[int | None] = [None] * size
    for key in keys:
        places = (_probe(key % p, i, size, probing) for i in range(2 * size))
        cells[next(place for place in places if cells[place] is None)] = key
    return cells


def hash_search_probes(
    keys: list[int], p: int, size: int, wanted: int, deleted: tuple[int, ...] = (), probing: str = "linear"
) -> list[int]:
    """Cells compared while `wanted` is searched; keys in `deleted` left a mark behind that is compared and passed."""
    cells = hash_table(keys, p, size, probing)
    probes = []
    for i in range(2 * size):
        place = _probe(wanted % p, i, size, probing)
        probes.append(place)
        if cells[place] is None or (cells[place] == wanted and wanted not in deleted):
            break
    return probes


def hash_average_success(keys: list[int], p: int, size: int, probing: str = "linear") -> Fraction:
    """Average number of compared cells over all stored keys."""
    total = sum(len(hash_search_probes(keys, p, size, key, (), probing)) for key in keys)
    return Fraction(total, len(keys))


def hash_average_failure(keys: list[int], p: int, size: int) -> Fraction:
    """Average number of compared cells, linear probing, over the p possible hash values; the empty cell counts."""
    cells = hash_table(keys, p, size)
    total = 0
    for start in range(p):
        i = 0
        while cells[(start + i) % size] is not None:
            i += 1
            if i == size:
                raise ValueError("the table is full")
        total += i + 1
    return Fraction(total, p)


def chained_average(keys: list[int], p: int, success: bool) -> Fraction:
    """Chaining: average number of compared keys; the null pointer at the end of a chain does not count."""
    lengths = [sum(key % p == value for key in keys) for value in range(p)]
    if success:
        return Fraction(sum(length * (length + 1) // 2 for length in lengths), len(keys))
    return Fraction(sum(lengths), p)
