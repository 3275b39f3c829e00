"""Delays of packet switching (分组交换): store-and-forward over a chain of links, in exact fractions."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["circuit_switching_seconds", "packets_for_message", "store_and_forward_seconds"]

Number = int | str | Fraction


def packets_for_message(message_bytes: int, packet_bytes: int, header_bytes: int) -> int:
    """Packets needed when every packet is at most `packet_bytes` long, its header included."""
    payload = packet_bytes - header_bytes
    if payload <= 0:
        raise ValueError("a packet must hold more than its header")
    return -(-message_bytes // payload)


def store_and_forward_seconds(
    packet_bits: Sequence[int], rates: Sequence[int], propagation: Sequence[Number] = ()
) -> Fraction:
    """Time from the first bit sent by the source until the last packet has arrived completely at the destination.

    `rates` (bit/s) and `propagation` (s, as a number or a text like "0.002") are per link from source to destination;
    a router forwards a packet as soon as it has all of it and its outgoing link is free; nodes add no other delay.
    """
    delays = [Fraction(p) for p in propagation] or [Fraction(0)] * len(rates)
    if len(delays) != len(rates):
        raise ValueError("one propagation delay for each link is needed")
    ready = [Fraction(0)] * len(packet_bits)  # when each packet lies completely at the current node
    for rate, delay in zip(rates, delays, strict=True):
        free = Fraction(0)
        for number, bits in enumerate(packet_bits):
            free = max(free, ready[number]) + Fraction(bits, rate)
            ready[number] = free + delay
    return ready[-1]


def circuit_switching_seconds(bits: int, rate: int, setup: Number, propagation: Sequence[Number]) -> Fraction:
    """Time to set up a circuit, send all bits at `rate` without a stop and let the last one travel over every link.

    `setup` is the whole set-up time in seconds; `propagation` holds one delay (s) for each link; release is not counted.
    """
    return Fraction(setup) + Fraction(bits, rate) + sum((Fraction(delay) for delay in propagation), Fraction(0))
