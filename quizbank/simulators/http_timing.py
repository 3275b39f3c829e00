"""Round trips until a page is complete over HTTP; only round trips count, DNS and transmission time do not."""

from collections.abc import Sequence

from quizbank.simulators.tcp_windows import tcp_slow_start_rounds

__all__ = ["http_page_round_trips", "http_slow_start_round_trips"]


def http_page_round_trips(objects: int, persistent: bool, pipelined: bool = False, parallel: int = 1) -> int:
    """Round trips for a base page and then `objects` small objects on the same server.

    A TCP connection costs 1 round trip (the request travels with the last segment of the handshake), a request and its
    answer 1. Non-persistent: one connection for each object, at most `parallel` at a time.
    """
    if persistent:
        return 2 + (min(objects, 1) if pipelined else objects)
    return 2 + 2 * -(-objects // parallel)


def http_slow_start_round_trips(segments: Sequence[int], persistent: bool) -> int:
    """Round trips to fetch objects of that many segments one after the other, each connection in slow start from 1 MSS.

    Persistent: one connection for all, cwnd goes on growing. Otherwise a new connection (1 round trip) for each one.
    """
    total, cwnd = (1 if persistent else 0), 1
    for count in segments:
        if not persistent:
            total, cwnd = total + 1, 1
        rounds, cwnd = tcp_slow_start_rounds(count, cwnd)
        total += rounds
    return total
