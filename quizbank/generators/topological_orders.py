"""Topological orders of a directed acyclic graph given as a list of arcs."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.graphs import is_topological_order, topological_orders


def _words(order: list[str]) -> str:
    return listed(order, ", ")


def _removal(graph: dict, order: list[str]) -> list[tuple]:
    rows, left = [], list(graph)
    for vertex in order:
        free = [v for v in left if not any(v in graph[u] for u in left)]
        rows.append((listed(free), vertex, listed(f"<{vertex}, {w}>" for w in graph[vertex]) or "无"))
        left.remove(vertex)
    return rows


def _broken(graph: dict, order: list[str]) -> str:
    place = {vertex: i for i, vertex in enumerate(order)}
    u, v = next((u, v) for u in graph for v in graph[u] if place[u] > place[v])
    return f"有弧 <{u}, {v}>，{u} 应排在 {v} 之前。"


def draw(rng: random.Random) -> Draft:
    asked = rng.choice(("count", "count", "possible", "impossible", "first"))
    n = rng.choice((6, 6, 7)) if asked != "count" else 6
    names = [f"v{i}" for i in range(1, n + 1)] if rng.random() < 0.5 else list("abcdefg"[:n])
    hidden = rng.sample(names, n)
    pairs = [(hidden[i], hidden[j]) for i in range(n) for j in range(i + 1, n)]
    arcs = sorted(rng.sample(pairs, rng.randint(n, n + 2)))
    graph = {vertex: [v for u, v in arcs if u == vertex] for vertex in names}
    orders = topological_orders(graph)
    if any(not graph[v] and not any(v in graph[u] for u in names) for v in names):
        raise Redraw
    told = listed(f"<{u}, {v}>" for u, v in arcs)
    begin = f"有向无环图的顶点集为 {{{listed(names)}}}，弧集为 {{{told}}}。"
    if asked == "count":
        right = len(orders)
        if not 3 <= right <= 14:
            raise Redraw
        sources = [v for v in names if not any(v in graph[u] for u in names)]
        fewer = {}
        for u, v in arcs:
            rest = {x: [y for y in graph[x] if (x, y) != (u, v)] for x in names}
            fewer[u, v] = len(topological_orders(rest))
        from_first = sum(order[0] == sources[0] for order in orders)
        wrong = [
            (right - 1, "列举时漏掉了一种。"),
            (right + 1, "列举时把同一个序列数了两次。"),
            (right - 2, "列举时漏掉了两种。"),
            (right + 2, "列举时把不满足某条弧的序列也算了进去。"),
        ]
        if from_first != right:
            wrong.append((from_first, f"只数了以 {sources[0]} 开头的序列。"))
        wrong += [(count, f"漏看了弧 <{u}, {v}>。") for (u, v), count in fewer.items() if right < count <= 3 * right]
        solution = (
            "每次选一个入度为 0 的顶点输出并删去它发出的弧，有多个可选时分别继续，全部序列为："
            + table(["序号", "拓扑序列"], [(i, _words(order)) for i, order in enumerate(orders, 1)])
            + f"共 {right} 种。"
        )
        claim = f"len(topological_orders({graph})) == {ANSWER}"
        return Draft(
            f"{begin}该图不同的拓扑序列共有多少种？", Choice(right, str(right), "按入度为 0 的选择逐一列举得到。"),
            [Choice(value, str(value), why) for value, why in wrong if value > 0], solution, claim,
        )  # fmt: skip
    if asked == "first":
        indegree = {v: sum(v in graph[u] for u in names) for v in names}
        use_stack = rng.random() < 0.5
        kind, unlike = ("stack", "queue") if use_stack else ("queue", "stack")
        wanted, other = _by(graph, indegree, kind), _by(graph, indegree, unlike)
        holder = "栈" if use_stack else "队列"
        backwards = {v: list(reversed(graph[v])) for v in reversed(names)}
        wrong_orders = [
            (other, f"用{'队列' if use_stack else '栈'}存放了入度为 0 的顶点。"),
            (_by(backwards, indegree, kind), "入度为 0 的顶点按相反的次序放入。"),
            (_by(graph, indegree, "least"), "每次都取编号最小的入度为 0 的顶点。"),
            (_by(graph, indegree, "greatest"), "每次都取编号最大的入度为 0 的顶点。"),
            (_dfs(graph), "求成了深度优先搜索的次序，不能保证弧的方向。"),
            (hidden, "虽是一个拓扑序列，却不是按所给的规则得到的。"),
            (orders[0], "虽是一个拓扑序列，却不是按所给的规则得到的。"),
            (orders[-1], "虽是一个拓扑序列，却不是按所给的规则得到的。"),
        ]
        stem = (
            f"{begin}进行拓扑排序时用{holder}存放入度为 0 的顶点：开始时按 {listed(names)} 的次序放入，"
            f"每输出一个顶点，按同样的次序检查它的各邻接点，入度减为 0 的放入{holder}。则得到的拓扑序列为"
        )
        rows, held = [], [v for v in names if indegree[v] == 0]
        rows.append(("开始", _words(held)))
        count = dict(indegree)
        while held:
            vertex = held.pop() if use_stack else held.pop(0)
            for w in graph[vertex]:
                count[w] -= 1
                if count[w] == 0:
                    held.append(w)
            rows.append((f"输出 {vertex}", _words(held) or "空"))
        solution = (
            f"各顶点的入度为 {listed(f'{v}：{indegree[v]}' for v in names)}。逐个输出："
            + table(["步骤", f"{holder}中的顶点（{'栈顶' if use_stack else '队尾'}在右）"], rows)
            + f"拓扑序列为 {_words(wanted)}。"
        )
        claim = f"topological_with_holder({graph}, {kind!r}) == {ANSWER}"
        return Draft(
            stem, Choice(wanted, _words(wanted), f"按{holder}的规则逐个输出得到。"),
            [Choice(order, _words(order), why) for order, why in wrong_orders], solution, claim,
        )  # fmt: skip
    good = [
        Choice(order, _words(order), "每条弧的起点都排在终点之前。")
        for order in rng.sample(orders, min(8, len(orders)))
    ]
    bad = []
    for order in rng.sample(orders, min(6, len(orders))):
        for i in range(n - 1):
            other = [*order[:i], order[i + 1], order[i], *order[i + 2 :]]
            if not is_topological_order(graph, other):
                bad.append(Choice(other, _words(other), _broken(graph, other)))
    if len(good) < 4 or len(bad) < 4:
        raise Redraw
    if asked == "possible":
        right, wrong = good[0], bad
        ask, claim = "下列序列中，是该图的拓扑序列的是", f"is_topological_order({graph}, {ANSWER})"
        trace = _removal(graph, right.value)
        solution = (
            "依次删去入度为 0 的顶点："
            + table(["入度为 0 的顶点", "输出", "删去的弧"], trace)
            + f"{right.text} 的每一步都选入度为 0 的顶点，是拓扑序列。"
        )
    else:
        right, wrong = rng.choice(bad), good
        ask, claim = "下列序列中，**不是**该图的拓扑序列的是", f"not is_topological_order({graph}, {ANSWER})"
        trace = _removal(graph, wrong[0].value)
        solution = (
            f"拓扑序列要求每条弧的起点都排在终点之前。检查 {right.text}：{right.why}所以它不是拓扑序列。"
            f"其余序列都可以通过依次删去入度为 0 的顶点得到，例如 {wrong[0].text}："
            + table(["入度为 0 的顶点", "输出", "删去的弧"], trace)
        )
    return Draft(begin + ask, right, wrong, solution, claim)


def _by(graph: dict, indegree: dict, rule: str) -> list[str]:
    count, out = dict(indegree), []
    held = [v for v in graph if count[v] == 0]
    while held:
        if rule in ("least", "greatest"):
            held.sort(reverse=rule == "greatest")
        vertex = held.pop() if rule == "stack" else held.pop(0)
        out.append(vertex)
        for w in graph[vertex]:
            count[w] -= 1
            if count[w] == 0:
                held.append(w)
    return out


def _dfs(graph: dict) -> list[str]:
    out: list[str] = []

    def visit(vertex: str) -> None:
        if vertex not in out:
            out.append(vertex)
            for w in graph[vertex]:
                visit(w)

    for vertex in graph:
        visit(vertex)
    return out


FAMILY = Family(
    name="topological_orders", title="拓扑排序", title_en="Topological orders", node="ds.5.4.3", skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
