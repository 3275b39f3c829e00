"""What network-layer devices do with packets: flow tables, NAPT, ARP, address counts, multicast copies, mobile IP."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = [
    "addresses_by_next_hop",
    "arp_request_count",
    "flow_table_action",
    "ipv4_header_fields",
    "mobile_ip_round_trip",
    "multicast_link_copies",
    "napt_deliveries",
]


def _value(address: str) -> int:
    parts = [int(part) for part in address.split(".")]
    if len(parts) != 4 or any(not 0 <= part <= 255 for part in parts):
        raise ValueError(f"no IPv4 address: {address}")
    return parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]


def _span(prefix: str) -> tuple[int, int]:
    """First address and number of addresses of a prefix."""
    address, _, bits = prefix.partition("/")
    size = 1 << (32 - int(bits))
    if _value(address) % size:
        raise ValueError(f"bits are set behind the prefix: {prefix}")
    return _value(address), size


def flow_table_action(
    table: Sequence[tuple[int, Mapping[str, object], str]], packet: Mapping[str, object]
) -> str | None:
    """Action of the matching entry (priority, match, action) of highest priority; None without a match (table miss).

    A match lists the fields that must agree, all others are wildcards; the value of "ip_dst" is a prefix, every other
    value must be equal. Prefix length plays no part. Two matching entries of equal priority are an error.
    """
    found = []
    for priority, match, action in table:
        for field, wanted in match.items():
            if field == "ip_dst":
                start, size = _span(str(wanted))
                if not start <= _value(str(packet[field])) < start + size:
                    break
            elif packet[field] != wanted:
                break
        else:
            found.append((priority, action))
    if not found:
        return None
    best = max(priority for priority, _ in found)
    actions = [action for priority, action in found if priority == best]
    if len(actions) > 1:
        raise ValueError("two matching entries have the same priority")
    return actions[0]


def ipv4_header_fields(header: str) -> dict[str, int]:
    """Fields of an IPv4 header given as hexadecimal digits (spaces allowed); at least the 20 fixed bytes."""
    data = bytes.fromhex(header)
    if len(data) < 20 or data[0] >> 4 != 4:
        raise ValueError("no IPv4 header")
    return {
        "header": (data[0] & 15) * 4, "total": data[2] << 8 | data[3], "id": data[4] << 8 | data[5],
        "df": data[6] >> 6 & 1, "mf": data[6] >> 5 & 1, "offset": (data[6] & 31) << 8 | data[7],
        "ttl": data[8], "protocol": data[9], "checksum": data[10] << 8 | data[11],
    }  # fmt: skip


def napt_deliveries(
    first_port: int, static: Mapping[int, tuple[str, int]], outgoing: Sequence[tuple[str, int]], ports: Sequence[int]
) -> list[tuple[str, int] | None]:
    """(private address, port) that packets to these external ports reach after the outgoing packets; None if dropped.

    A new pair (private address, port) gets the smallest external port from `first_port` on that is free; a known pair
    keeps its port whatever the destination is. Answers are looked up by the external port alone.
    """
    table = dict(static)
    for source in outgoing:
        if source not in table.values():
            port = first_port
            while port in table:
                port += 1
            table[port] = source
    return [table.get(port) for port in ports]


def arp_request_count(trips: Sequence[Sequence[str]]) -> int:
    """ARP requests sent while packets make these one-way trips (lists of nodes); all caches are empty at first.

    The asker learns the target from the answer, the target learns the asker from the request, nobody else learns
    anything; entries do not age. Two nodes meet in at most one network.
    """
    known: set[tuple[str, str]] = set()
    requests = 0
    for trip in trips:
        for here, there in pairwise(trip):
            if (here, there) not in known:
                requests += 1
                known |= {(here, there), (there, here)}
    return requests


def addresses_by_next_hop(table: Mapping[str, str]) -> dict[str, int]:
    """How many destination addresses go to each next hop under longest-prefix match."""
    spans = {prefix: _span(prefix) for prefix in table}
    cuts = sorted({edge for start, size in spans.values() for edge in (start, start + size)})
    counts = dict.fromkeys(table.values(), 0)
    for low, high in pairwise(cuts):
        covering = [prefix for prefix, (start, size) in spans.items() if start <= low and high <= start + size]
        if covering:
            counts[table[min(covering, key=lambda prefix: spans[prefix][1])]] += high - low
    return counts


def multicast_link_copies(parent: Mapping[str, str], members: Mapping[str, int]) -> tuple[int, int]:
    """Transmissions over links (unicast to every member, multicast) to bring one packet from the root to all members.

    `parent` describes the tree (node -> node nearer to the source); `members` counts the receivers in each leaf
    network, which hears a multicast packet with one transmission.
    """

    def links(node: str) -> list[tuple[str, str]]:
        return [] if node not in parent else [(parent[node], node), *links(parent[node])]

    unicast = sum(count * len(links(node)) for node, count in members.items())
    used = {link for node, count in members.items() if count for link in links(node)}
    return unicast, len(used)


def mobile_ip_round_trip(to_home: int, home_to_foreign: int, to_foreign: int, last: int, indirect: bool) -> int:
    """Time from a packet of the correspondent to the answer of the mobile host.

    One-way delays: correspondent - home agent, home agent - foreign agent, correspondent - foreign agent, foreign
    agent - mobile host. Indirect routing sends only the packets to the mobile host through the home agent.
    """
    forth = (to_home + home_to_foreign if indirect else to_foreign) + last
    return forth + last + to_foreign
