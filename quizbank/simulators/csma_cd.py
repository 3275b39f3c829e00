"""CSMA/CD on a shared cable: when two stations notice a collision, the shortest frame and the back-off window."""

from fractions import Fraction

__all__ = ["backoff_choices", "collision_bits_sent", "shortest_frame_bits"]

Number = int | str | Fraction


def collision_bits_sent(rate: int, propagation: Number, second_start: Number) -> tuple[int, int]:
    """Bits that the first and the second of two stations have sent when each of them notices the collision.

    The first starts at time 0, the second at `second_start` < `propagation` (s, one way). A station notices the
    collision at the moment in which the other's first bit arrives; the jam signal is not counted.
    """
    delay, start = Fraction(propagation), Fraction(second_start)
    if not 0 <= start < delay:
        raise ValueError("the second station would have heard the first one")
    return int(rate * (start + delay)), int(rate * (delay - start))


def shortest_frame_bits(rate: int, propagation: Number) -> Fraction:
    """The frame must last at least one round trip: 2 · propagation · rate."""
    return 2 * Fraction(propagation) * rate


def backoff_choices(collisions: int) -> int:
    """How many waiting times binary exponential back-off offers after that many collisions: 2**min(k, 10)."""
    if not 1 <= collisions <= 16:
        raise ValueError("a frame is given up after 16 collisions")
    return 2 ** min(collisions, 10)
