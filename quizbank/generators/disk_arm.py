"""Disk arm scheduling: how far the arm travels, in which order it serves, which request comes at a given place."""

import random
from itertools import pairwise

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.disk_arm import arm_order, arm_travel

_NAMES = {
    "FCFS": "先来先服务（FCFS）",
    "SSTF": "最短寻道时间优先（SSTF）",
    "SCAN": "扫描（SCAN）",
    "C-SCAN": "循环扫描（C-SCAN）",
    "LOOK": " LOOK ",
    "C-LOOK": " C-LOOK ",
}
_RULES = {
    "SCAN": "，磁头移动到磁盘的一端后才改变方向",
    "C-SCAN": "，磁头移动到磁盘的一端后直接返回另一端，返回途中不处理请求",
    "LOOK": "，磁头在移动方向上处理完最远的请求后立即改变方向，不必到达磁盘端点",
    "C-LOOK": "，磁头在移动方向上处理完最远的请求后，直接返回另一侧最远的请求，返回途中不处理请求",
}


def _distinct(rng: random.Random, last: int) -> tuple[int, list[int]]:
    start, *requests = rng.sample(range(5, last - 4), rng.randint(7, 9))
    at, left = start, list(requests)
    while left:  # a tie of SSTF would need a rule of its own
        near = sorted(abs(c - at) for c in left)
        if len(near) > 1 and near[0] == near[1]:
            raise Redraw
        at = min(left, key=lambda c: (abs(c - at), c))
        left.remove(at)
    if min(requests) > start or max(requests) < start:
        raise Redraw
    return start, requests


def draw(rng: random.Random) -> Draft:
    policy = rng.choice(("FCFS", "SSTF", "SSTF", "SCAN", "C-SCAN", "LOOK", "C-LOOK"))
    asked = rng.choice(("travel", "travel", "order", "place", "mean"))
    last, upward = rng.choice((99, 127, 199, 199, 255)), rng.random() < 0.5
    start, requests = _distinct(rng, last)
    if asked != "travel" and policy == "FCFS":
        raise Redraw
    moving = policy not in ("FCFS", "SSTF")
    way, other_way = ("增大", "减小") if upward else ("减小", "增大")
    orders = {other: arm_order(other, start, requests, upward, last) for other in _NAMES}
    travels = {other: arm_travel(other, start, requests, upward, last) for other in _NAMES}
    path, total = orders[policy], travels[policy]
    served = [c for c in path if c in requests]
    moves = [(a, b, abs(b - a)) for a, b in pairwise([start, *path])]
    rows = [(n, a, b, d, "" if b in requests else "端点") for n, (a, b, d) in enumerate(moves, 1)]
    steps = table(["步", "从", "到", "移动磁道数", ""], rows)
    back_way = policy.startswith("C-") and asked in ("travel", "mean")
    counted = "，返回的距离也计入" if back_way else ""
    aside = "" if moving else f"（先向磁道号{way}的方向）"
    stem = (
        f"某磁盘的磁道编号为 0～{last}，磁头当前位于磁道 {start}{f'，正向磁道号{way}的方向移动' if moving else ''}。"
        f"现有对下列磁道的请求，按到达的先后依次为 {listed(requests)}。采用{_NAMES[policy]}调度算法{_RULES.get(policy, '')}{counted}，"
    )
    back = arm_travel(policy, start, requests, not upward, last)
    reverse = f"弄错了磁头的移动方向，先向磁道号{other_way}的方向移动。"
    run = f"arm_travel({policy!r}, {start}, {requests}, {upward}, {last})"
    order = f"arm_order({policy!r}, {start}, {requests}, {upward}, {last})"
    if asked in ("travel", "mean"):
        count = len(requests)
        pairs = [
            (n, f"按 {other} 算法{aside if other in _RULES else ''}计算，混淆了算法。")
            for other, n in travels.items()
            if other != policy
        ]
        if moving:
            pairs.append((back, reverse))
        pairs.append((total - moves[0][2], "漏掉了从磁头当前位置到第一个位置的移动。"))
        pairs.append((total - moves[-1][2], "漏掉了最后一次移动。"))
        jump = max(d for _, _, d in moves)
        if policy in ("C-SCAN", "C-LOOK"):
            pairs.append((total - jump, "没有计入返回途中移动的距离。"))
        if policy == "FCFS":
            ends = [start, *requests]
            pairs.append((max(ends) - min(ends), "只算了最大与最小磁道号之差。"))
        if asked == "mean":
            right = Choice(total / count, f"{total / count:.1f}", "移动的总磁道数除以请求数。")
            wrong = [Choice(n / count, f"{n / count:.1f}", why) for n, why in pairs]
            wrong.append(Choice(total / (count + 1), f"{total / (count + 1):.1f}", "除以的次数多算了 1 次。"))
            wrong.append(Choice(total / (count - 1), f"{total / (count - 1):.1f}", "除以的次数少算了 1 次。"))
            question = "则处理完全部请求，平均每个请求移动的磁道数为（保留一位小数）"
            claim = f"abs({run} / {count} - {ANSWER}) < 0.05"
            sign = "=" if total * 10 % count == 0 else "\\approx"
            end = f"共移动 {total} 个磁道，共 {count} 个请求，平均为 ${total} / {count} {sign} {total / count:.1f}$。"
        else:
            right = Choice(total, str(total), "按服务次序逐段相加得到。")
            wrong = [Choice(n, str(n), why) for n, why in pairs if n > 0]
            question = "则处理完全部请求，磁头移动的磁道总数为"
            claim = f"{run} == {ANSWER}"
            end = f"总数为 ${' + '.join(str(d) for _, _, d in moves)} = {total}$。"
        return Draft(stem + question, right, wrong, "逐步移动：" + steps + end, claim)
    pairs = [
        (
            [c for c in one if c in requests],
            f"按 {other} 算法{aside if other in _RULES else ''}得到的次序，混淆了算法。",
        )
        for other, one in orders.items()
        if other != policy
    ]
    if moving:
        pairs.append(([c for c in arm_order(policy, start, requests, not upward, last) if c in requests], reverse))
    pairs.append((sorted(requests), "只按磁道号从小到大排列，没有从磁头的位置开始。"))
    pairs.append((sorted(requests, reverse=True), "只按磁道号从大到小排列，没有从磁头的位置开始。"))
    pairs.append(
        (sorted(requests, key=lambda c: abs(c - start)), "始终按与最初磁头位置的距离排列，没有随磁头移动更新距离。")
    )
    if asked == "order":
        right = Choice(served, listed(served), "按算法逐步确定的服务次序。")
        wrong = [Choice(one, listed(one), why) for one, why in pairs]
        claim = f"served_of({order}, {requests}) == {ANSWER}"
        solution = "逐步移动：" + steps + f"服务的次序为 {listed(served)}。"
        return Draft(stem + "则为各磁道服务的次序为", right, wrong, solution, claim)
    place = rng.randint(3, len(served) - 1)
    right = Choice(served[place], f"磁道 {served[place]}", "按算法逐步确定服务次序得到。")
    wrong = [(one[place], why) for one, why in pairs]
    wrong += [
        (served[place - 1], "把服务的次序数错了一个，这是前一个。"),
        (served[(place + 1) % len(served)], "把服务的次序数错了一个。"),
    ]
    wrong = [Choice(c, f"磁道 {c}", why) for c, why in wrong]
    solution = "逐步移动：" + steps + f"服务的次序为 {listed(served)}，第 {place + 1} 个是磁道 {served[place]}。"
    claim = f"served_of({order}, {requests})[{place}] == {ANSWER}"
    return Draft(stem + f"则第 {place + 1} 个得到服务的请求所在的磁道是", right, wrong, solution, claim)


FAMILY = Family(
    name="disk_arm", title="磁盘臂调度", title_en="Disk arm scheduling", node="os.5.3.1", skill="trace",
    difficulty=2, seconds=120, draw=draw,
)  # fmt: skip
