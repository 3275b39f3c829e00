"""Transport layer: which socket gets a segment, what UDP delivers after loss, cumulative ACKs, smoothed round-trip time.

A UDP socket is found by the destination port alone. A TCP segment goes to the connection of its source address, source
port and destination port; a SYN that meets a listening socket makes a new connection. UDP neither orders nor repeats:
a datagram arrives whole or, when one of its IP fragments is lost, not at all. A TCP receiver keeps what comes early
and answers every segment with the number of the first byte still missing.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction

from quizbank.simulators.ipv4 import ipv4_fragments

__all__ = ["cumulative_ack_numbers", "port_demultiplex", "smoothed_rtt", "udp_bytes_delivered"]

_UDP_HEADER, _IP_HEADER = 8, 20


def port_demultiplex(
    udp_ports: Collection[int],
    listening: Collection[int],
    connected: Iterable[tuple[str, int, int]],
    arrivals: Sequence[tuple[str, str, int, int]],
) -> tuple[dict[int, int], dict[int, int]]:
    """(UDP port -> datagrams delivered, TCP port -> sockets with that local port, the listening one included).

    `connected`: (source address, source port, own port); `arrivals`: (kind "udp", "syn" or "data", source address,
    source port, own port). Every handshake that a SYN begins is completed at once.
    """
    delivered = dict.fromkeys(udp_ports, 0)
    connections = set(connected)
    for kind, address, port, own in arrivals:
        if kind == "udp":
            if own in delivered:
                delivered[own] += 1
        elif kind == "syn":
            if own in listening:
                connections.add((address, port, own))
        elif kind != "data":
            raise ValueError(f"unknown kind {kind!r}")
    sockets = dict.fromkeys(listening, 1)
    for _, _, own in connections:
        sockets[own] = sockets.get(own, 0) + 1
    return delivered, sockets


def udp_bytes_delivered(messages: Sequence[int], mtu: int, lost: Collection[int]) -> int:
    """Bytes the receiving application gets of messages sent as one UDP datagram each.

    `lost`: places 1, 2, ... of the IP packets (fragments count) that are lost among all that are sent.
    """
    total = sent = 0
    for size in messages:
        count = len(ipv4_fragments(size + _UDP_HEADER + _IP_HEADER, [mtu]))
        places = range(sent + 1, sent + count + 1)
        sent += count
        if not any(place in lost for place in places):
            total += size
    return total


def cumulative_ack_numbers(first_byte: int, arrivals: Sequence[tuple[int, int]]) -> list[int]:
    """The acknowledgement number after each arriving segment (sequence number, data bytes)."""
    expected, kept, answers = first_byte, [], []
    for number, size in arrivals:
        kept.append((number, size))
        for start, length in sorted(kept):
            if start <= expected:
                expected = max(expected, start + length)
        answers.append(expected)
    return answers


def smoothed_rtt(start: Fraction | int, samples: Sequence[Fraction | int | None], alpha: Fraction) -> Fraction:
    """RTT_S = (1 - alpha) * old + alpha * sample for each sample; None: the segment was sent again, no sample (Karn)."""
    value = Fraction(start)
    for sample in samples:
        if sample is not None:
            value = (1 - alpha) * value + alpha * sample
    return value
