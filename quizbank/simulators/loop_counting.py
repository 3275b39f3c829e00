"""How often the innermost statement of a loop nest runs (语句频度)."""

__all__ = ["halving_recursion_steps", "halving_stride_steps"]


def halving_stride_steps(n: int) -> int:
    """Runs of the body of ``for (i = n; i >= 1; i /= 2) for (j = 1; j <= n; j += i)``, with integer division."""
    count = 0
    i = n
    while i >= 1:
        count += len(range(1, n + 1, i))
        i //= 2
    return count


def halving_recursion_steps(n: int) -> int:
    """Loop runs of ``f(n)`` that loops n times, then calls ``f(n / 2)`` twice, and does nothing for n <= 1."""
    return 0 if n <= 1 else n + 2 * halving_recursion_steps(n // 2)
