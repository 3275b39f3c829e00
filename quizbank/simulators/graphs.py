"""Graph algorithms (图): traversals, minimum spanning trees, shortest paths, topological order, critical path.

A graph is a dict {vertex: [neighbours]} or {vertex: {neighbour: weight}}; a list of edges is [(u, v, weight)]. Where
a choice is open the order of the dict, of the list, or of the vertices decides.
"""

import heapq

__all__ = [
    "component_edge_bounds",
    "critical_activities",
    "dfs_finish_order",
    "dfs_order",
    "dijkstra_distances_after",
    "dijkstra_steps",
    "graph_bfs_order",
    "is_topological_order",
    "kruskal_edges",
    "prim_edges",
    "project_length",
    "shortest_distances_by_relaxation",
    "topological_orders",
]


def component_edge_bounds(n: int, components: int) -> tuple[int, int]:
    """Least and largest number of edges of a simple undirected graph of n vertices with so many components."""

    def sizes(left: int, parts: int, least: int) -> list[list[int]]:
        if parts == 1:
            return [[left]]
        first = range(least, left // parts + 1)
        return [[size, *rest] for size in first for rest in sizes(left - size, parts - 1, size)]

    divisions = sizes(n, components, 1)
    fewest = min(sum(size - 1 for size in division) for division in divisions)
    return fewest, max(sum(size * (size - 1) // 2 for size in division) for division in divisions)


def dfs_order(graph: dict, start: object) -> list:
    """Vertices in the order in which the recursive depth-first search from `start` reaches them."""
    return _dfs(graph, start)[0]


def dfs_finish_order(graph: dict, start: object) -> list:
    """Vertices in the order in which the recursive depth-first search from `start` leaves them."""
    return _dfs(graph, start)[1]


def _dfs(graph: dict, start: object) -> tuple[list, list]:
    reached: list = []
    left: list = []

    def visit(vertex: object) -> None:
        reached.append(vertex)
        for neighbour in graph[vertex]:
            if neighbour not in reached:
                visit(neighbour)
        left.append(vertex)

    visit(start)
    return reached, left


def graph_bfs_order(graph: dict, start: object) -> list:
    """Vertices in the order in which the breadth-first search from `start` reaches them."""
    reached = [start]
    for vertex in reached:
        reached += [neighbour for neighbour in graph[vertex] if neighbour not in reached]
    return reached


def kruskal_edges(edges: list[tuple]) -> list[tuple]:
    """Edges in the order Kruskal's algorithm takes them; equal weights in the given order."""
    label = {vertex: vertex for u, v, _ in edges for vertex in (u, v)}
    taken = []
    for u, v, weight in sorted(edges, key=lambda edge: edge[2]):
        if label[u] != label[v]:
            taken.append((u, v, weight))
            old, new = label[v], label[u]
            label = {vertex: new if mark == old else mark for vertex, mark in label.items()}
    return taken


def prim_edges(edges: list[tuple], start: object) -> list[tuple]:
    """Edges (vertex inside, new vertex, weight) in the order Prim's algorithm takes them from `start`."""
    vertices = {vertex for u, v, _ in edges for vertex in (u, v)}
    inside = {start}
    taken = []
    while inside != vertices:
        crossing = [(w, u, v) if u in inside else (w, v, u) for u, v, w in edges if (u in inside) != (v in inside)]
        weight, u, v = min(crossing, key=lambda entry: entry[0])
        taken.append((u, v, weight))
        inside.add(v)
    return taken


def dijkstra_steps(graph: dict, start: object) -> list[tuple]:
    """(vertex, distance) in the order in which Dijkstra's algorithm fixes them, `start` first."""
    fixed: dict = {}
    heap = [(0, start)]
    while heap:
        distance, vertex = heapq.heappop(heap)
        if vertex in fixed:
            continue
        fixed[vertex] = distance
        for neighbour, weight in graph.get(vertex, {}).items():
            if neighbour not in fixed:
                heapq.heappush(heap, (distance + weight, neighbour))
    return list(fixed.items())


def dijkstra_distances_after(graph: dict, start: object, fixed: int) -> dict:
    """The dist array once `fixed` vertices besides `start` are fixed and their arcs relaxed; unreached ones missing."""
    inside = dict(dijkstra_steps(graph, start)[: fixed + 1])
    distances = dict(inside)
    for vertex, distance in inside.items():
        for neighbour, weight in graph.get(vertex, {}).items():
            distances[neighbour] = min(distances.get(neighbour, distance + weight), distance + weight)
    return distances


def shortest_distances_by_relaxation(graph: dict, start: object) -> dict:
    """Distances by relaxing every edge again and again (Bellman-Ford), as a second way."""
    distance = {start: 0}
    changed = True
    while changed:
        changed = False
        for u, row in graph.items():
            for v, weight in row.items():
                if u in distance and distance[u] + weight < distance.get(v, float("inf")):
                    distance[v] = distance[u] + weight
                    changed = True
    return distance


def topological_orders(graph: dict) -> list[list]:
    """Every topological order of {vertex: [successors]}; none if there is a cycle."""
    if not graph:
        return [[]]
    targets = {successor for successors in graph.values() for successor in successors}
    found = []
    for vertex in graph:
        if vertex not in targets:
            rest = {other: successors for other, successors in graph.items() if other != vertex}
            found += [[vertex, *order] for order in topological_orders(rest)]
    return found


def is_topological_order(graph: dict, order: list) -> bool:
    """Whether every arc goes forward in `order`."""
    place = {vertex: index for index, vertex in enumerate(order)}
    return set(place) == set(graph) and all(place[u] < place[v] for u in graph for v in graph[u])


def _earliest(activities: dict[str, tuple]) -> dict:
    at: dict = {}
    vertices = {vertex for u, v, _ in activities.values() for vertex in (u, v)}
    while len(at) < len(vertices):
        for vertex in vertices - set(at):
            into = [(u, days) for u, v, days in activities.values() if v == vertex]
            if all(u in at for u, _ in into):
                at[vertex] = max((at[u] + days for u, days in into), default=0)
    return at


def project_length(activities: dict[str, tuple]) -> int:
    """Length of the longest path of an AOE network {activity: (from, to, days)}."""
    return max(_earliest(activities).values())


def critical_activities(activities: dict[str, tuple]) -> list[str]:
    """Activities without slack, in the given order."""
    early = _earliest(activities)
    total = max(early.values())
    backward = {name: (v, u, days) for name, (u, v, days) in activities.items()}
    late = {vertex: total - distance for vertex, distance in _earliest(backward).items()}
    return [name for name, (u, v, days) in activities.items() if late[v] - days == early[u]]
