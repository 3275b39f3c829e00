"""Link-state routing: the routing table of one router by Dijkstra's algorithm, and the order in which it grows."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.route_selection import link_state_routes, link_state_steps


def _hops(links: list[tuple[str, str, int]], source: str) -> tuple[dict[str, int], dict[str, int]]:
    """Fewest links to every router, and the least cost among such paths."""
    best = {source: (0, 0)}
    for _ in links:
        for u, v, weight in links:
            for a, b in ((u, v), (v, u)):
                if a in best:
                    offer = (best[a][0] + 1, best[a][1] + weight)
                    best[b] = min(best.get(b, offer), offer)
    return {node: pair[0] for node, pair in best.items()}, {node: pair[1] for node, pair in best.items()}


def _greedy(links: list[tuple[str, str, int]], source: str) -> list[str]:
    """The order in which Prim's algorithm would take the routers."""
    order = [source]
    while True:
        cut = [(w, v if u in order else u) for u, v, w in links if (u in order) != (v in order)]
        if not cut:
            return order
        order.append(min(cut)[1])


def draw(rng: random.Random) -> Draft:
    count = rng.choice((5, 6, 6))
    routers = [f"R{n}" for n in range(1, count + 1)]
    pairs = [(routers[n], routers[rng.randrange(n)]) for n in range(1, count)]
    spare = [(a, b) for i, b in enumerate(routers) for a in routers[i + 1 :] if (a, b) not in pairs]
    pairs += rng.sample(spare, rng.choice((3, 4)))
    links = sorted((b, a, rng.randint(1, 12)) for a, b in pairs)
    source = rng.choice(routers)
    try:
        routes, steps = link_state_routes(links, source), link_state_steps(links, source)
    except ValueError:
        raise Redraw from None
    direct = {v if u == source else u: w for u, v, w in links if source in (u, v)}
    if len(direct) < 2 or len({hop for _, hop in routes.values()}) < 2:
        raise Redraw
    order = [node for node, _ in steps]
    fewest, fewest_cost = _hops(links, source)
    others = [node for node in routers if node != source]
    case = rng.choice(("order", "costs", "after"))
    stem = (
        "某网络采用链路状态路由算法，路由器之间的链路及代价（两个方向相同）如下："
        + table(["链路", *(f"{u}—{v}" for u, v, _ in links)], [("代价", *(w for _, _, w in links))])
        + f"{source} 用 Dijkstra 算法计算到其他各路由器的最短路径，"
    )
    rows = []
    for number, (node, best) in enumerate(steps):
        done = order[: number + 1]
        cells = [
            "✓" if other in done else f"{best[other][0]}（经 {best[other][1]}）" if other in best else "∞"
            for other in others
        ]
        rows.append((number, node, *cells))
    trace = "每次从未确定的路由器中选距离最小的一个，再用它更新其余路由器的距离（✓ 为已确定）：" + table(
        ["步", "新确定", *others], rows
    )
    if case == "order":
        if _greedy(links, source) == order:
            raise Redraw
        right = order[1:]
        stem += "则其他各路由器被确定（加入已求得最短路径的集合）的次序为"
        found = [
            (_greedy(links, source)[1:], "每次选与集合相连的代价最小的链路，这是求最小生成树的次序。"),
            (
                sorted(others, key=lambda node: (fewest[node], fewest_cost[node], node)),
                "按跳数由少到多确定，没有按总代价。",
            ),
            (sorted(others, key=lambda node: (fewest_cost[node], node)), "只用跳数最少的路径的代价来排列。"),
            (
                sorted(others, key=lambda node: (direct.get(node, 99), node)),
                "只按与源路由器直接相连的链路代价排列，没有更新距离。",
            ),
            ([*right[:-2], right[-1], right[-2]], "最后两个路由器的距离比较反了。"),
            ([right[1], right[0], *right[2:]], "前两个路由器的距离比较反了。"),
            (others, "按路由器的编号排列，没有比较距离。"),
        ]
        wrong = [Choice(value, listed(value), why) for value, why in found]
        solution = trace + f"确定的次序为 {listed(right)}。"
        answer = Choice(right, listed(right), "每次确定总距离最小的路由器。")
        return Draft(stem, answer, wrong, solution, f"link_state_order({links}, {source!r}) == {ANSWER}")
    if case == "costs":
        far = max(others, key=lambda node: (routes[node][0] != fewest_cost[node], fewest[node], node))
        cost, hop = routes[far]
        if cost == fewest_cost[far]:
            raise Redraw
        stem += f"则 {source} 到 {far} 的最短路径的代价为"
        before_far = _path(source, steps, far)[-2]
        last = cost - (routes[before_far][0] if before_far != source else 0)
        found = [
            (fewest_cost[far], "取了跳数最少的路径，没有比较总代价。"),
            (cost - last, "漏掉了到目的路由器的最后一段链路。"),
            (cost - direct.get(hop, 0), "漏掉了从源路由器到下一跳的那段链路。"),
            (max(value for value, _ in routes.values()), "给出的是到最远路由器的代价。"),
            *(
                (_through(links, source, far, via), f"取了经过 {via} 的路径，它不是代价最小的。")
                for via in direct
                if via != hop
            ),
            (cost + 1, "有一段链路的代价加错了。"),
            (direct.get(far, 0), "取了直达链路的代价，没有比较经过其他路由器的路径。"),
            (
                cost + min(w for *_, w in links),
                "路径上多算了一段链路。",
            ),
        ]
        wrong = [Choice(value, str(value), why) for value, why in found if value >= min(direct.values())]
        solution = trace + f"{source} 到 {far} 的最短路径为 {'—'.join(_path(source, steps, far))}，代价为 {cost}。"
        claim = f"link_state_routes({links}, {source!r})[{far!r}][0] == {ANSWER}"
        return Draft(stem, Choice(cost, str(cost), "按 Dijkstra 算法得到的最小代价。"), wrong, solution, claim)
    hops = [routes[node][1] for node in others]
    stem += f"则 {source} 的路由表中，到 {listed(others)} 的下一跳依次为"
    before = {node: _path(source, steps, node)[-2] for node in others}
    near = min(direct, key=lambda node: (direct[node], node))
    found = [
        (
            [before[node] if before[node] != source else node for node in others],
            "给出的是路径上目的路由器的前一个路由器，不是下一跳。",
        ),
        (
            [node if node in direct else routes[node][1] for node in others],
            "对相邻的路由器一律直接转发，没有比较经过其他路由器的路径。",
        ),
        ([near for _ in others], "每个目的都走代价最小的那条相邻链路。"),
        ([_hop_by_count(links, source, node) for node in others], "按跳数最少选择下一跳，没有按代价。"),
        (
            [
                _second(links, source, node, routes[node][1]) if node == others[-1] else routes[node][1]
                for node in others
            ],
            f"到 {others[-1]} 的路径没有取代价最小的一条。",
        ),
        (
            [
                _second(links, source, node, routes[node][1]) if node == others[0] else routes[node][1]
                for node in others
            ],
            f"到 {others[0]} 的路径没有取代价最小的一条。",
        ),
    ]
    middle = others[len(others) // 2]
    found.append((
        [_second(links, source, node, hop) if node == middle else hop for node, hop in zip(others, hops, strict=True)],
        f"到 {middle} 的路径没有取代价最小的一条。",
    ))  # fmt: skip
    wrong = [
        Choice(value, listed(value), why)
        for value, why in found
        if all(via not in direct or _through(links, source, node, via) for node, via in zip(others, value, strict=True))
    ]
    ways = [(node, "—".join(_path(source, steps, node)), *routes[node]) for node in others]
    solution = (
        trace
        + f"{source} 的路由表为："
        + table(["目的", "最短路径", "代价", "下一跳"], ways)
        + f"下一跳依次为 {listed(hops)}。"
    )
    answer = Choice(hops, listed(hops), "各最短路径上的第一个路由器。")
    return Draft(stem, answer, wrong, solution, f"link_state_hops({links}, {source!r}) == {ANSWER}")


def _path(source: str, steps: list, target: str) -> list[str]:
    before = {}
    for number in range(1, len(steps)):
        node = steps[number][0]
        before[node] = steps[number - 1][1][node][1]
    path = [target]
    while path[0] != source:
        path.insert(0, before[path[0]])
    return path


def _costs(links: list[tuple[str, str, int]], source: str) -> dict[str, int]:
    cost = {source: 0}
    for _ in links:
        for u, v, weight in links:
            for a, b in ((u, v), (v, u)):
                if a in cost:
                    cost[b] = min(cost.get(b, 1 << 30), cost[a] + weight)
    return cost


def _through(links: list[tuple[str, str, int]], source: str, target: str, via: str) -> int:
    """Least cost to the target when the first router on the way is `via`; 0 when there is no such way."""
    rest = [link for link in links if source not in link[:2]]
    step = next(w for u, v, w in links if {u, v} == {source, via})
    return step if target == via else step + _costs(rest, via).get(target, -step)


def _second(links: list[tuple[str, str, int]], source: str, target: str, hop: str) -> str:
    """The best next hop other than `hop`."""
    near = [v if u == source else u for u, v, _ in links if source in (u, v)]
    offers = [(cost, via) for via in near if via != hop and (cost := _through(links, source, target, via))]
    return min(offers)[1] if offers else hop


def _hop_by_count(links: list[tuple[str, str, int]], source: str, target: str) -> str:
    flat = [(u, v, 1) for u, v, _ in links]
    near = [v if u == source else u for u, v, _ in links if source in (u, v)]
    return min((_through(flat, source, target, via) or 99, via) for via in near)[1]


FAMILY = Family(
    name="link_state", title="链路状态路由的计算", title_en="Link-state routing", node="cn.4.2.3", also=("cn.4.5.4",),
    skill="trace", difficulty=3, seconds=180, draw=draw,
)  # fmt: skip
