import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.graphs import shortest_distances_by_relaxation
from quizbank.simulators.route_selection import (
    bgp_next_as,
    link_state_hops,
    link_state_order,
    link_state_routes,
    link_state_steps,
    region_routed_path,
)

_PAIRS = [(a, b) for a in "ABCDE" for b in "ABCDE" if a < b]


def test_link_state_of_four_routers():
    links = [("R1", "R2", 4), ("R1", "R3", 1), ("R3", "R2", 2), ("R3", "R4", 6), ("R2", "R4", 3)]
    assert link_state_routes(links, "R1") == {"R3": (1, "R3"), "R2": (3, "R3"), "R4": (6, "R3")}
    with pytest.raises(ValueError):
        link_state_routes([("A", "B", 1), ("A", "C", 1), ("B", "D", 1), ("C", "D", 1)], "A")


@given(st.lists(st.integers(0, 200), min_size=10, max_size=10))
def test_link_state_costs_agree_with_relaxation(weights):
    links = [(a, b, w * 1024 + 2**i) for i, ((a, b), w) in enumerate(zip(_PAIRS, weights, strict=True))]
    graph = {v: {b if a == v else a: w for a, b, w in links if v in (a, b)} for v in "ABCDE"}
    expected = shortest_distances_by_relaxation(graph, "A")
    routes = link_state_routes(links, "A")
    assert {node: cost for node, (cost, _) in routes.items()} == {n: d for n, d in expected.items() if n != "A"}
    for node, (cost, hop) in routes.items():
        assert cost == graph["A"][hop] + (shortest_distances_by_relaxation(graph, hop)[node] if hop != node else 0)


def test_regions_may_lengthen_the_path():
    links = [("a1", "a2"), ("a2", "b1"), ("b1", "b2"), ("b2", "b3"), ("a1", "a3"), ("a3", "a4"), ("a4", "b3")]
    region = {"a1": "A", "a2": "A", "a3": "A", "a4": "A", "b1": "B", "b2": "B", "b3": "B"}
    assert region_routed_path(links, region, "a1", "b3") == ["a1", "a2", "b1", "b2", "b3"]
    assert region_routed_path(links, region, "a4", "b3") == ["a4", "b3"]
    assert region_routed_path(links, region, "a1", "a4") == ["a1", "a3", "a4"]
    with pytest.raises(ValueError):
        region_routed_path([("a", "b"), ("b", "d"), ("a", "c"), ("c", "d")], dict.fromkeys("abcd", "A"), "a", "d")


def test_bgp():
    routes = [
        ("10.0.0.0/8", [2, 9]),
        ("10.1.0.0/16", [3, 4, 9]),
        ("10.1.0.0/16", [5, 6, 7, 9]),
        ("10.1.2.0/24", [8, 1]),
    ]
    assert bgp_next_as(1, routes, "10.1.2.3") == 3
    assert bgp_next_as(11, routes, "10.1.2.3") == 8
    assert bgp_next_as(1, routes, "10.2.2.3") == 2
    assert bgp_next_as(1, routes, "11.0.0.1") is None
    with pytest.raises(ValueError):
        bgp_next_as(1, [("10.0.0.0/8", [2, 9]), ("10.0.0.0/8", [3, 9])], "10.0.0.1")


def test_link_state_steps():
    links = [("A", "B", 4), ("A", "C", 1), ("C", "B", 2), ("B", "D", 5), ("C", "D", 9)]
    assert link_state_steps(links, "A") == [
        ("A", {"B": (4, "A"), "C": (1, "A")}),
        ("C", {"B": (3, "C"), "D": (10, "C")}),
        ("B", {"D": (8, "B")}),
        ("D", {}),
    ]
    assert link_state_order(links, "A") == ["C", "B", "D"]
    assert link_state_hops(links, "A") == ["C", "C", "C"]
    with pytest.raises(ValueError, match="nearest"):
        link_state_steps([("A", "B", 1), ("A", "C", 1)], "A")
    with pytest.raises(ValueError, match="equally"):
        link_state_steps([("A", "B", 1), ("B", "C", 2), ("A", "C", 3)], "A")
