"""Sliding-window protocols (滑动窗口): utilisation, sequence-number bits and sender traces of GBN and SR."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

__all__ = [
    "gbn_sent_frames",
    "sequence_bits_for_window",
    "sliding_window_trace",
    "sr_sent_frames",
    "window_for_utilization",
    "window_utilization",
]

Number = int | str | Fraction


def window_utilization(window: int, frame_time: Number, propagation: Number, ack_time: Number = 0) -> Fraction:
    """Share of the time in which the sender transmits: min(1, W·Tf / (Tf + 2·Tp + Ta)). No errors; same time unit."""
    frame = Fraction(frame_time)
    cycle = frame + 2 * Fraction(propagation) + Fraction(ack_time)
    return min(Fraction(1), window * frame / cycle)


def window_for_utilization(goal: Number, frame_time: Number, propagation: Number, ack_time: Number = 0) -> int:
    """The smallest sending window that reaches the utilisation `goal`; conventions as in `window_utilization`."""
    frame = Fraction(frame_time)
    cycle = frame + 2 * Fraction(propagation) + Fraction(ack_time)
    return ceil(Fraction(goal) * cycle / frame)


def sequence_bits_for_window(window: int, protocol: str) -> int:
    """Fewest bits n of a frame number: GBN needs W <= 2**n - 1; SR (equal windows) needs W <= 2**(n - 1)."""
    if protocol not in ("GBN", "SR"):
        raise ValueError("the protocol is GBN or SR")
    bits = 1
    while window > (2**bits - 1 if protocol == "GBN" else 2 ** (bits - 1)):
        bits += 1
    return bits


def gbn_sent_frames(window: int, bits: int, events: Sequence[str | tuple[str, int]]) -> list[int]:
    """Numbers of all frames a go-back-N sender puts on the line, repetitions included.

    Events: "send" fills the window with new frames; ("ack", n) acknowledges n and everything before it;
    ("timeout", n) sends n and all frames after it that were already sent.
    """
    return [frame for sent, *_ in _sender(window, bits, events, back_to_n=True) for frame in sent]


def sr_sent_frames(window: int, bits: int, events: Sequence[str | tuple[str, int]]) -> list[int]:
    """Like `gbn_sent_frames` for selective repeat: ("ack", n) acknowledges n only, ("timeout", n) repeats n only."""
    return [frame for sent, *_ in _sender(window, bits, events, back_to_n=False) for frame in sent]


def sliding_window_trace(
    protocol: str, window: int, bits: int, events: Sequence[str | tuple[str, int]]
) -> list[tuple[list[int], list[int], list[int]]]:
    """For each event: frames put on the line, frame numbers of the sending window, those of it not sent yet.

    Events as in `gbn_sent_frames` and `sr_sent_frames`, and ("send", k), which sends k new frames, or fewer when the
    window is full. An ACK moves the window only; new frames wait for the next "send".
    """
    if protocol not in ("GBN", "SR"):
        raise ValueError("the protocol is GBN or SR")
    size = 2**bits
    return [
        (sent, [n % size for n in range(base, base + window)], [n % size for n in range(following, base + window)])
        for sent, base, following in _sender(window, bits, events, back_to_n=protocol == "GBN")
    ]


def _sender(
    window: int, bits: int, events: Sequence[str | tuple[str, int]], back_to_n: bool
) -> list[tuple[list[int], int, int]]:
    """For each event: frames sent, oldest frame not acknowledged and next new frame (both absolute)."""
    size = 2**bits
    base = following = 0  # absolute numbers; on the line they are taken modulo 2**bits
    acknowledged: set[int] = set()
    trace: list[tuple[list[int], int, int]] = []
    for event in events:
        sent: list[int] = []
        kind, number = (event, window) if event == "send" else event
        outstanding = [n for n in range(base, following) if n % size == number]
        if kind == "send":
            while following < base + window and len(sent) < number:
                sent.append(following % size)
                following += 1
        elif not outstanding:
            pass  # an old acknowledgement says nothing new
        elif kind == "ack":
            frame = outstanding[0]
            acknowledged.update(range(base, frame + 1) if back_to_n else [frame])
            while base in acknowledged:
                base += 1
        elif kind == "timeout":
            frame = outstanding[0]
            sent += [n % size for n in (range(frame, following) if back_to_n else [frame])]
        else:
            raise ValueError(f"unknown event {kind!r}")
        trace.append((sent, base, following))
    return trace
