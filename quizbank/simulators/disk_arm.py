"""Order in which a disk arm serves cylinders, and how far it travels."""

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["arm_order", "arm_travel", "look_order_with_arrivals", "served_of"]


def arm_order(policy: str, start: int, requests: Sequence[int], upward: bool = True, last: int = 0) -> list[int]:
    """Cylinders in the order the arm visits them under FCFS, SSTF, SCAN, C-SCAN, LOOK or C-LOOK.

    All requests are there at the start. SCAN and C-SCAN go on to the disk's edge (cylinder 0 or `last`), which appears
    in the order although nothing is served there; C-SCAN then travels to the other edge. LOOK turns at the last request
    of its direction; C-LOOK jumps to the farthest request on the other side. SSTF ties: the lower cylinder. SCAN does
    not go to the edge when nothing is left in front of and behind the arm.
    """
    if policy == "FCFS":
        return list(requests)
    if policy == "SSTF":
        left, order, at = list(requests), [], start
        while left:
            at = min(left, key=lambda c: (abs(c - at), c))
            left.remove(at)
            order.append(at)
        return order
    ahead = sorted((c for c in requests if (c >= start if upward else c <= start)), reverse=not upward)
    behind = sorted((c for c in requests if (c < start if upward else c > start)), reverse=upward)
    front, back = (last, 0) if upward else (0, last)
    if policy == "LOOK" or not behind:
        return ahead + behind
    if policy == "C-LOOK":
        return ahead + behind[::-1]
    if policy == "SCAN":
        return ahead + ([] if ahead and ahead[-1] == front else [front]) + behind
    if policy == "C-SCAN":
        rest = behind[::-1]
        return ahead + ([] if ahead and ahead[-1] == front else [front]) + ([] if rest[0] == back else [back]) + rest
    raise ValueError(f"unknown policy {policy!r}")


def arm_travel(policy: str, start: int, requests: Sequence[int], upward: bool = True, last: int = 0) -> int:
    """Cylinders the arm crosses in all, return sweeps included."""
    path = [start, *arm_order(policy, start, requests, upward, last)]
    return sum(abs(b - a) for a, b in pairwise(path))


def served_of(path: Sequence[int], requests: Sequence[int]) -> list[int]:
    """The places of an arm's path at which something is served: without the edges of the disk that nobody asked for."""
    return [cylinder for cylinder in path if cylinder in requests]


def look_order_with_arrivals(
    start: int, upward: bool, arrivals: Sequence[tuple[int, int]], step: int = 1
) -> tuple[list[int], int]:
    """(service order, time of the last service) of LOOK while requests (time, cylinder) come in.

    The arm needs `step` time units per cylinder and serves in no time. It turns round only when no known request lies in
    its direction; a request for the cylinder it stands on is served at once; with none it stands still and keeps its
    direction.
    """
    coming = sorted(arrivals)
    pending: list[int] = []
    order: list[int] = []
    at, time = start, 0
    while coming or pending:
        while coming and coming[0][0] <= time:
            pending.append(coming.pop(0)[1])
        while at in pending:
            pending.remove(at)
            order.append(at)
        if not pending:
            if coming:
                time = coming[0][0]
            continue
        if not any(c > at if upward else c < at for c in pending):
            upward = not upward
        at += 1 if upward else -1
        time += step
    return order, time
