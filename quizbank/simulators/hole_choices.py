"""Which hole every request of a dynamic partition scheme goes to."""

from collections.abc import Sequence

__all__ = ["hole_choices", "largest_hole"]


def hole_choices(policy: str, holes: Sequence[int], requests: Sequence[int]) -> list[tuple[int, list[int]]] | None:
    """(index of the hole taken, sizes of all holes then) for each request, or None when one cannot be served.

    The conventions are those of `holes_after`, but a used-up hole stays in the list as 0.
    """
    sizes, start, steps = list(holes), 0, []
    for request in requests:
        fitting = [i for i, size in enumerate(sizes) if size >= request]
        if not fitting:
            return None
        keys = {
            "first": lambda i: i,
            "next": lambda i, start=start: (i - start) % len(sizes),
            "best": lambda i: (sizes[i], i),
            "worst": lambda i: (-sizes[i], i),
        }
        start = min(fitting, key=keys[policy])
        sizes[start] -= request
        steps.append((start, list(sizes)))
    return steps


def largest_hole(regions: Sequence[tuple[str, int]]) -> int:
    """Size of the largest region whose owner is ""; 0 when there is none."""
    return max((size for owner, size in regions if not owner), default=0)
