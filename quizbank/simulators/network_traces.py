"""Whole runs of a network: packets that wander between routers, a sender with timers, TCP rounds with repeats, ...

Routers decrease TTL by 1 before they forward and drop at 0. Time units are whole numbers, chosen by the caller.
"""

from collections.abc import Collection, Mapping, Sequence
from math import inf

from quizbank.simulators.ipv4 import longest_prefix_match

__all__ = [
    "arp_frame_fields",
    "forwarding_walk",
    "page_group_ms",
    "path_mtu_probes",
    "tcp_round_deliveries",
    "window_timeline",
]


def forwarding_walk(
    tables: Mapping[str, Mapping[str, str]], router: str, destination: str, ttl: int
) -> tuple[list[str], str]:
    """(routers that receive the packet, how it ends) for a packet that a host hands to `router` with that TTL.

    A table maps prefixes to the next router, to "direct" (delivered there) or to "drop". The end is "delivered",
    "dropped", "no route" or "ttl" (decreased to 0 by the last router of the list).
    """
    visited = [router]
    while True:
        ttl -= 1
        if ttl == 0:
            return visited, "ttl"
        hop = longest_prefix_match(tables[router], destination)
        if hop is None:
            return visited, "no route"
        if hop in ("direct", "drop"):
            return visited, "delivered" if hop == "direct" else "dropped"
        router = hop
        visited.append(router)


def path_mtu_probes(size: int, mtus: Sequence[int]) -> list[tuple[int, int | None]]:
    """Packets with DF = 1 that a source sends one after the other: (total length, link that is too narrow or None).

    Links are counted from 0; the router before the narrow link reports its MTU, which is the length of the next try.
    """
    tries: list[tuple[int, int | None]] = []
    while True:
        narrow = next((link for link, mtu in enumerate(mtus) if mtu < size), None)
        tries.append((size, narrow))
        if narrow is None:
            return tries
        size = mtus[narrow]


def arp_frame_fields(frame: str) -> dict[str, object]:
    """Fields of an Ethernet frame (from the destination address on, without FCS) that carries ARP, tagged or not.

    Keys: dst, src, vlan (None without 802.1Q tag), pcp, op, sender_mac, sender_ip, target_mac, target_ip, padding
    (bytes behind the 28 of ARP).
    """
    data = bytes.fromhex(frame)
    tag = data[12] << 8 | data[13] == 0x8100
    start = 16 if tag else 12
    if data[start : start + 2] != b"\x08\x06":
        raise ValueError("no ARP frame")
    arp = data[start + 2 :]
    if arp[:6] != bytes.fromhex("000108000604") or len(arp) < 28:
        raise ValueError("not ARP for IPv4 over Ethernet")

    def mac(part: bytes) -> str:
        return "-".join(f"{byte:02X}" for byte in part)

    def address(part: bytes) -> str:
        return ".".join(map(str, part))

    return {
        "dst": mac(data[:6]), "src": mac(data[6:12]),
        "vlan": (data[14] & 15) << 8 | data[15] if tag else None, "pcp": data[14] >> 5 if tag else None,
        "op": arp[6] << 8 | arp[7], "sender_mac": mac(arp[8:14]), "sender_ip": address(arp[14:18]),
        "target_mac": mac(arp[18:24]), "target_ip": address(arp[24:28]), "padding": len(arp) - 28,
    }  # fmt: skip


def tcp_round_deliveries(windows: Sequence[int], lost: Mapping[int, Collection[int]]) -> list[int]:
    """How many different segments the receiver has after each round.

    Round k (from 1) sends exactly windows[k - 1] segments: first those lost in the round before and not sent again yet,
    in order, then new ones. `lost`: round -> places (1 = first of that round) of the segments that get lost.
    """
    waiting: list[int] = []
    following, have, counts = 0, 0, []
    for number, window in enumerate(windows, 1):
        repeats, waiting = waiting[:window], waiting[window:]
        sent = [*repeats, *range(following, following + window - len(repeats))]
        following += window - len(repeats)
        gone = [segment for place, segment in enumerate(sent, 1) if place in lost.get(number, ())]
        waiting = sorted([*waiting, *gone])
        have += len(sent) - len(gone)
        counts.append(have)
    return counts


def window_timeline(
    protocol: str, frames: int, window: int, frame_time: int, propagation: int, timeout: int, lost: Collection[int]
) -> tuple[list[tuple[int, int]], list[int]]:
    """(transmissions as (start, frame), time at which the receiver first has each frame to keep), until all are kept.

    "GBN" or "SR"; frames 0, 1, ... are not reduced. The sender sends whenever its window lets it, repeats first; the
    receiver answers a frame to keep at once with an ACK of no length, never lost (GBN: cumulative, frames out of
    order are thrown away without an answer). Every frame's timer starts when it has been sent; at its end SR repeats
    this frame, GBN this one and all later ones sent so far, whose timers are stopped. `lost`: places (0 = first) of
    transmissions that get lost.
    """
    if protocol not in ("GBN", "SR"):
        raise ValueError("the protocol is GBN or SR")
    sent: list[tuple[int, int]] = []
    kept: dict[int, int] = {}
    acked: set[int] = set()
    arrivals: list[tuple[int, int]] = []
    acks: list[tuple[int, int]] = []
    timers: dict[int, float] = {}
    repeats: list[int] = []
    following = free = now = 0
    while len(kept) < frames:
        for _, frame in [event for event in arrivals if event[0] == now]:
            if protocol == "SR" or frame == len(kept):
                kept.setdefault(frame, now)
                acks.append((now + propagation, frame))
        for _, frame in [event for event in acks if event[0] == now]:
            done = range(frame + 1) if protocol == "GBN" else [frame]
            acked.update(done)
            for number in done:
                timers.pop(number, None)
        base = next(number for number in range(frames + 1) if number not in acked)
        repeats = [frame for frame in repeats if frame not in acked]
        for frame in sorted(frame for frame, end in timers.items() if end == now):
            if frame in timers:
                again = [frame] if protocol == "SR" else list(range(frame, following))
                for number in again:
                    timers.pop(number, None)
                repeats = sorted({*repeats, *again})
        if free <= now:
            frame = repeats.pop(0) if repeats else following
            if frame < min(frames, base + window):
                following = max(following, frame + 1)
                if len(sent) not in lost:
                    arrivals.append((now + frame_time + propagation, frame))
                sent.append((now, frame))
                timers[frame] = now + frame_time + timeout if timeout else inf
                free = now + frame_time
        now += 1
        if now > 100_000:
            raise ValueError("the frames never arrive")
    return sent, [kept[number] for number in range(frames)]


def page_group_ms(mode: str, rtt: int, objects: Sequence[int], parallel: int = 1, connected: bool = False) -> int:
    """Time to fetch objects (their transmission times) of one server; connecting takes one round trip, so does a request.

    "persistent": one connection, request after answer; "pipelined": one connection, all requests at once;
    "separate": a connection for each object, `parallel` at a time, the next ones begin when the whole batch is there.
    `connected`: the persistent connection is open already.
    """
    opening = 0 if connected else rtt
    if mode == "persistent":
        return opening + sum(rtt + size for size in objects)
    if mode == "pipelined":
        return opening + rtt + sum(objects)
    if mode != "separate":
        raise ValueError(f"unknown mode {mode!r}")
    batches = [objects[start : start + parallel] for start in range(0, len(objects), parallel)]
    return sum(2 * rtt + max(batch) for batch in batches)
