from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.graphs import (
    component_edge_bounds,
    critical_activities,
    dfs_finish_order,
    dfs_order,
    dijkstra_distances_after,
    dijkstra_steps,
    graph_bfs_order,
    is_topological_order,
    kruskal_edges,
    prim_edges,
    project_length,
    shortest_distances_by_relaxation,
    topological_orders,
)

NETWORK = {"a": (1, 2, 3), "b": (1, 3, 2), "c": (2, 4, 2), "d": (2, 5, 3), "e": (3, 4, 4), "f": (3, 6, 3),
           "g": (4, 6, 2), "h": (5, 6, 1)}  # fmt: skip
weighted = st.dictionaries(
    st.integers(0, 6), st.dictionaries(st.integers(0, 6), st.integers(1, 20), max_size=5), max_size=7
)


@st.composite
def acyclic(draw: st.DrawFn) -> dict:
    n = draw(st.integers(1, 6))
    return {u: [v for v in range(u + 1, n) if draw(st.booleans())] for u in range(n)}


def test_traversals() -> None:
    graph = {1: [2, 3], 2: [4], 3: [4], 4: []}
    assert dfs_order(graph, 1) == [1, 2, 4, 3]
    assert dfs_finish_order(graph, 1) == [4, 2, 3, 1]
    assert graph_bfs_order(graph, 1) == [1, 2, 3, 4]


def test_critical_path_textbook_network() -> None:
    assert project_length(NETWORK) == 8
    assert critical_activities(NETWORK) == ["b", "e", "g"]


def test_component_bounds() -> None:
    assert component_edge_bounds(5, 1) == (4, 10)
    assert component_edge_bounds(5, 5) == (0, 0)


@given(st.integers(1, 14), st.data())
def test_component_bounds_closed_form(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, n))
    assert component_edge_bounds(n, k) == (n - k, (n - k) * (n - k + 1) // 2)


@given(st.lists(st.integers(1, 50), min_size=15, max_size=15), st.integers(0, 5))
def test_prim_and_kruskal_weigh_the_same(weights: list[int], start: int) -> None:
    edges = [(u, v, w) for (u, v), w in zip(combinations(range(6), 2), weights, strict=True)]
    prim, kruskal = prim_edges(edges, start), kruskal_edges(edges)
    assert len(prim) == len(kruskal) == 5
    assert sum(w for *_, w in prim) == sum(w for *_, w in kruskal)


@given(weighted)
def test_dijkstra_agrees_with_relaxation(graph: dict) -> None:
    steps = dijkstra_steps(graph, 0)
    assert dict(steps) == shortest_distances_by_relaxation(graph, 0)
    assert [d for _, d in steps] == sorted(d for _, d in steps)
    assert dijkstra_distances_after(graph, 0, len(steps)) == dict(steps)


@given(acyclic())
def test_reversed_finish_orders_are_topological(graph: dict) -> None:
    above = {-1: list(graph), **graph}
    order = dfs_finish_order(above, -1)[::-1]
    assert is_topological_order(above, order)
    orders = topological_orders(graph)
    assert order[1:] in orders
    assert all(is_topological_order(graph, other) for other in orders)


def test_a_cycle_has_no_topological_order() -> None:
    assert topological_orders({1: [2], 2: [1]}) == []
