"""Stations on a shared medium: hubs beside learning switches, radio ranges, 802.11 back-off, code-division chips."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

__all__ = ["cdma_bits", "cdma_signal", "chip_product", "csma_ca_starts", "lan_heard_by", "radio_successes"]


def chip_product(left: Sequence[int], right: Sequence[int]) -> Fraction:
    """The normalised inner product of two chip sequences (or of a chip sequence and a received signal)."""
    return Fraction(sum(a * b for a, b in zip(left, right, strict=True)), len(left))


def cdma_signal(chips: Sequence[Sequence[int]], bits: Sequence[str]) -> list[int]:
    """What is on the air when the stations send their bits at the same time, bit by bit, all powers equal.

    A station sends its chip sequence for "1", the inverted one for "0" and nothing for "-".
    """
    sign = {"1": 1, "0": -1, "-": 0}
    length = max(map(len, bits))
    return [
        sum(sign[one[place]] * sequence[chip] for sequence, one in zip(chips, bits, strict=True))
        for place in range(length)
        for chip in range(len(chips[0]))
    ]


def cdma_bits(chips: Sequence[int], signal: Sequence[int]) -> str:
    """The bits of the station with these chips in a signal as `cdma_signal` gives it: "1", "0" or "-" (nothing)."""
    products = [chip_product(chips, signal[start : start + len(chips)]) for start in range(0, len(signal), len(chips))]
    names = {Fraction(1): "1", Fraction(-1): "0", Fraction(0): "-"}
    if any(product not in names for product in products):
        raise ValueError("the stations' chip sequences are not orthogonal")
    return "".join(names[product] for product in products)


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
