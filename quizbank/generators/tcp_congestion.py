"""TCP congestion control: cwnd and ssthresh round by round."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.tcp_windows import tcp_cwnd_trace

_RULES = (
    "慢开始阶段 cwnd 每经过一个传输轮次加倍，但不超过门限；cwnd 达到门限后每个轮次加 1。"
    "某个轮次中发生超时，门限减为该轮次 cwnd 的一半，从下一个轮次起 cwnd 变为 1；"
    "某个轮次中收到 3 个重复的 ACK，门限减为该轮次 cwnd 的一半，从下一个轮次起 cwnd 变为新的门限"
)


def _grow(cwnd: int, threshold: int, rounds: int, past: bool = False, slow: bool = True) -> int:
    for _ in range(rounds):
        if slow and cwnd < threshold:
            cwnd = 2 * cwnd if past else min(2 * cwnd, threshold)
        else:
            cwnd += 1
    return cwnd


def draw(rng: random.Random) -> Draft:
    threshold = rng.choice((6, 8, 10, 12, 16, 16, 20, 24, 32))
    loss = rng.randint(5, 12)
    kind = rng.choice(("timeout", "dup"))
    trace = tcp_cwnd_trace(loss, threshold, {})
    at = trace[-1][0]
    if at < 8 or at % 2 or at <= threshold:
        raise Redraw
    case = rng.choice(("cwnd", "cwnd", "round", "threshold"))
    later = rng.randint(3, 8)
    events = {loss: kind}
    second = 0
    if case == "threshold":
        other = rng.choice(("timeout", "dup"))
        second = loss + later
        events[second] = other
    last = loss + later + 6
    full = tcp_cwnd_trace(last, threshold, events)
    half = at // 2
    told = {"timeout": "发生超时", "dup": "收到 3 个重复的 ACK"}
    stem = (
        f"某 TCP 连接的拥塞窗口 cwnd 以 MSS 为单位，第 1 个传输轮次 cwnd = 1，慢开始门限的初值为 {threshold}，接收窗口足够大。{_RULES}。"
        f"第 {loss} 个轮次中{told[kind]}"
    )
    start = 1 if kind == "timeout" else half
    other_start = half if kind == "timeout" else 1
    if case == "cwnd":
        place = loss + later
        right = full[place - 1][0]
        stem += f"，此后不再发生丢失，则第 {place} 个轮次的 cwnd 为"
        steps = later - 1
        found = [
            (_grow(other_start, half, steps), "把超时与 3 个重复 ACK 的处理弄混了。"),
            (_grow(start, threshold, steps), "门限没有减半，仍用初值。"),
            (_grow(start, half, steps + 1), "多数了一个轮次。"),
            (_grow(start, half, steps - 1), "少数了一个轮次。"),
            (_grow(start, half, steps, past=True), "慢开始加倍时越过了门限，没有停在门限上。"),
            (
                _grow(start, threshold // 2, steps) if kind == "timeout" else _grow(threshold // 2, 0, steps),
                "把门限的初值减半，应当取当时 cwnd 的一半。",
            ),
        ]
        if kind == "timeout":
            found += [
                (_grow(1, 0, steps), "超时以后一开始就每个轮次加 1，没有经过慢开始。"),
                (_grow(1, 1 << 20, steps), "一直按慢开始加倍，没有转入拥塞避免。"),
            ]
        found = [pair for pair in found if pair[0] <= 200]
        claim = f"tcp_cwnd_trace({place}, {threshold}, {events})[-1][0] == {ANSWER}"
        shown = place
        last_line = f"第 {place} 个轮次的 cwnd 为 {right}。"
    elif case == "round":
        goal = rng.randint(half + 1, half + 4)
        reached = [n for n, (cwnd, _) in enumerate(full, 1) if n > loss and cwnd == goal]
        if not reached:
            full = tcp_cwnd_trace(loss + 25, threshold, events)
            reached = [n for n, (cwnd, _) in enumerate(full, 1) if n > loss and cwnd == goal]
        right = reached[0]
        stem += f"，此后不再发生丢失，则 cwnd 再次增长到 {goal} 是在第几个轮次"

        def count(begin: int, limit: int, slow: bool = True) -> int:
            value, number = begin, loss + 1
            while value < goal and number < loss + 40:
                value, number = _grow(value, limit, 1, slow=slow), number + 1
            return number if value == goal else 0

        found = [
            (count(other_start, half), "把超时与 3 个重复 ACK 的处理弄混了。"),
            (count(1, 0) if kind == "timeout" else 0, "超时以后一开始就每个轮次加 1，没有经过慢开始。"),
            (right - 1, "少数了一个轮次：cwnd 在丢失后的下一个轮次才改变。"),
            (right + 1, "多数了一个轮次。"),
            (count(start, threshold), "门限没有减半，仍用初值。"),
            (count(start, threshold // 2), "把门限的初值减半，应当取当时 cwnd 的一半。"),
            (right - loss, "给出的是丢失以后经过的轮次数，没有从第 1 个轮次算起。"),
        ]
        found = [pair for pair in found if pair[0] > loss]
        claim = f"tcp_cwnd_trace({ANSWER}, {threshold}, {events})[-1][0] == {goal} and {ANSWER} > {loss}"
        shown = reached[0]
        last_line = f"第 {right} 个轮次 cwnd 再次增长到 {goal}。"
    else:
        at_second = full[second - 1][0]
        right = full[second][1]
        if at_second % 2 or at_second < 4 or right == half:
            raise Redraw
        stem += f"，第 {second} 个轮次中又{told[events[second]]}，则此后的慢开始门限为"
        found = [
            (half, "给出的是第一次丢失后的门限，没有再次减半。"),
            (half // 2, "把上一次的门限减半，应当取当时 cwnd 的一半。"),
            (at_second, "取了当时的 cwnd，没有减半。"),
            (threshold // 2, "把门限的初值减半。"),
            (_grow(other_start, half, later - 1) // 2, "第一次丢失后，把超时与 3 个重复 ACK 的处理弄混了。"),
            (_grow(start, half, later) // 2, "多数了一个轮次。"),
            (_grow(start, half, later - 2) // 2, "少数了一个轮次。"),
            (threshold, "门限一直用初值，没有改变。"),
        ]
        claim = f"tcp_cwnd_trace({second + 1}, {threshold}, {events})[-1][1] == {ANSWER}"
        shown = second + 1
        last_line = f"第 {second} 个轮次的 cwnd 为 {at_second}，门限减为 {right}。"
    rows = []
    for number, (cwnd, limit) in enumerate(full[:shown], 1):
        if number in events:
            what = told[events[number]]
        elif cwnd < limit:
            what = "慢开始"
        else:
            what = "拥塞避免"
        rows.append((number, cwnd, limit, what))
    solution = "逐轮次计算：" + table(["轮次", "cwnd", "门限", "情况"], rows) + last_line
    wrong = [
        Choice(value, f"第 {value} 个" if case == "round" else str(value), why) for value, why in found if value > 0
    ]
    reason = "按慢开始、拥塞避免与丢失的处理逐轮计算得到。"
    return Draft(
        stem, Choice(right, f"第 {right} 个" if case == "round" else str(right), reason), wrong, solution, claim
    )


FAMILY = Family(
    name="tcp_congestion", title="TCP 拥塞窗口的变化", title_en="TCP congestion window", node="cn.5.3.5", skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
