"""Multiple interrupts with mask words: when each service program ends."""

from collections.abc import Mapping, Sequence

__all__ = ["interrupt_completions"]


def interrupt_completions(
    order: Sequence[str], masks: Mapping[str, str], requests: Sequence[tuple[int, str]], service: int
) -> list[tuple[str, int]]:
    """(source, end time) of every service program, in the order of their ends.

    `order` is the response priority, highest first, and the order of the bits in each mask word (1 = masked). Requests
    are (time, source). Responding takes no time, interrupts are enabled again at once with the mask of the new service
    program, every service program needs `service`, and the interrupted program's mask returns when a nested one ends.
    The main program masks nothing. A request at the moment another program ends is seen right after that end.
    """
    coming = sorted(requests)
    pending: list[str] = []
    stack: list[list] = []  # [source, remaining time]
    ended: list[tuple[str, int]] = []
    now = 0
    while coming or pending or stack:
        while coming and coming[0][0] <= now:
            pending.append(coming.pop(0)[1])
        mask = masks[stack[-1][0]] if stack else "0" * len(order)
        allowed = [source for source, bit in zip(order, mask, strict=True) if bit == "0" and source in pending]
        if allowed:
            pending.remove(allowed[0])
            stack.append([allowed[0], service])
            continue
        if not stack:
            now = coming[0][0]
            continue
        until = now + stack[-1][1]
        stop = min(until, coming[0][0]) if coming else until
        stack[-1][1] -= stop - now
        now = stop
        if not stack[-1][1]:
            ended.append((stack.pop()[0], now))
    return ended
