"""TCP: congestion window per round (Reno), window of a byte stream after each ACK, sequence numbers of a session."""

from collections.abc import Mapping, Sequence

__all__ = [
    "tcp_ack_number",
    "tcp_cwnd_rounds",
    "tcp_cwnd_trace",
    "tcp_send_trace",
    "tcp_session_numbers",
    "tcp_slow_start_rounds",
]


def tcp_cwnd_rounds(rounds: int, ssthresh: int, losses: Mapping[int, str]) -> list[int]:
    """cwnd (MSS) in round 1, 2, ..., `rounds`; it starts with 1 and the receiver never limits it.

    `losses`: round -> "dup" (three duplicate ACKs: ssthresh = cwnd // 2, cwnd = ssthresh, then congestion avoidance)
    or "timeout" (ssthresh = cwnd // 2, cwnd = 1, slow start), noticed in that round and felt in the next one.
    Slow start doubles cwnd per round but not beyond ssthresh; congestion avoidance adds 1 per round.
    """
    return [cwnd for cwnd, _ in tcp_cwnd_trace(rounds, ssthresh, losses)]


def tcp_cwnd_trace(rounds: int, ssthresh: int, losses: Mapping[int, str]) -> list[tuple[int, int]]:
    """(cwnd, ssthresh) during each round, by the rules of `tcp_cwnd_rounds`."""
    windows, cwnd = [], 1
    for number in range(1, rounds + 1):
        windows.append((cwnd, ssthresh))
        loss = losses.get(number)
        if loss is None:
            cwnd = min(2 * cwnd, ssthresh) if cwnd < ssthresh else cwnd + 1
            continue
        ssthresh = max(cwnd // 2, 2)
        cwnd = ssthresh if loss == "dup" else 1
    return windows


def tcp_ack_number(expected: int, received: Sequence[tuple[int, int]]) -> int:
    """The acknowledgement number after these segments (first byte, data bytes) when byte `expected` was awaited.

    Cumulative: the number of the first byte that is missing; segments out of order are kept.
    """
    for first, size in sorted(received):
        if first <= expected < first + size:
            expected = first + size
    return expected


def tcp_slow_start_rounds(segments: int, cwnd: int = 1) -> tuple[int, int]:
    """(round trips to send that many segments in slow start, cwnd when all of them are acknowledged).

    One ACK for each segment, each adds 1 MSS to cwnd; threshold and receiver window are large.
    """
    rounds = 0
    while segments > 0:
        sent = min(cwnd, segments)
        segments -= sent
        cwnd += sent
        rounds += 1
    return rounds, cwnd


def tcp_send_trace(mss: int, cwnd: int, rwnd: int, acks: Sequence[tuple[int, int]], first_byte: int = 1) -> list[int]:
    """Bytes newly sent at the start and after each ACK by a sender in slow start that always has data.

    `cwnd` and `rwnd` in bytes at the start; each ack is (acknowledgement number, new rwnd) and, when it acknowledges
    new data, adds one MSS to cwnd. The sender may use min(cwnd, rwnd) bytes from the acknowledgement number on.
    """
    base = following = first_byte
    sent = []
    for step in range(len(acks) + 1):
        if step:
            number, rwnd = acks[step - 1]
            if number > base:
                base = number
                cwnd += mss
        limit = base + min(cwnd, rwnd)
        new = max(0, limit - following)
        following += new
        sent.append(new)
    return sent


def tcp_session_numbers(
    client_isn: int, server_isn: int, steps: Sequence[tuple[str, str, int]]
) -> list[tuple[str, str, int, int, int]]:
    """(side, kind, seq, ack, data bytes) of the segments after the handshake, one for each step.

    `steps`: (side "client" or "server", kind "data", "ack" or "fin", data bytes). The SYN used one number on each
    side, each data byte uses one, a FIN one more; everything sent earlier by the other side has arrived in order.
    """
    following = {"client": client_isn + 1, "server": server_isn + 1}
    segments = []
    for side, kind, size in steps:
        other = "server" if side == "client" else "client"
        segments.append((side, kind, following[side], following[other], size))
        following[side] += size + (kind == "fin")
    return segments
