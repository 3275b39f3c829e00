"""Utilisation of a link under stop-and-wait and sliding windows, and the sequence bits a utilisation asks for."""

import random
from fractions import Fraction
from math import ceil

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.sliding_window import (
    sequence_bits_for_window,
    window_for_utilization,
    window_utilization,
)

_NAMES = {"GBN": "后退 N 帧（GBN）", "SR": "选择重传（SR）"}


def _number(value: Fraction | int) -> str:
    return f"{float(value):.6g}"


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("stop", "window", "rate") * 4 + ("bits", "largest"))
    rate = rng.choice((8, 16, 32, 40, 64, 80, 100, 128, 200, 400, 500, 800, 1000, 2000))  # kbit/s
    size = rng.choice((100, 125, 250, 400, 500, 800, 1000, 1250, 2000))  # bytes
    delay = rng.choice((5, 10, 15, 20, 25, 30, 45, 50, 60, 75, 90, 100, 120, 150, 190, 200, 240, 245, 250, 270))  # ms
    frame = Fraction(size * 8, rate)  # ms
    if (frame * 10).denominator > 1 or not Fraction(1, 2) <= frame <= 200:
        raise Redraw
    acknowledged = rng.random() < 0.35  # the ACK is as long as a frame
    ack = frame if acknowledged else Fraction(0)
    cycle = frame + 2 * delay + ack
    told = "确认帧与数据帧等长" if acknowledged else "确认帧的发送时间忽略不计"
    link = (
        f"数据传输速率为 {rate} kbps（1 k = $10^3$）、单程传播时延为 {delay} ms 的链路向乙发送数据，数据帧长 {size} B，{told}，"
        f"没有差错，处理时延忽略不计，收到一个数据帧后立即发回确认"
    )
    setting = (rate, size, delay, frame, ack, cycle, link)
    if case in ("bits", "largest"):
        return _bits(rng, case, setting)
    return _utilization(rng, case, setting)


def _share_steps(setting: tuple) -> str:
    rate, size, delay, frame, ack, cycle, _ = setting
    return (
        f"1. 一帧的发送时间 $T_f={size}\\times8\\div{rate}={_number(frame)}$ ms"
        f"{f'，确认帧的发送时间 $T_a={_number(ack)}$ ms' if ack else ''}。\n"
        f"2. 从开始发送一帧到收到它的确认所需的时间 "
        f"$T=T_f+2\\tau{'+T_a' if ack else ''}={_number(frame)}+2\\times{delay}{f'+{_number(ack)}' if ack else ''}"
        f"={_number(cycle)}$ ms。\n"
    )


def _utilization(rng: random.Random, case: str, setting: tuple) -> Draft:
    rate, _, delay, frame, ack, cycle, link = setting
    if case == "stop":
        window, told, protocol = 1, "", "停止-等待协议"
    else:
        protocol = rng.choice(list(_NAMES))
        bits = rng.choice((2, 3, 4, 5))
        window = 2**bits - 1 if protocol == "GBN" else 2 ** (bits - 1)
        given = rng.random() < 0.4
        told = (
            f"，发送窗口为 {window}"
            if given
            else f"，帧序号占 {bits} 位，{'发送窗口' if protocol == 'GBN' else '发送窗口与接收窗口相等且'}取允许的最大值"
        )
        protocol = f"{_NAMES[protocol]}协议"
    share = window_utilization(window, frame, delay, ack)
    scale, unit = (100, "%") if case != "rate" else (rate, " kbps")
    if not Fraction(1, 50) <= share < 1 or (share * scale * 10).denominator > 1:
        raise Redraw

    def shown(value: Fraction) -> str:
        return f"{float(value * scale):.6g}{unit}"

    found = [
        (window * frame / (frame + delay + ack), "传播时延只算了单程，应算往返。"),
        (window * frame / (2 * delay + ack), "周期中漏掉了数据帧自己的发送时间。"),
        (Fraction(frame, cycle), "只算了一帧，没有乘发送窗口。"),
        ((window + 1) * frame / cycle, "发送窗口多算了 1。"),
        ((window - 1) * frame / cycle, "发送窗口少算了 1。"),
        (2 * window * frame / cycle, "一个周期内发送的数据多算了一倍。"),
        (window * delay * 2 / cycle, "分子用了传播时延，利用率是发送时间所占的比例。"),
    ]
    if ack:
        found.append((window * frame / (frame + 2 * delay), "漏掉了确认帧的发送时间。"))
    else:
        found.append((window * frame / (2 * frame + 2 * delay), "把确认帧当作与数据帧等长，多算了一个发送时间。"))
    if case != "stop" and not given:
        if "后退" in protocol:
            found.append((Fraction(window + 1, 2) * frame / cycle, "按选择重传的限制取了发送窗口。"))
        else:
            found.append(((2 * window - 1) * frame / cycle, "按后退 N 帧的限制取了发送窗口。"))
    if case == "stop":
        found = [pair for pair in found if "窗口" not in pair[1]]
    ask = "则发送方的信道利用率为" if case != "rate" else "则发送方能达到的最大平均数据传输速率为"
    wrong = [
        Choice(value, shown(value), why)
        for value, why in found
        if 0 < value < 1 and (value * scale * 10).denominator == 1
    ]
    if len(wrong) < 3:  # some come out only after rounding; then say so
        wrong = [
            Choice(Fraction(round(value * scale * 10), 10 * scale), f"{round(float(value * scale), 1):g}{unit}", why)
            for value, why in found
            if 0 < value < 1
        ]
        ask = f"{ask}（有小数时保留一位）"
    parts = f"{window}\\times{_number(frame)}" if window > 1 else _number(frame)
    solution = _share_steps(setting) + (
        f"3. 在这段时间内{f'最多发送 {window} 帧' if window > 1 else '只发送 1 帧'}，"
        f"信道利用率为 ${parts}\\div{_number(cycle)}={float(share):.6g}$"
    )
    solution += (
        f"，即 {shown(share)}。" if case != "rate" else f"，平均速率为 {float(share):.6g} × {rate} = {shown(share)}。"
    )
    if window > 1 and not given:
        rule = "$W\\le2^n-1$" if "后退" in protocol else "$W\\le2^{n-1}$"
        solution = f"0. 帧序号占 $n={bits}$ 位时 {rule}，发送窗口取 {window}。\n" + solution
        solution = "".join(
            f"{n}. {line.split('. ', 1)[1]}\n" for n, line in enumerate(solution.splitlines(), 1)
        ).rstrip()
    stem = f"甲通过一条{link}。甲总有数据要发送，采用{protocol}{told}，{ask}"
    claim = f"window_utilization({window}, {frame!r}, {delay}, {ack!r}) == {ANSWER}"
    reason = f"一个周期内的发送时间与周期之比{'，再乘链路的数据传输速率' if case == 'rate' else ''}。"
    return Draft(stem, Choice(share, shown(share), reason), wrong, solution, claim)


def _bits(rng: random.Random, case: str, setting: tuple) -> Draft:
    _, _, delay, frame, ack, cycle, link = setting
    protocol = rng.choice(list(_NAMES))
    other = "SR" if protocol == "GBN" else "GBN"
    goal = rng.choice((100, 100, 80, 60, 50, 90))
    share = Fraction(goal, 100)
    window = window_for_utilization(share, frame, delay, ack)
    if not 4 <= window <= 300:
        raise Redraw
    equal = "（发送窗口与接收窗口相等）" if protocol == "SR" else ""
    told = f"甲总有数据要发送，采用{_NAMES[protocol]}协议{equal}，要使甲的信道利用率{'达到' if goal == 100 else '不低于'} {goal}%，"
    bits = sequence_bits_for_window(window, protocol)
    one_way = ceil(share * (frame + delay + ack) / frame)
    full = window_for_utilization(1, frame, delay, ack)
    bare = ceil(share * (2 * delay + ack) / frame)
    if case == "largest":
        found = [
            (one_way, "传播时延只算了单程，应算往返。"),
            (full if goal != 100 else window + 1, "按利用率 100% 计算。" if goal != 100 else "多算了一帧。"),
            (window - 1, "没有向上取整，少算了一帧，利用率达不到要求。"),
            (bare, "周期中漏掉了数据帧自己的发送时间。"),
            (
                ceil(share * (cycle + (frame if not ack else -frame)) / frame),
                "多算了确认帧的发送时间。" if not ack else "漏掉了确认帧的发送时间。",
            ),
            (2 * window, "给出的是所需的帧序号个数；选择重传的序号个数至少为窗口的两倍。")
            if protocol == "SR"
            else (window + 1, "给出的是所需的帧序号个数；后退 N 帧的序号个数至少比窗口大 1。"),
        ]
        wrong = [Choice(value, str(value), why) for value, why in found if value > 1]
        stem = f"甲通过一条{link}。{told}发送窗口至少应为"
        text = Choice(window, str(window), "由周期与帧的发送时间之比求出，向上取整。")
        claim = f"window_for_utilization({share!r}, {frame!r}, {delay}, {ack!r}) == {ANSWER}"
    else:
        missing = f"按{_NAMES[other]}协议的限制求位数，混淆了两种协议的窗口上限。"
        found = [
            (sequence_bits_for_window(window, other), missing),
            (sequence_bits_for_window(one_way, protocol), "传播时延只算了单程，应算往返。"),
            (sequence_bits_for_window(full, protocol), "按利用率 100% 求窗口，没有用题目要求的利用率。"),
            (bits - 1, "少用了一位，序号不足以区分新帧与旧帧，达不到所需的窗口。"),
            (bits + 1, "多用了一位；求的是至少需要的位数。"),
            (
                sequence_bits_for_window(window_for_utilization(share, frame / 8, delay, ack / 8), protocol),
                "把帧长的字节数当作比特数，漏乘了 8。",
            ),
            (
                sequence_bits_for_window(window_for_utilization(share, frame, 2 * delay, ack), protocol),
                "往返的传播时延多算了一倍。",
            ),
        ]
        wrong = [Choice(value, str(value), why) for value, why in found if value > 1]
        stem = f"甲通过一条{link}。{told}帧序号至少需要的位数为"
        text = Choice(bits, str(bits), "先求所需的发送窗口，再由协议的窗口上限求位数。")
        claim = f"sequence_bits_for_window(window_for_utilization({share!r}, {frame!r}, {delay}, {ack!r}), {protocol!r}) == {ANSWER}"
    rule = f"2^n-1\\ge{window}" if protocol == "GBN" else f"2^{{n-1}}\\ge{window}"
    exact = share * cycle / frame
    solution = _share_steps(setting) + (
        f"3. 利用率 $W\\cdot T_f\\div T\\ge{goal}\\%$，$W\\ge{_number(share)}\\times{_number(cycle)}\\div{_number(frame)}"
        f"{'=' if (exact * 1000).denominator == 1 else chr(92) + 'approx '}{float(exact):.6g}$，发送窗口至少为 {window}。"
    )
    if case == "bits":
        solution += f"\n4. {_NAMES[protocol]}协议要求 ${rule}$，所以 $n\\ge{bits}$，至少需要 {bits} 位。"
    return Draft(stem, text, wrong, solution, claim)


FAMILY = Family(
    name="window_utilization", title="滑动窗口的信道利用率", title_en="Sliding-window utilisation", node="cn.3.4.1",
    also=("cn.3.4.2", "cn.3.4.3", "cn.3.4.4"), skill="compute", difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
