from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from quizbank.simulators.graph_structures import (
    aoe_activity_times,
    bfs_entries_when_marked_late,
    edge_in_every_spanning_tree,
    fewest_arcs_to_strong,
    fewest_arcs_to_unique_order,
    floyd_matrix_after,
    graph_walk_count,
    is_degree_sequence,
    is_dfs_spanning_tree,
    multilist_neighbours,
    stack_search_order,
    strong_components,
    topological_output,
)
from quizbank.simulators.graphs import (
    critical_activities,
    graph_bfs_order,
    shortest_distances_by_relaxation,
    topological_orders,
)

PATH = {1: [2], 2: [1, 3], 3: [2]}
digraphs = st.lists(st.sets(st.integers(0, 4)), min_size=5, max_size=5).map(
    lambda rows: {v: sorted(row - {v}) for v, row in enumerate(rows)}
)


def test_strong_components_and_missing_arcs() -> None:
    graph = {1: [2], 2: [3], 3: [1, 4], 4: []}
    assert strong_components(graph) == [(1, 2, 3), (4,)]
    assert fewest_arcs_to_strong(graph) == 1
    assert fewest_arcs_to_strong({1: [], 2: [], 3: []}) == 3
    assert fewest_arcs_to_strong({1: [2], 2: [1]}) == 0


@given(digraphs)
@settings(max_examples=30)
def test_fewest_arcs_are_the_sources_or_sinks_of_the_condensation(graph: dict) -> None:
    parts = strong_components(graph)
    sources = sum(not any(v in part for u in graph if u not in part for v in graph[u]) for part in parts)
    sinks = sum(all(v in part for u in part for v in graph[u]) for part in parts)
    assert fewest_arcs_to_strong(graph) == (0 if len(parts) == 1 else max(sources, sinks))


def test_degree_sequences_of_all_graphs_with_four_vertices() -> None:
    pairs = list(combinations(range(4), 2))
    possible = set()
    for count in range(len(pairs) + 1):
        for edges in combinations(pairs, count):
            possible.add(tuple(sum(v in edge for edge in edges) for v in range(4)))
    for degrees in product(range(5), repeat=4):
        assert is_degree_sequence(degrees) == (degrees in possible)


def test_walks_are_elements_of_the_matrix_power() -> None:
    assert [graph_walk_count(PATH, 2, 2, k) for k in range(5)] == [1, 0, 2, 0, 4]
    assert graph_walk_count(PATH, 1, 3, 2) == 1


def test_chain_of_an_adjacency_multilist() -> None:
    nodes = {"a": (1, "b", 2, None), "b": (3, None, 1, "c"), "c": (1, None, 4, None)}
    assert multilist_neighbours(nodes, {1: "a", 2: "a"}, 1) == [2, 3, 4]
    assert multilist_neighbours(nodes, {1: "a", 2: "a"}, 2) == [1]


@given(st.sets(st.sampled_from(list(combinations(range(6), 2)))))
def test_late_marking_enters_once_for_each_edge(edges: set) -> None:
    graph: dict = {v: sorted({a + b - v for a, b in edges if v in (a, b)}) for v in range(6)}
    visited, entries = bfs_entries_when_marked_late(graph, 0)
    assert visited == graph_bfs_order(graph, 0)
    assert entries == 1 + sum(a in visited for a, _ in edges)
    assert sorted(stack_search_order(graph, 0)) == sorted(visited)


def test_stack_search_differs_from_depth_first_search() -> None:
    graph = {"a": ["b", "c"], "b": ["a", "c"], "c": ["a", "b", "d"], "d": ["c"]}
    assert stack_search_order(graph, "a") == ["a", "c", "d", "b"]


def test_depth_first_tree_has_no_cross_edges() -> None:
    tree = {"A": ["B", "C"], "B": ["D"], "C": [], "D": []}
    assert is_dfs_spanning_tree(tree, ("D", "A"))
    assert not is_dfs_spanning_tree(tree, ("D", "C"))


def test_edge_of_every_spanning_tree() -> None:
    triangle = [("A", "B", 1), ("B", "C", 2), ("A", "C", 2)]
    assert edge_in_every_spanning_tree(triangle, triangle[0])
    assert not edge_in_every_spanning_tree(triangle, triangle[1])


@given(st.lists(st.lists(st.none() | st.integers(1, 9), min_size=4, max_size=4), min_size=4, max_size=4))
def test_floyd_ends_with_the_shortest_distances(matrix: list[list]) -> None:
    for v in range(4):
        matrix[v][v] = 0
    graph = {u: {v: w for v, w in enumerate(row) if w} for u, row in enumerate(matrix)}
    final = floyd_matrix_after(matrix, 4)
    assert floyd_matrix_after(matrix, 0) == matrix
    for u in range(4):
        distances = shortest_distances_by_relaxation(graph, u)
        assert final[u] == [distances.get(v) for v in range(4)]


def test_a_cycle_stops_the_topological_output() -> None:
    assert topological_output({1: [2], 2: [3], 3: [2, 4], 4: []}) == [1]
    assert topological_output({1: [3], 2: [3], 3: []}) == [1, 2, 3]


def test_one_order_needs_arcs_between_neighbours() -> None:
    assert fewest_arcs_to_unique_order({1: [2], 2: [3], 3: []}) == 0
    assert fewest_arcs_to_unique_order({1: [], 2: [], 3: []}) == 2
    graph = {1: [3], 2: [3, 4], 3: [], 4: []}
    assert fewest_arcs_to_unique_order(graph) == 1
    assert topological_orders({1: [3], 2: [3, 4], 3: [], 4: [1]}) == [[2, 4, 1, 3]]


def test_times_of_an_aoe_network() -> None:
    network = {"a": (1, 2, 3), "b": (1, 3, 2), "c": (2, 4, 2), "d": (3, 4, 4), "e": (4, 5, 3)}
    times = aoe_activity_times(network)
    assert times == {"a": (0, 1), "b": (0, 0), "c": (3, 4), "d": (2, 2), "e": (6, 6)}
    assert [name for name, (early, late) in times.items() if early == late] == critical_activities(network)
