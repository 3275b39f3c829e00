"""AOE networks: length, earliest and latest times, slack, critical activities."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table


def _network(rng: random.Random) -> dict[str, tuple[int, int, int]]:
    """Events 1..n, every one between has arcs in and out, all arcs go to a greater number."""
    n = rng.choice((6, 6, 7))
    arcs = set()
    for event in range(2, n + 1):
        arcs.add((rng.choice(range(max(1, event - 3), event)), event))
    for event in range(1, n):
        if not any(u == event for u, _ in arcs):
            arcs.add((event, rng.choice(range(event + 1, min(n, event + 3) + 1))))
    while len(arcs) < n + 3:
        u = rng.randint(1, n - 1)
        arcs.add((u, rng.randint(u + 1, min(n, u + 3))))
    return {f"a{i}": (u, v, rng.randint(2, 9)) for i, (u, v) in enumerate(sorted(arcs), 1)}


def draw(rng: random.Random) -> Draft:
    activities = _network(rng)
    events = sorted({e for u, v, _ in activities.values() for e in (u, v)})
    n = events[-1]
    early = {1: 0}
    for e in events[1:]:
        early[e] = max(early[u] + d for u, v, d in activities.values() if v == e)
    total = early[n]
    late = {n: total}
    for e in reversed(events[:-1]):
        late[e] = min(late[v] - d for u, v, d in activities.values() if u == e)
    times = {name: (early[u], late[v] - days) for name, (u, v, days) in activities.items()}
    critical = [name for name, (soon, last) in times.items() if soon == last]
    loose = [name for name in activities if name not in critical]
    if len(critical) > 5 or len(loose) < 3 or {u for u, _, _ in activities.values()} != set(events[:-1]):
        raise Redraw
    rows = [(name, f"v{u} → v{v}", days) for name, (u, v, days) in activities.items()]
    begin = (
        f"某工程的 AOE 网有事件 v1 至 v{n}，v1 为源点，v{n} 为汇点，各活动及其持续时间（天）如下："
        + table(["活动", "起点 → 终点", "持续时间"], rows)
        + "工程从第 0 天开始。"
    )
    first_steps = table(["事件", *(f"v{e}" for e in events)], [
        ("最早发生 ve", *(early[e] for e in events)), ("最迟发生 vl", *(late[e] for e in events)),
    ])  # fmt: skip
    second_steps = table(["活动", *activities], [
        ("最早开始 e", *(times[a][0] for a in activities)), ("最迟开始 l", *(times[a][1] for a in activities)),
        ("时间余量 l - e", *(times[a][1] - times[a][0] for a in activities)),
    ])  # fmt: skip
    solution = (
        f"ve 从源点向后取最大，vl 从汇点向前取最小：{first_steps}"
        f"活动 <vi, vj> 的 e = ve(i)，l = vl(j) - 持续时间：{second_steps}"
        f"余量为 0 的关键活动是 {listed(critical)}。"
    )
    asked = rng.choice(("length", "late", "early", "slack", "critical", "event"))
    call = f"aoe_activity_times({activities})"

    def shortest_to(event: int) -> int:
        return min((shortest_to(u) + d for u, v, d in activities.values() if v == event), default=0)

    if asked == "critical":
        right = rng.choice(critical)
        wrong = [
            Choice(a, a, f"它的最早开始时间为 {times[a][0]}，最迟开始时间为 {times[a][1]}，有余量，不是关键活动。")
            for a in loose
        ]
        claim = f"{ANSWER} in critical_activities({activities})"
        why = f"它的最早与最迟开始时间都是 {times[right][0]}，没有余量。"
        return Draft(f"{begin}下列活动中，属于关键活动的是", Choice(right, right, why), wrong, solution, claim)
    if asked == "length":
        right = total
        greedy, at = 0, 1
        while at != n:
            at, days = max(((v, d) for u, v, d in activities.values() if u == at), key=lambda arc: arc[1])
            greedy += days
        values = [
            (shortest_to(n), "求成了最短路径的长度。"),
            (greedy, "从源点起每次只选持续时间最长的活动。"),
            (total - 1, "相加时少算了 1 天。"),
            (total + 1, "从第 1 天开始计数。"),
            (min(early[u] + d for u, v, d in activities.values() if v == n), "进入汇点的活动没有取完成得最晚的一个。"),
            (
                total + min(activities[a][2] for a in loose),
                "多计入了一个非关键活动。",
            ),
            (total - min(activities[a][2] for a in critical), "漏掉了一个关键活动。"),
        ]
        ask, claim, end = (
            "则完成整个工程至少需要的天数为",
            f"project_length({activities}) == {ANSWER}",
            f"共需 {right} 天。",
        )
    elif asked == "event":
        e = rng.choice([e for e in events[1:-1] if late[e] != early[e]] or [0])
        if not e:
            raise Redraw
        right = late[e]
        values = [
            (early[e], "求成了最早发生时间。"),
            (max(late[v] - d for u, v, d in activities.values() if u == e), "向前推时取了最大值，应取最小值。"),
            (total - early[e], "用总工期减去了最早发生时间。"),
            (right + 1, "向前推时少减了 1 天。"),
            (right - 1, "向前推时多减了 1 天。"),
            (late[e] - early[e], "求成了时间余量。"),
            (min(early[v] - d for u, v, d in activities.values() if u == e), "用后继事件的最早发生时间推算。"),
        ]
        ask = f"则事件 v{e} 的最迟发生时间为"
        leaving = listed([a for a, (u, _, _) in activities.items() if u == e], ", ")
        names = [a for a, (u, _, _) in activities.items() if u == e]
        claim = f"min([{', '.join(f'{call}[{a!r}][1]' for a in names)}]) == {ANSWER}"
        end = f"从 v{e} 出发的活动有 {leaving}，最迟开始时间的最小值 {right} 就是 v{e} 的最迟发生时间。"
    else:
        a = rng.choice(loose)
        u, v, days = activities[a]
        e, last = times[a]
        if asked == "late":
            right = last
            values = [
                (e, "求成了最早开始时间。"),
                (late[v], "这是终点事件的最迟发生时间，没有减去持续时间。"),
                (late[u], "这是起点事件的最迟发生时间，活动的最迟开始时间要由终点推算。"),
                (early[v] - days, "用终点事件的最早发生时间推算。"),
                (last - e, "求成了时间余量。"),
                (total - days, "用总工期直接减去持续时间。"),
                (last + 1, "多算了 1 天。"),
            ]
            ask, claim = f"则活动 {a} 的最迟开始时间为", f"{call}[{a!r}][1] == {ANSWER}"
            end = f"{a} 的最迟开始时间为 vl({v}) - {days} = {late[v]} - {days} = {right}。"
        elif asked == "early":
            if u == 1:
                raise Redraw
            right = e
            values = [
                (last, "求成了最迟开始时间。"),
                (shortest_to(u), "到起点事件的各条路径没有取最长的一条。"),
                (early[v], "这是终点事件的最早发生时间。"),
                (e + days, "这是活动的最早完成时间。"),
                (late[u], "这是起点事件的最迟发生时间。"),
                (e + 1, "多算了 1 天。"),
                (e - 1, "少算了 1 天。"),
            ]
            ask, claim = f"则活动 {a} 的最早开始时间为", f"{call}[{a!r}][0] == {ANSWER}"
            end = f"{a} 的最早开始时间等于 ve({u}) = {right}。"
        else:
            right = last - e
            values = [
                (late[u] - early[u], "求成了起点事件的余量。"),
                (late[v] - early[v], "求成了终点事件的余量。"),
                (late[v] - early[u], "没有减去活动的持续时间。"),
                (early[v] - early[u] - days, "用终点事件的最早发生时间推算。"),
                (last, "求成了最迟开始时间。"),
                (e, "求成了最早开始时间。"),
                (right + 1, "多算了 1 天。"),
                (days, "求成了持续时间。"),
            ]
            ask = f"则在不延误总工期的前提下，活动 {a} 的开始时间最多可以推迟的天数（时间余量）为"
            claim = f"{call}[{a!r}][1] - {call}[{a!r}][0] == {ANSWER}"
            end = f"{a} 的时间余量为 {last} - {e} = {right}。"
    wrong = [Choice(value, str(value), why) for value, why in values if value >= 0]
    return Draft(
        begin + ask, Choice(right, str(right), "由事件的最早、最迟发生时间推算得到。"), wrong, solution + end, claim
    )


FAMILY = Family(
    name="critical_path", title="关键路径", title_en="Critical path", node="ds.5.4.4", skill="compute", difficulty=4,
    seconds=210, draw=draw,
)  # fmt: skip
