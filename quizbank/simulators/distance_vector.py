"""Distance-vector routing: the RIP update of one table and rounds of simultaneous exchanges."""

from collections.abc import Mapping, Sequence

__all__ = ["distance_vector_rounds", "rip_changed_entries", "rip_update", "table_distances", "vector_from_neighbours"]

_INFINITY = 16


def rip_update(
    table: Mapping[str, tuple[int, str]], neighbour: str, advertised: Mapping[str, int]
) -> dict[str, tuple[int, str]]:
    """The table (network -> (distance, next hop)) after one RIP message of `neighbour`.

    Each distance grows by 1 (16 = unreachable). An entry whose next hop is the sender is replaced in any case, another
    one only by a smaller distance; a new network is added when it is reachable.
    """
    updated = dict(table)
    for network, distance in advertised.items():
        offered = min(distance + 1, _INFINITY)
        current = updated.get(network)
        if current is None:
            if offered < _INFINITY:
                updated[network] = (offered, neighbour)
        elif current[1] == neighbour or offered < current[0]:
            updated[network] = (offered, neighbour)
    return updated


def rip_changed_entries(
    table: Mapping[str, tuple[int, str]], neighbour: str, advertised: Mapping[str, int]
) -> list[str]:
    """Networks whose entry is new or different after the message, sorted."""
    updated = rip_update(table, neighbour, advertised)
    return sorted(network for network in updated if updated[network] != table.get(network))


def distance_vector_rounds(
    links: Sequence[tuple[str, str]], direct: Mapping[str, int], start: Mapping[str, int], rounds: int
) -> list[dict[str, int]]:
    """Distances to one network after 0, 1, ..., `rounds` simultaneous exchanges; 16 is unreachable.

    `links` join routers at cost 1, `direct` gives the distance of routers that touch the network. In every round each
    router takes its direct distance or 1 + the smallest distance its neighbours had before the round (no split
    horizon, no poisoned reverse).
    """
    history = [dict(start)]
    for _ in range(rounds):
        before = history[-1]
        after = {}
        for router in before:
            near = [before[b] for a, b in links if a == router] + [before[a] for a, b in links if b == router]
            offers = [distance + 1 for distance in near]
            if router in direct:
                offers.append(direct[router])
            after[router] = min([*offers, _INFINITY])
        history.append(after)
    return history


def table_distances(table: Mapping[str, tuple[int, str]], destinations: Sequence[str]) -> list[int]:
    """The distances to these destinations out of a table (destination -> (distance, next hop)), in their order."""
    return [table[destination][0] for destination in destinations]


def vector_from_neighbours(
    own: str, costs: Mapping[str, int], vectors: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[int, str]]:
    """The new table (node -> (distance, next hop)) of `own` after it has received the vectors of all neighbours.

    `costs`: neighbour -> cost of the link to it; the old table plays no part; a tie between neighbours is an error.
    """
    table = {own: (0, "-")}
    for node in sorted({node for vector in vectors.values() for node in vector} - {own}):
        offers = sorted((costs[via] + vectors[via][node], via) for via in costs if node in vectors[via])
        if len(offers) > 1 and offers[0][0] == offers[1][0]:
            raise ValueError("two neighbours offer the same distance")
        table[node] = offers[0]
    return table
