"""Distance vectors: the RIP update of a table, and the vector worked out from all neighbours."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.distance_vector import rip_changed_entries, rip_update, vector_from_neighbours


def draw(rng: random.Random) -> Draft:
    return _vectors(rng) if rng.random() < 0.4 else _rip(rng)


def _rip(rng: random.Random) -> Draft:
    count = rng.choice((4, 5))
    networks = [f"N{n}" for n in range(1, count + 1)]
    neighbours = ["B", "C", "D"]
    sender = rng.choice(neighbours)
    own = {net: (rng.randint(2, 8), rng.choice(neighbours)) for net in networks}
    told = {net: max(1, own[net][0] + rng.choice((-3, -2, -1, -1, 0, 1, 2, 3))) for net in networks}
    if rng.random() < 0.35:
        told[rng.choice([net for net in networks if own[net][1] == sender] or networks)] = 15
    after = rip_update(own, sender, told)
    changed = rip_changed_entries(own, sender, told)
    worse = [net for net in networks if own[net][1] == sender and after[net][0] > own[net][0]]
    kept = [net for net in networks if own[net][1] != sender and told[net] + 1 >= own[net][0]]
    if not worse or not kept or not 1 < len(changed) < count:
        raise Redraw
    case = rng.choice(("distances", "changed"))
    right = [after[net][0] for net in networks]

    def plain(keep_worse: bool, add: int, always: bool = False) -> list[int]:
        values = []
        for net in networks:
            offer, (old, hop) = min(told[net] + add, 16), own[net]
            forced = (hop == sender and not keep_worse) or always
            values.append(offer if forced or offer < old else old)
        return values

    found = [
        (plain(True, 1), "下一跳就是发送者的表项也只在距离变小时才更新；对这样的表项必须用新的距离替换。"),
        (plain(False, 0), "没有把收到的距离加 1。"),
        (plain(False, 1, always=True), "不作比较，把收到的各项都加 1 后替换了原来的表项。"),
        (plain(True, 0), "没有加 1，下一跳就是发送者的表项也只在距离变小时才更新。"),
        ([own[net][0] for net in networks], "没有更新任何表项。"),
        (
            plain(False, 2),
            "把收到的距离加了 2。",
        ),
        (
            [own[net][0] if after[net][1] == sender != own[net][1] else after[net][0] for net in networks],
            "只更新下一跳就是发送者的表项，没有用更短的新路由替换其他表项。",
        ),
    ]
    stem = (
        "路由器 A 运行 RIP，以跳数为距离，16 表示不可达，距离相等时保留原有的表项。A 当前的路由表如下："
        + table(["目的网络", "距离", "下一跳"], [(net, *own[net]) for net in networks])
        + f"A 收到相邻路由器 {sender} 发来的 RIP 报文，其中的（目的网络，距离）为 "
        + listed(f"({net}, {told[net]})" for net in networks)
        + "。"
    )
    rows = []
    for net in networks:
        offer = min(told[net] + 1, 16)
        old, hop = own[net]
        if hop == sender:
            what = "下一跳就是发送者，用新距离替换"
        elif offer < old:
            what = "距离更短，替换"
        else:
            what = "不更短，保留"
        rows.append((net, f"{old}，{hop}", offer, what, f"{after[net][0]}，{after[net][1]}"))
    solution = f"把收到的各距离加 1（最大为 16），下一跳为 {sender}，再与原表项比较：" + table(
        ["目的网络", "原距离，下一跳", "经过的新距离", "处理", "更新后"], rows
    )
    if case == "distances":
        stem += f"更新后，A 到 {listed(networks)} 的距离依次为"
        solution += f"更新后的距离依次为 {listed(right)}。"
        wrong = [Choice(value, listed(value), why) for value, why in found]
        answer = Choice(right, listed(right), "逐项按 RIP 的规则更新。")
        return Draft(
            stem,
            answer,
            wrong,
            solution,
            f"table_distances(rip_update({own}, {sender!r}, {told}), {networks}) == {ANSWER}",
        )
    stem += "更新后，距离或下一跳与原来不同的表项数为"
    better = sum(own[net][1] != sender and told[net] + 1 < own[net][0] for net in networks)
    equal = sum(own[net][1] != sender and told[net] + 1 == own[net][0] for net in networks)
    number = len(changed)
    counts = [
        (
            better + sum(own[net][1] == sender and told[net] + 1 < own[net][0] for net in networks),
            "只计入了距离变小的表项；下一跳就是发送者的表项距离变大时也要更新。",
        ),
        (number + equal, "距离相等时也换成了新的下一跳，题目规定保留原有的表项。"),
        (sum(own[net][1] == sender for net in networks), "数的是下一跳为发送者的表项。"),
        (better, "只计入了换成新下一跳的表项，下一跳不变而距离改变的表项也变了。"),
        (sum(told[net] < own[net][0] for net in networks), "直接比较收到的距离与原距离，没有加 1。"),
        (count, "以为收到报文后所有的表项都会改变。"),
        (count - number, "数的是没有改变的表项。"),
        (
            sum(own[net] != (value, sender) for net, value in zip(networks, plain(False, 1, always=True), strict=True)),
            "不作比较，把收到的各项都当作新表项。",
        ),
    ]
    solution += f"改变的表项是 {listed(changed)}，共 {number} 项。"
    wrong = [Choice(value, str(value), why) for value, why in counts if value > 0]
    claim = f"len(rip_changed_entries({own}, {sender!r}, {told})) == {ANSWER}"
    return Draft(stem, Choice(number, str(number), "逐项按 RIP 的规则更新后比较。"), wrong, solution, claim)


def _vectors(rng: random.Random) -> Draft:
    nodes = ["A", "B", "C", "D", "E", "F"]
    own = "C"
    others = [node for node in nodes if node != own]
    near = sorted(rng.sample(others, 3))
    costs = {via: rng.randint(1, 8) for via in near}
    vectors = {
        via: {node: 0 if node == via else costs[via] if node == own else rng.randint(2, 14) for node in nodes}
        for via in near
    }
    for first in near:  # the same link the other way round
        for second in near:
            if first < second:
                vectors[second][first] = vectors[first][second]
    if any(value < 1 for via in near for node, value in vectors[via].items() if node != via):
        raise Redraw
    try:
        result = vector_from_neighbours(own, costs, vectors)
    except ValueError:
        raise Redraw from None
    if all(result[via][1] == via for via in near) or len({result[node][1] for node in others}) < 2:
        raise Redraw
    right = [result[node][0] for node in nodes]

    def best(link: int, bare: bool = False) -> list[int]:
        return [
            0
            if node == own
            else min(vectors[via][node] + (0 if bare else costs[via] if link < 0 else link) for via in near)
            for node in nodes
        ]

    nearest = min(near, key=lambda via: (costs[via], via))
    found = [
        (best(0, bare=True), "直接取各相邻结点矢量中的最小值，没有加上到相邻结点的代价。"),
        (best(1), "到各相邻结点的代价都按 1 跳计算，题目给出了链路的代价。"),
        (
            [0 if node == own else costs.get(node, result[node][0]) for node in nodes],
            "到相邻结点的距离一律取直达链路的代价，没有比较经过其他结点的路径。",
        ),
        (
            [0 if node == own else vectors[nearest][node] + costs[nearest] for node in nodes],
            f"只用了最近的相邻结点 {nearest} 的矢量，没有与其他相邻结点比较。",
        ),
        (
            [0 if node == own else max(vectors[via][node] + costs[via] for via in near) for node in nodes],
            "取了经过各相邻结点的最大值，应取最小值。",
        ),
        (
            [0 if node == own else vectors[near[0]][node] + costs[near[0]] for node in nodes],
            f"只用了 {near[0]} 的矢量，没有与其他相邻结点比较。",
        ),
    ]
    link = "、".join(f"到 {via} 为 {costs[via]}" for via in near)
    stem = (
        f"某网络采用距离-向量路由算法，结点 {own} 与 {listed(near)} 相邻，测得的链路代价{link}。"
        f"{own} 刚收到各相邻结点发来的距离矢量（到 {listed(nodes)} 的距离）："
        + table(["发来的结点", *nodes], [(via, *(vectors[via][node] for node in nodes)) for via in near])
        + f"{own} 只根据这些矢量和链路代价更新，则 {own} 到 {listed(nodes)} 的距离依次为"
    )
    rows = []
    for node in nodes:
        if node == own:
            rows.append((node, *("—" for _ in near), "0"))
        else:
            rows.append(
                (
                    node,
                    *(f"{costs[via]} + {vectors[via][node]} = {costs[via] + vectors[via][node]}" for via in near),
                    f"{result[node][0]}（经 {result[node][1]}）",
                )
            )
    solution = (
        "对每个目的结点，求“到相邻结点的代价 + 相邻结点到目的结点的距离”，取最小值："
        + table(["目的", *(f"经 {via}" for via in near), "最小值"], rows)
        + f"{own} 的新距离矢量为 {listed(right)}。"
    )
    base = f"vector_from_neighbours({own!r}, {costs}, {vectors})"
    claim = f"table_distances({base}, {nodes}) == {ANSWER}"
    wrong = [Choice(value, listed(value), why) for value, why in found]
    return Draft(stem, Choice(right, listed(right), "对每个目的结点取经各相邻结点的最小值。"), wrong, solution, claim)


FAMILY = Family(
    name="rip_update", title="距离-向量与 RIP 的更新", title_en="Distance-vector updates", node="cn.4.2.2", also=("cn.4.5.3",),
    skill="trace", difficulty=3, seconds=180, draw=draw,
)  # fmt: skip
