"""Structure of graphs and algorithms followed step by step (图的连通性、存储结构、遍历过程、Floyd、拓扑排序、AOE 网).

A graph is a dict {vertex: [neighbours]}, an edge of a weighted graph is (u, v, weight), as in ``graphs``.
"""

from collections.abc import Sequence
from itertools import combinations, pairwise

from quizbank.simulators.graphs import topological_orders

__all__ = [
    "aoe_activity_times",
    "bfs_entries_when_marked_late",
    "edge_in_every_spanning_tree",
    "fewest_arcs_to_strong",
    "fewest_arcs_to_unique_order",
    "floyd_matrix_after",
    "graph_walk_count",
    "is_degree_sequence",
    "is_dfs_spanning_tree",
    "multilist_neighbours",
    "stack_search_order",
    "strong_components",
    "topological_output",
]


def _reachable(graph: dict, start: object) -> set:
    found, open_ = {start}, [start]
    while open_:
        for neighbour in graph[open_.pop()]:
            if neighbour not in found:
                found.add(neighbour)
                open_.append(neighbour)
    return found


def strong_components(graph: dict) -> list[list]:
    """Strongly connected components, each and all of them sorted."""
    reach = {vertex: _reachable(graph, vertex) for vertex in graph}
    return sorted({tuple(sorted(w for w in reach[v] if v in reach[w])) for v in graph})


def fewest_arcs_to_strong(graph: dict) -> int:
    """Least number of arcs whose addition makes the directed graph strongly connected, by trying all sets."""
    missing = [(u, v) for u in graph for v in graph if u != v and v not in graph[u]]
    for count in range(len(graph) + 1):
        for added in combinations(missing, count):
            larger = {u: [*targets, *(v for x, v in added if x == u)] for u, targets in graph.items()}
            if len(strong_components(larger)) == 1:
                return count
    raise AssertionError("a ring through all vertices is always enough")


def is_degree_sequence(degrees: Sequence[int]) -> bool:
    """Whether a simple undirected graph has these degrees (Havel and Hakimi)."""
    rest = sorted(degrees, reverse=True)
    while rest:
        first = rest.pop(0)
        if first < 0 or first > len(rest):
            return False
        rest = sorted([d - 1 for d in rest[:first]] + rest[first:], reverse=True)
    return True


def graph_walk_count(graph: dict, start: object, end: object, length: int) -> int:
    """Paths of so many arcs from `start` to `end`, vertices and arcs may repeat: an element of a matrix power."""
    if length == 0:
        return int(start == end)
    return sum(graph_walk_count(graph, neighbour, end, length - 1) for neighbour in graph[start])


def multilist_neighbours(nodes: dict, first: dict, vertex: int) -> list[int]:
    """Neighbours met along the chain of `vertex` in an adjacency multilist (邻接多重表).

    `nodes` is {name: (ivex, ilink, jvex, jlink)}, `first` gives each vertex's first edge; an empty link is None.
    """
    met = []
    edge = first[vertex]
    while edge is not None:
        i, ilink, j, jlink = nodes[edge]
        met.append(j if i == vertex else i)
        edge = ilink if i == vertex else jlink
    return met


def bfs_entries_when_marked_late(graph: dict, start: object) -> tuple[list, int]:
    """Breadth-first search that marks a vertex only when it leaves the queue (a marked one leaving again is skipped)
    and enters every unmarked neighbour: the vertices in the order visited, and how often anything entered the queue."""
    queue, visited, entries = [start], [], 1
    while queue:
        vertex = queue.pop(0)
        if vertex in visited:
            continue
        visited.append(vertex)
        fresh = [neighbour for neighbour in graph[vertex] if neighbour not in visited]
        queue += fresh
        entries += len(fresh)
    return visited, entries


def stack_search_order(graph: dict, start: object) -> list:
    """Order of leaving the stack when all unmarked neighbours of a popped vertex are marked and pushed in turn."""
    stack, marked, order = [start], {start}, []
    while stack:
        vertex = stack.pop()
        order.append(vertex)
        for neighbour in graph[vertex]:
            if neighbour not in marked:
                marked.add(neighbour)
                stack.append(neighbour)
    return order


def is_dfs_spanning_tree(tree: dict, edge: tuple) -> bool:
    """Whether some depth-first search of the undirected graph of the tree {parent: [children]} plus the edge can give
    the tree: the edge joins an ancestor and a descendant."""
    u, v = edge
    return v in _reachable(tree, u) or u in _reachable(tree, v)


def _least_weight(vertices: set, edges: list[tuple]) -> float:
    """Weight of a minimum spanning tree by trying all edge sets; infinite if there is none."""
    best = float("inf")
    for chosen in combinations(edges, len(vertices) - 1):
        graph: dict = {vertex: [] for vertex in vertices}
        for u, v, _ in chosen:
            graph[u].append(v)
            graph[v].append(u)
        if _reachable(graph, next(iter(vertices))) == vertices:
            best = min(best, sum(weight for _, _, weight in chosen))
    return best


def edge_in_every_spanning_tree(edges: list[tuple], edge: tuple) -> bool:
    """Whether each minimum spanning tree contains `edge` (one of `edges`), by trying all trees."""
    vertices = {vertex for u, v, _ in edges for vertex in (u, v)}
    return _least_weight(vertices, [other for other in edges if other != edge]) > _least_weight(vertices, edges)


def floyd_matrix_after(matrix: list[list], rounds: int) -> list[list]:
    """The matrix once vertices 0 to rounds - 1 were allowed between; a missing arc is None."""
    far = float("inf")
    d = [[far if entry is None else entry for entry in row] for row in matrix]
    n = len(d)
    for k in range(rounds):
        d = [[min(d[i][j], d[i][k] + d[k][j]) for j in range(n)] for i in range(n)]
    return [[None if entry == far else entry for entry in row] for row in d]


def topological_output(graph: dict) -> list:
    """Vertices output by removing vertices of in-degree 0 until there is none left (a cycle stops it early)."""
    out: list = []
    while True:
        targets = {w for v, successors in graph.items() if v not in out for w in successors}
        free = [v for v in graph if v not in out and v not in targets]
        if not free:
            return out
        out.append(free[0])


def fewest_arcs_to_unique_order(graph: dict) -> int:
    """Least number of arcs to add to an acyclic graph so that exactly one topological order is left: an order is the
    only one when every two neighbours in it are joined by an arc."""
    return min(sum(w not in graph[v] for v, w in pairwise(order)) for order in topological_orders(graph))


def aoe_activity_times(activities: dict[str, tuple]) -> dict[str, tuple[int, int]]:
    """{activity: (earliest start, latest start)} of an AOE network {activity: (from, to, days)}."""

    def longest_to(event: object) -> int:
        return max((longest_to(u) + days for u, v, days in activities.values() if v == event), default=0)

    def longest_from(event: object) -> int:
        return max((longest_from(v) + days for u, v, days in activities.values() if u == event), default=0)

    total = max(longest_to(v) for _, v, _ in activities.values())
    return {name: (longest_to(u), total - longest_from(v) - days) for name, (u, v, days) in activities.items()}
