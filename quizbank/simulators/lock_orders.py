"""Orders of requests and deadlock: cycles of lock orders, what the banker grants at most, whom to terminate."""

from collections.abc import Sequence

from quizbank.simulators.deadlock import banker_grants, deadlocked_processes

__all__ = ["banker_most_granted", "killing_ends_deadlock", "request_orders_can_deadlock"]


def request_orders_can_deadlock(orders: Sequence[str]) -> bool:
    """Whether processes that each take single-unit resources in the given order ("AB": A, then B) and keep them all
    to the end can deadlock, found by exploring every interleaving."""
    start = (0,) * len(orders)
    seen, todo = {start}, [start]
    while todo:
        state = todo.pop()
        held = {r for order, at in zip(orders, state, strict=True) if at <= len(order) for r in order[:at]}
        moved = False
        for i, (order, at) in enumerate(zip(orders, state, strict=True)):
            if at > len(order) or (at < len(order) and order[at] in held):
                continue
            moved = True
            following = (*state[:i], at + 1, *state[i + 1 :])  # len + 1: has given everything back
            if following not in seen:
                seen.add(following)
                todo.append(following)
        if not moved and any(at <= len(order) for order, at in zip(orders, state, strict=True)):
            return True
    return False


def banker_most_granted(available: int, allocation: Sequence[int], need: Sequence[int], process: int) -> int:
    """Most units of the only resource type that one request of `process` gets at once from the banker (0: none)."""
    held, wanted = [[a] for a in allocation], [[n] for n in need]
    return max(
        (k for k in range(1, available + 1) if banker_grants([available], held, wanted, process, [k])), default=0
    )


def killing_ends_deadlock(
    available: Sequence[int], allocation: Sequence[Sequence[int]], request: Sequence[Sequence[int]]
) -> list[int]:
    """The processes each of which, terminated alone (its resources go back), leaves no deadlock."""
    good = []
    for victim in range(len(allocation)):
        work = [w + a for w, a in zip(available, allocation[victim], strict=True)]
        rest = [i for i in range(len(allocation)) if i != victim]
        if not deadlocked_processes(work, [allocation[i] for i in rest], [request[i] for i in rest]):
            good.append(victim)
    return good
