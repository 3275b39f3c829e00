"""Binary search (折半查找) on positions 0..n-1 and its decision tree, with the rounding of the middle given."""

from fractions import Fraction

__all__ = ["binary_search_average", "binary_search_probes"]


def binary_search_probes(n: int, target: Fraction | float, up: bool = False) -> list[int]:
    """Positions compared when `target` is searched in the table 0, 1, ..., n-1; mid is rounded down (`up`: up)."""
    low, high = 0, n - 1
    probes = []
    while low <= high:
        mid = (low + high + up) // 2
        probes.append(mid)
        if mid == target:
            break
        low, high = (low, mid - 1) if target < mid else (mid + 1, high)
    return probes


def binary_search_average(n: int, success: bool) -> Fraction:
    """Average number of compared elements over all n successes, or over all n + 1 failing intervals."""
    targets = list(range(n)) if success else [Fraction(2 * i - 1, 2) for i in range(n + 1)]
    return Fraction(sum(len(binary_search_probes(n, target)) for target in targets), len(targets))
