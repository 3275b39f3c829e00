"""Choosing routes: link-state routing tables, routing through regions, BGP with AS paths."""

from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

__all__ = [
    "bgp_next_as",
    "link_state_hops",
    "link_state_order",
    "link_state_routes",
    "link_state_steps",
    "region_routed_path",
]


def link_state_routes(links: Sequence[tuple[str, str, int]], source: str) -> dict[str, tuple[int, str]]:
    """Destination -> (cost, next hop) of Dijkstra's algorithm at `source`; equal paths with different hops are an error."""
    cost: dict[str, int] = {source: 0}
    hops: dict[str, set[str]] = {source: set()}
    left = {node for u, v, _ in links for node in (u, v)}
    while reachable := [node for node in left if node in cost]:
        near = min(reachable, key=lambda node: (cost[node], node))
        left.remove(near)
        for u, v, weight in links:
            if near not in (u, v):
                continue
            other = v if near == u else u
            if other not in left:
                continue
            offer, first = cost[near] + weight, hops[near] or {other}
            if offer < cost.get(other, offer + 1):
                cost[other], hops[other] = offer, set(first)
            elif offer == cost[other]:
                hops[other] |= first
    if any(len(first) > 1 for first in hops.values()):
        raise ValueError("two shortest paths with different next hops")
    return {node: (cost[node], next(iter(hops[node]))) for node in cost if node != source}


def link_state_steps(
    links: Sequence[tuple[str, str, int]], source: str
) -> list[tuple[str, dict[str, tuple[int, str]]]]:
    """Each router that Dijkstra's algorithm fixes, and the best known (cost, router before it) of all others then.

    The first step fixes `source`; routers not reached yet are missing. Two nearest routers at once are an error, and
    so are two equally good routers before one.
    """
    best: dict[str, tuple[int, str]] = {}
    fixed, near, cost, steps = {source}, source, 0, []
    while True:
        for u, v, weight in links:
            other = v if near == u else u
            if near not in (u, v) or other in fixed:
                continue
            offer = (cost + weight, near)
            if other in best and best[other][0] == offer[0]:
                raise ValueError("two equally good ways")
            best[other] = min(best.get(other, offer), offer)
        steps.append((near, {node: best[node] for node in best if node not in fixed}))
        waiting = sorted((best[node][0], node) for node in best if node not in fixed)
        if not waiting:
            return steps
        if len(waiting) > 1 and waiting[0][0] == waiting[1][0]:
            raise ValueError("two nearest routers")
        cost, near = waiting[0]
        fixed.add(near)


def link_state_order(links: Sequence[tuple[str, str, int]], source: str) -> list[str]:
    """The routers in the order in which Dijkstra's algorithm fixes them, `source` left out."""
    return [node for node, _ in link_state_steps(links, source)[1:]]


def link_state_hops(links: Sequence[tuple[str, str, int]], source: str) -> list[str]:
    """The next hops of `source` towards all other routers, sorted by the names of these."""
    routes = link_state_routes(links, source)
    return [routes[node][1] for node in sorted(routes)]


def region_routed_path(links: Sequence[tuple[str, str]], region: Mapping[str, str], source: str, target: str) -> list:
    """Routers on the way when tables hold one entry per other region: towards its nearest router, then by hops inside.

    Every link counts one hop; inside the target's region the packet stays in the region. A tie is an error.
    """

    def near(node: str) -> list[str]:
        return [v if u == node else u for u, v in links if node in (u, v)]

    def hops(node: str, goals: set[str], allowed: set[str]) -> int:
        ring, distance, seen = {node}, 0, {node}
        while not ring & goals:
            ring = {n for r in ring for n in near(r) if n in allowed} - seen
            seen |= ring
            distance += 1
            if not ring:
                return 1 << 30
        return distance

    path = [source]
    while path[-1] != target:
        here = path[-1]
        home = {node for node in region if region[node] == region[target]}
        inside = here in home
        goals, allowed = ({target}, home) if inside else (home, set(region))
        options = sorted((hops(n, goals, allowed), n) for n in near(here) if n in allowed)
        if len(options) > 1 and options[0][0] == options[1][0]:
            raise ValueError("two equally short ways")
        path.append(options[0][1])
    assert all(b in near(a) for a, b in pairwise(path))
    return path


def bgp_next_as(own: int, routes: Sequence[tuple[str, Sequence[int]]], destination: str) -> int | None:
    """Neighbouring AS to which a packet goes: routes (prefix, AS path, nearest AS first) that hold `own` are dropped.

    For each prefix the shortest path wins (a tie is an error); packets follow the longest matching prefix.
    """
    usable: dict[IPv4Network, list[Sequence[int]]] = {}
    for prefix, path in routes:
        if own not in path:
            usable.setdefault(IPv4Network(prefix), []).append(path)
    matching = [net for net in usable if IPv4Address(destination) in net]
    if not matching:
        return None
    paths = sorted(usable[max(matching, key=lambda net: net.prefixlen)], key=len)
    if len(paths) > 1 and len(paths[0]) == len(paths[1]):
        raise ValueError("two shortest AS paths")
    return paths[0][0]
