"""Dijkstra's algorithm: the order of the vertices, the distances after some steps, the shortest path."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.graphs import dijkstra_distances_after, dijkstra_steps


def _words(distances: dict, names: list[str]) -> str:
    return listed((distances.get(v, "∞") for v in names), ", ")


def _hops(graph: dict, start: str) -> list[str]:
    out = [start]
    for vertex in out:
        out += [w for w in sorted(graph.get(vertex, {})) if w not in out]
    return out


def _nearest_neighbour(graph: dict, start: str) -> list[str]:
    """The mistake: as Prim, the nearest vertex by the weight of one arc alone."""
    inside = [start]
    while True:
        arcs = [(w, v) for u in inside for v, w in graph.get(u, {}).items() if v not in inside]
        if not arcs:
            return inside
        inside.append(min(arcs)[1])


def draw(rng: random.Random) -> Draft:
    n = rng.choice((5, 6, 6))
    names = [f"v{i}" for i in range(n)]
    first = rng.sample(names[1:], rng.choice((2, 3)))
    pairs = [(u, v) for u in names[1:] for v in names[1:] if u != v]
    arcs = {("v0", v): rng.randint(3, 18) for v in first}
    arcs |= {pair: rng.randint(1, 12) for pair in rng.sample(pairs, rng.randint(n + 1, n + 3))}
    graph = {u: {v: w for (x, v), w in sorted(arcs.items()) if x == u} for u in names}
    steps = dijkstra_steps(graph, "v0")
    order, distances = [v for v, _ in steps], dict(steps)
    if len(order) < n or len(set(distances.values())) < n:
        raise Redraw
    others = names[1:]
    changes = [dijkstra_distances_after(graph, "v0", k) for k in range(n)]
    improved = sum(
        changes[k].get(v, 0) != changes[k + 1].get(v, 0) and v in changes[k] for k in range(n - 1) for v in names
    )
    if improved < 2:
        raise Redraw
    told = listed(f"<{u}, {v}>: {w}" for (u, v), w in sorted(arcs.items()))
    begin = f"带权有向图的顶点为 {listed(names)}，弧及权值为 {told}。用 Dijkstra 算法求源点 v0 到其余各顶点的最短路径，"
    rows = [
        (k, listed(order[: k + 1]), order[k] if k else "—", *(changes[k].get(v, "∞") for v in others)) for k in range(n)
    ]
    solution = "每次把 dist 最小的未确定顶点并入集合 S，再用它修改其余顶点的 dist：" + table(
        ["步", "S", "新并入", *(f"dist({v})" for v in others)], rows
    )
    asked = rng.choice(("dist", "dist", "order", "path"))
    if asked == "order":
        right = order[1:]
        by_direct = sorted(others, key=lambda v: (graph["v0"].get(v, 99), v))
        wrong = [
            (_hops(graph, "v0")[1:], "按广度优先搜索的次序，没有考虑权值。"),
            (_nearest_neighbour(graph, "v0")[1:], "只比较一条弧的权值（Prim 的做法），应比较从源点起的路径长度。"),
            (by_direct, "按源点到各顶点的弧的权值排序，没有修改 dist。"),
            (others, "按编号的次序。"),
            ([*right[:-2], right[-1], right[-2]], "最后两个顶点的距离没有按较短的路径修改。"),
            ([right[0], right[2], right[1], *right[3:]], "第一个顶点并入后没有修改 dist。"),
            ([right[1], right[0], *right[2:]], "第一个并入的不是离源点最近的顶点。"),
        ]
        claim = f"list(dict(dijkstra_steps({graph}, 'v0')))[1:] == {ANSWER}"
        return Draft(
            f"{begin}则各顶点（不含源点）最短路径被确定的先后次序为",
            Choice(right, listed(right, ", "), "每次取 dist 最小的未确定顶点得到。"),
            [Choice(one, listed(one, ", "), why) for one, why in wrong],
            f"{solution}确定的次序为 {listed(right, ', ')}。", claim,
        )  # fmt: skip
    if asked == "path":
        target = rng.choice([v for v in others if graph["v0"].get(v) != distances[v]])
        right = distances[target]
        hop = _fewest_hops(graph, target)
        incoming = {u: w for u in names for v, w in graph[u].items() if v == target}
        values = [
            (graph["v0"].get(target, 0), "只看了源点到它的弧，没有经过其他顶点修改。"),
            (hop, "取了经过弧数最少的路径。"),
            (min(incoming.values()), "只取了进入它的弧的最小权值。"),
            (right + min(incoming.values()), "重复加了一条弧的权值。"),
            (max(distances.values()) if distances[target] != max(distances.values()) else 0, "求成了最远顶点的距离。"),
        ]
        values += [(changes[k].get(target, 0), f"这是第 {k} 步之后的值，后来又被改小。") for k in range(n)]
        values += [
            (distances[u] + w, f"最后一步从 {u} 到 {target}，没有取更短的路径。")
            for u, w in incoming.items()
            if distances[u] + w > right
        ]
        if len({value for value, _ in values} - {0, right}) < 4:
            values.append((right + 1, "路径上各弧的权值相加时多算了 1。"))
        before = [u for u, w in incoming.items() if distances.get(u, 99) + w == right]
        claim = f"dict(dijkstra_steps({graph}, 'v0'))[{target!r}] == {ANSWER}"
        return Draft(
            f"{begin}则源点 v0 到顶点 {target} 的最短路径长度为",
            Choice(right, str(right), "逐步修改 dist 得到的最终值。"),
            [Choice(value, str(value), why) for value, why in values if value > 0],
            f"{solution}到 {target} 的最短路径长度为 {right}，路径上它的前一个顶点是 {before[0]}。", claim,
        )  # fmt: skip
    k = rng.randint(1, n - 3)
    right = changes[k]
    relaxed = dict(changes[k - 1])
    for v, w in graph[order[k]].items():
        if v not in order[: k + 1]:
            relaxed[v] = min(w, relaxed.get(v, w))
    greedy = dict(changes[k])
    for v in others:
        if v not in greedy:
            greedy[v] = distances[v]
            break
    overwritten = dict(changes[k - 1])
    for v, w in graph[order[k]].items():
        if v not in order[: k + 1]:
            overwritten[v] = distances[order[k]] + w
    wrong = [
        (changes[k - 1], f"并入 {order[k]} 之后没有修改其余顶点的 dist。"),
        (changes[k + 1], f"多作了一步，把 {order[k + 1]} 也并入了。"),
        (relaxed, "修改时只用弧的权值，没有加上新并入顶点的 dist。"),
        (overwritten, "不论新路径是否更短都作了修改。"),
        (dict(distances), "这是算法结束时的结果。"),
        (greedy, "提前写入了尚未经过的路径的长度。"),
        (changes[0], "这是开始时的值。"),
    ]
    head = listed(others, "、")
    claim = f"dijkstra_distances_after({graph}, 'v0', {k}) == {ANSWER}"
    return Draft(
        f"{begin}当除源点外已有 {k} 个顶点的最短路径被确定，并修改完其余顶点的 dist 后，{head} 的 dist 值依次为",
        Choice(right, _words(right, others), "按当前 dist 最小者并入并修改得到。"),
        [Choice(one, _words(one, others), why) for one, why in wrong],
        f"{solution}第 {k} 步后 {head} 的 dist 依次为 {_words(right, others)}。", claim,
    )  # fmt: skip


def _fewest_hops(graph: dict, target: str) -> int:
    """Length of the path with the fewest arcs, the first one found."""
    found = {"v0": 0}
    queue = ["v0"]
    for vertex in queue:
        for v, w in graph[vertex].items():
            if v not in found:
                found[v] = found[vertex] + w
                queue.append(v)
    return found[target]


FAMILY = Family(
    name="dijkstra_order", title="Dijkstra 算法的过程", title_en="Dijkstra's algorithm", node="ds.5.4.2", skill="trace",
    difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
