"""Stations on a shared medium: hubs beside learning switches, radio ranges, 802.11 back-off, code-division chips."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

__all__ = ["chip_product", "csma_ca_starts", "lan_heard_by", "radio_successes"]


def chip_product(left: Sequence[int], right: Sequence[int]) -> Fraction:
    """The normalised inner product of two chip sequences (or of a chip sequence and a received signal)."""
    return Fraction(sum(a * b for a, b in zip(left, right, strict=True)), len(left))


def radio_successes(hears: Sequence[tuple[str, str]], sends: Sequence[tuple[str, str]]) -> list[bool]:
    """Which of some transmissions (source, destination) that happen at the same time arrive.

    `hears`: pairs of stations that hear each other. A destination receives when it hears exactly one sender, its own,
    and does not send itself.
    """
    near = {frozenset(pair) for pair in hears}
    senders = {source for source, _ in sends}
    return [
        destination not in senders and {s for s in senders if frozenset((s, destination)) in near} == {source}
        for source, destination in sends
    ]


def csma_ca_starts(counters: Mapping[str, int], difs: int, slot: int, busy: int) -> dict[str, int]:
    """When each station begins to send its one frame; the medium becomes idle at time 0.

    Everyone waits DIFS, then counts its back-off down slot by slot while the medium is idle and keeps the rest while
    it is busy; an exchange (frame, SIFS, ACK) occupies the medium for `busy`. Equal counters would collide.
    """
    left, starts, now = dict(counters), {}, 0
    while left:
        least = min(left.values())
        first = [station for station, count in left.items() if count == least]
        if len(first) > 1:
            raise ValueError("two stations reach 0 together and collide")
        now += difs + least * slot
        starts[first[0]] = now
        now += busy
        left = {station: count - least for station, count in left.items() if station != first[0]}
    return starts


def lan_heard_by(
    kinds: Mapping[str, str], links: Sequence[tuple[str, str]], events: Sequence[tuple[str, ...]]
) -> list[list[str]]:
    """For every frame the sorted hosts whose adapter its signal reaches, the sender not counted; no loops.

    `kinds`: name -> "host", "hub" or "switch"; switch tables are empty at first and never age. Events: (source,
    destination) is a frame, "*" as destination is broadcast; ("move", host, node) plugs a host in elsewhere, which
    leaves every table entry as it is, so that frames sent to the old port are lost.
    """
    near: dict[str, set[str]] = {name: set() for name in kinds}
    for left, right in links:
        near[left].add(right)
        near[right].add(left)
    tables: dict[str, dict[str, str]] = {name: {} for name, kind in kinds.items() if kind == "switch"}
    heard: list[list[str]] = []
    for event in events:
        if len(event) == 3:
            _, host, node = event
            for other in near[host]:
                near[other].discard(host)
            near[host] = {node}
            near[node].add(host)
            continue
        source, destination = event
        reached: list[str] = []
        waiting = [(node, source) for node in near[source]]
        while waiting:
            node, port = waiting.pop()
            if kinds[node] == "host":
                reached.append(node)
                continue
            targets = near[node] - {port}
            if kinds[node] == "switch":
                tables[node][source] = port
                if destination in tables[node]:
                    targets &= {tables[node][destination]}
            waiting += [(target, node) for target in targets]
        heard.append(sorted(reached))
    return heard
