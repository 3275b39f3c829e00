"""Minimum spanning trees: the k-th edge of Prim and Kruskal, the total weight, rejected edges."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.graphs import dijkstra_steps, kruskal_edges, prim_edges


def _edge(edge: tuple) -> str:
    return "".join(sorted(edge[:2]))


def draw(rng: random.Random) -> Draft:
    n = rng.choice((6, 6, 7))
    names = list("ABCDEFG"[:n])
    pairs = [(u, v) for i, u in enumerate(names) for v in names[i + 1 :]]
    chosen = sorted(rng.sample(pairs, rng.randint(n + 2, n + 4)))
    weights = rng.sample(range(1, 30), len(chosen))
    edges = [(u, v, w) for (u, v), w in zip(chosen, weights, strict=True)]
    kruskal = kruskal_edges(edges)
    if len(kruskal) < n - 1 or {x for u, v, _ in edges for x in (u, v)} != set(names):
        raise Redraw
    start = rng.choice(names)
    prim = prim_edges(edges, start)
    total = sum(w for _, _, w in kruskal)
    weight_of = {frozenset(e[:2]): e[2] for e in edges}
    begin = f"带权连通无向图的边及权值（AB 表示顶点 A、B 之间的边）为 {listed(f'{_edge(e)}: {e[2]}' for e in edges)}，各边的权值互不相同。"
    asked = rng.choice(("prim", "prim", "kruskal", "total", "vertices"))
    rejected = _rejected(edges)
    if asked in ("kruskal", "total") and not rejected:
        raise Redraw
    kruskal_rows = [
        (_edge(e), e[2], "选入" if e in kruskal else "构成回路，舍去")
        for e in sorted(edges, key=lambda e: e[2])
        if e[2] <= kruskal[-1][2]
    ]
    inside, prim_rows = [start], []
    for u, v, w in prim:
        crossing = sorted((e for e in edges if (e[0] in inside) != (e[1] in inside)), key=lambda e: e[2])
        shown = listed((f"{_edge(e)} {e[2]}" for e in crossing[:4]), "，") + ("，…" if len(crossing) > 4 else "")
        prim_rows.append((listed(inside), shown, f"{_edge((u, v))} {w}"))
        inside.append(v)
    prim_trace = table(["已选顶点", "候选边（权值从小到大）", "选入的边"], prim_rows)
    kruskal_trace = table(["边", "权值", "结果"], kruskal_rows)
    if asked in ("prim", "kruskal"):
        taken, other = (prim, kruskal) if asked == "prim" else (kruskal, prim)
        k = rng.randint(3, n - 1)
        right = taken[k - 1]
        if asked == "prim" and frozenset(right[:2]) == frozenset(kruskal[k - 1][:2]) and rng.random() < 0.7:
            raise Redraw
        by_weight = sorted(edges, key=lambda e: e[2])
        wrong = [(other[k - 1], f"这是用 {'Kruskal' if asked == 'prim' else 'Prim'} 算法选入的第 {k} 条边。")]
        wrong.append((taken[k - 2], f"这是第 {k - 1} 条选入的边。"))
        if k < n - 1:
            wrong.append((taken[k], f"这是第 {k + 1} 条选入的边。"))
        if asked == "kruskal":
            wrong.append((by_weight[k - 1], "没有检查回路，直接取权值第 k 小的边。"))
            wrong += [(e, "它与已选的边构成回路，要舍去。") for e in rejected]
        else:
            last = prim[k - 2][1]
            near = [e for e in edges if last in e[:2]]
            wrong.append((min(near, key=lambda e: e[2]), "只从刚加入的顶点出发选最小的边。"))
            wrong += [
                (e, _passed_over(e, [start, *(x[1] for x in prim[: k - 1])], prim[: k - 1])) for e in by_weight[: n + 1]
            ]
            wrong.append((by_weight[k - 1], "在全部边中按权值选取，没有限定一个端点已在树中。"))
        call = f"prim_edges({edges}, {start!r})" if asked == "prim" else f"kruskal_edges({edges})"
        claim = f"set({call}[{k - 1}][:2]) == set({ANSWER})"
        how = f"用 Prim 算法从顶点 {start} 出发求最小生成树" if asked == "prim" else "用 Kruskal 算法求最小生成树"
        rule = (
            "每次在一个端点已选、另一个端点未选的边中取权值最小的："
            if asked == "prim"
            else "按权值从小到大逐条检查，不构成回路的选入："
        )
        trace = prim_trace if asked == "prim" else kruskal_trace
        choices = [Choice(tuple(sorted(e[:2])), _edge(e), why) for e, why in wrong if set(e[:2]) != set(right[:2])]
        return Draft(
            f"{begin}{how}，则第 {k} 条被选入的边是",
            Choice(tuple(sorted(right[:2])), _edge(right), "按算法逐条选取得到。"), choices,
            f"{rule}{trace}第 {k} 条选入的边是 {_edge(right)}，权值 {right[2]}。", claim,
        )  # fmt: skip
    if asked == "vertices":
        order = [start, *(v for _, v, _ in prim)]
        graph: dict = {v: {} for v in names}
        for u, v, w in edges:
            graph[u][v] = graph[v][u] = w
        by_kruskal: list[str] = []
        for u, v, _ in kruskal:
            by_kruskal += [x for x in (u, v) if x not in by_kruskal]
        closest = [start]
        while len(closest) < n:
            around = [x for x in graph[closest[-1]] if x not in closest]
            around = around or [x for x in names if x not in closest]
            closest.append(min(around, key=lambda x: graph[closest[-1]].get(x, 99)))
        wrong_orders = [
            ([v for v, _ in dijkstra_steps(graph, start)], "用了 Dijkstra 算法，比较的是从起点算起的路径长度。"),
            (closest, "每次只从刚加入的顶点选最近的邻接点。"),
            ([start, *(x for x in by_kruskal if x != start)], "按 Kruskal 算法选边的次序排列顶点。"),
            (_breadth(graph, start), "按广度优先搜索的次序，没有考虑权值。"),
            ([start, *sorted(graph[start], key=graph[start].get), *(x for x in names if x not in graph[start] and x != start)],
             "先加入起点的全部邻接点，没有逐次比较所有候选边。"),
            ([*order[:-2], order[-1], order[-2]], "最后两个顶点的候选边比较错了。"),
        ]  # fmt: skip
        claim = f"prim_vertex_order({edges}, {start!r}) == {ANSWER}"
        return Draft(
            f"{begin}用 Prim 算法从顶点 {start} 出发求最小生成树，则各顶点加入生成树的先后次序为",
            Choice(order, listed(order, ", "), "每次取候选边中权值最小者的另一端点。"),
            [Choice(one, listed(one, ", "), why) for one, why in wrong_orders],
            f"每次在一个端点已选、另一个端点未选的边中取权值最小的：{prim_trace}次序为 {listed(order, ', ')}。", claim,
        )  # fmt: skip
    by_weight = sorted(w for *_, w in edges)
    smallest = sum(by_weight[: n - 1])
    values = [
        (smallest, f"直接取权值最小的 {n - 1} 条边，没有检查回路。"),
        (total + rejected[0][2] if rejected else total + by_weight[n - 1], "多取了一条构成回路的边。"),
        (total - kruskal[-1][2], f"只取了 {n - 2} 条边，{n} 个顶点要 {n - 1} 条。"),
        (sum(weight_of.values()) - total, "求成了舍去的各边的权值之和。"),
        (sum(by_weight[:n]), f"取了权值最小的 {n} 条边。"),
        (total - kruskal[0][2], "漏掉了权值最小的边。"),
        (total - kruskal[-1][2] + next((w for w in by_weight if w > kruskal[-1][2]), 30), "最后一条边没有取最小的。"),
    ]
    claim = f"sum([{', '.join(f'kruskal_edges({edges})[{i}][2]' for i in range(n - 1))}]) == {ANSWER}"
    return Draft(
        f"{begin}则该图的最小生成树的权值之和为", Choice(total, str(total), f"选入的 {n - 1} 条边的权值相加。"),
        [Choice(value, str(value), why) for value, why in values if value > 0],
        f"用 Kruskal 算法，按权值从小到大逐条检查：{kruskal_trace}"
        f"选入的边的权值之和为 {' + '.join(str(w) for *_, w in kruskal)} = {total}。", claim,
    )  # fmt: skip


def _passed_over(edge: tuple, inside: list[str], taken: list[tuple]) -> str:
    """Why Prim's algorithm does not take the edge now."""
    if any(set(edge[:2]) == set(other[:2]) for other in taken):
        return "它在此之前已经选入。"
    ends = (edge[0] in inside) + (edge[1] in inside)
    return (
        "它的两个端点此时都不在树中，还不能选。",
        "它的权值不是此时各候选边中最小的。",
        "它的两个端点此时都已在树中，选入会构成回路。",
    )[ends]


def _rejected(edges: list[tuple]) -> list[tuple]:
    taken = kruskal_edges(edges)
    return [e for e in sorted(edges, key=lambda e: e[2]) if e not in taken and e[2] < taken[-1][2]]


def _breadth(graph: dict, start: str) -> list[str]:
    out = [start]
    for vertex in out:
        out += [v for v in sorted(graph[vertex]) if v not in out]
    return out


FAMILY = Family(
    name="spanning_tree", title="最小生成树", title_en="Minimum spanning trees", node="ds.5.4.1", skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
