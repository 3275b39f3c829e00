"""The network allocation vector (NAV) of IEEE 802.11 with RTS/CTS; all times in one unit, propagation neglected."""

__all__ = ["exchange_timeline", "nav_after_cts", "nav_after_rts"]


def exchange_timeline(sifs: int, rts: int, cts: int, data: int, ack: int) -> dict[str, tuple[int, int]]:
    """Start and end of RTS, CTS, DATA and ACK; time 0 is the start of the RTS, and a SIFS stands between two frames."""
    timeline, now = {}, 0
    for name, length in (("RTS", rts), ("CTS", cts), ("DATA", data), ("ACK", ack)):
        timeline[name] = (now, now + length)
        now += length + sifs
    return timeline


def nav_after_rts(sifs: int, cts: int, data: int, ack: int) -> int:
    """How long a station that heard the RTS stays silent: from the end of the RTS to the end of the ACK."""
    timeline = exchange_timeline(sifs, 0, cts, data, ack)
    return timeline["ACK"][1] - timeline["RTS"][1]


def nav_after_cts(sifs: int, data: int, ack: int) -> int:
    """How long a station that heard only the CTS stays silent: from the end of the CTS to the end of the ACK."""
    timeline = exchange_timeline(sifs, 0, 0, data, ack)
    return timeline["ACK"][1] - timeline["CTS"][1]
