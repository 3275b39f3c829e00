"""What happens along a path of links: bits under way, headers per layer, fair shares, and repeated frames; exact."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

__all__ = ["bits_on_link", "expected_link_frames", "layered_pdus", "max_min_rates"]

Number = int | str | Fraction


def bits_on_link(
    packet_bits: int, rates: Sequence[int], propagation: Sequence[Number], link: int, time: Number
) -> Fraction:
    """Bits of one packet that are travelling on link `link` (from 0) at `time`: sent into it, not yet arrived.

    The source starts at time 0; every node between two links stores the whole packet before it forwards it at once.
    """
    start = sum((Fraction(packet_bits, rates[i]) + Fraction(propagation[i]) for i in range(link)), Fraction(0))

    def passed(since: Fraction) -> Fraction:
        return min(Fraction(packet_bits), max(Fraction(0), since * rates[link]))

    elapsed = Fraction(time) - start
    return passed(elapsed) - passed(elapsed - Fraction(propagation[link]))


def layered_pdus(data_bytes: int, layers: Sequence[tuple[int, int]]) -> list[int]:
    """Lengths of the PDUs of the lowest layer.

    `layers` from the top: (control information in each PDU, longest PDU). A layer cuts every single SDU that is too
    long into PDUs as full as possible; it never joins several SDUs in one PDU.
    """
    units = [data_bytes]
    for header, longest in layers:
        room = longest - header
        if room <= 0:
            raise ValueError("a PDU must hold more than its header")
        units = [min(room, unit - begin) + header for unit in units for begin in range(0, unit, room)]
    return units


def max_min_rates(flows: Mapping[str, Sequence[str]], capacity: Mapping[str, int]) -> dict[str, Fraction]:
    """Max-min fair rates: `flows` gives the links of every flow, `capacity` the rate of every link (one direction)."""
    rates: dict[str, Fraction] = {}
    left = {link: Fraction(rate) for link, rate in capacity.items()}
    while waiting := [name for name in flows if name not in rates]:
        share = {link: left[link] / users for link in left if (users := sum(link in flows[name] for name in waiting))}
        tightest = min(share, key=lambda link: share[link])
        rate = share[tightest]
        for name in waiting:
            if tightest in flows[name]:
                rates[name] = rate
                for link in flows[name]:
                    left[link] -= rate
    return rates


def expected_link_frames(success: Sequence[Number], per_link: bool) -> Fraction:
    """Mean number of frames sent on all links until one packet has reached the far end.

    `success`: chance of each link to deliver a frame. `per_link`: every link repeats its own frames; otherwise a lost
    packet is sent again by the source from the first link on. Acknowledgements cost nothing and are never lost.
    """
    chances = [Fraction(chance) for chance in success]
    if per_link:
        return sum((1 / chance for chance in chances), Fraction(0))
    mean = Fraction(0)
    for chance in chances:
        mean = (mean + 1) / chance  # reach the link, try it, and begin again at the source when it fails
    return mean
