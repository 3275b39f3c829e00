"""Frames on one link: NRZI levels, code distance, ambiguous SR windows, go-back-N in time, bytes on an Ethernet."""

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations

__all__ = [
    "code_minimum_distance",
    "ethernet_line_bytes",
    "gbn_arrivals",
    "nrzi_bits",
    "nrzi_levels",
    "sr_mistaken_frames",
]


def nrzi_levels(bits: str, before: str) -> str:
    """One level (H or L) for each bit: a change at the start of a bit means 0, none means 1."""
    levels, level = [], before
    for bit in bits:
        if bit == "0":
            level = "L" if level == "H" else "H"
        levels.append(level)
    return "".join(levels)


def nrzi_bits(levels: str, before: str) -> str:
    """The bits of an NRZI waveform; conventions as in `nrzi_levels`."""
    return "".join("1" if now == last else "0" for last, now in zip(before + levels, levels, strict=False))


def code_minimum_distance(words: Sequence[str]) -> int:
    """The smallest number of places in which two different code words differ."""
    return min(sum(a != b for a, b in zip(x, y, strict=True)) for x, y in combinations(words, 2))


def sr_mistaken_frames(send_window: int, receive_window: int, bits: int) -> list[int]:
    """Old frames that a selective-repeat receiver takes for new ones.

    The sender has sent frames 0 .. send_window - 1, all arrived, all acknowledgements were lost, all are sent again.
    """
    expected = {number % 2**bits for number in range(send_window, send_window + receive_window)}
    return [number for number in range(send_window) if number in expected]


def gbn_arrivals(
    frames: int, window: int, frame_time: int, propagation: int, lost: Collection[int], timeouts: Mapping[int, int]
) -> list[int]:
    """When the go-back-N receiver accepts frames 0, 1, ... (not reduced modulo anything), in whole time units.

    The sender sends whenever its window lets it; the receiver acknowledges a frame the moment it is complete, with
    an acknowledgement of no length, cumulatively; `lost` holds positions of transmissions (0 = first) that get lost;
    `timeouts`: time -> frame whose timer runs out then, and from which everything already sent is sent again.
    """
    accepted: list[int] = []
    events: list[tuple[int, str, int]] = []  # (time, "arrive" or "ack", frame)
    base = following = count = free = now = 0
    while len(accepted) < frames:
        due = [event for event in events if event[0] == now]
        for time, kind, number in due:  # grows while it is walked when there is no propagation delay
            if kind == "ack":
                base = max(base, number)
                continue
            if number == len(accepted):
                accepted.append(time)
            (events if propagation else due).append((time + propagation, "ack", len(accepted)))
        if now in timeouts and timeouts[now] >= base:
            following = timeouts[now]
        following = max(following, base)
        if free <= now and following < min(frames, base + window):
            if count not in lost:
                events.append((now + frame_time + propagation, "arrive", following))
            count += 1
            free = now + frame_time
            following += 1
        now += 1
        if now > 100_000:
            raise ValueError("the frames never arrive; a timeout is missing")
    return accepted


def ethernet_line_bytes(ip_bytes: int, preamble: int = 8, gap: int = 12) -> int:
    """Byte times that one IP packet occupies on an Ethernet: preamble, header 14, data padded to 46, FCS 4, gap."""
    if not 0 < ip_bytes <= 1500:
        raise ValueError("an Ethernet frame holds at most 1500 bytes of data")
    return preamble + 14 + max(46, ip_bytes) + 4 + gap
