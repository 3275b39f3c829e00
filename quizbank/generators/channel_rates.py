"""Nyquist and Shannon: the largest rate of a channel, and what a wanted rate asks of it."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.channel_capacity import channel_limit, nyquist_capacity, shannon_capacity


def _k(value: float) -> str:
    return f"{value:.8g} kbps"


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("nyquist", "shannon", "both", "states", "ratio"))
    width = rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 25, 30, 32, 40, 48, 50, 60, 64, 80, 100))  # kHz
    if case == "nyquist":
        return _nyquist(rng, width)
    if case == "states":
        return _states(rng, width)
    if case == "shannon":
        return _shannon(rng, width)
    if case == "ratio":
        return _ratio(rng, width)
    return _both(rng, width)


def _choices(found: list[tuple[float, str]]) -> list[Choice]:
    return [Choice(value, _k(value), why) for value, why in found if value > 0]


def _nyquist(rng: random.Random, width: int) -> Draft:
    phases, levels = rng.choice(((4, 1), (8, 1), (4, 2), (4, 4), (8, 2), (2, 4), (8, 4), (16, 2), (16, 4)))
    bits = (phases * levels).bit_length() - 1
    signal = (
        f"采用 {phases} 种相位、每种相位有 {levels} 种振幅的调制技术"
        if levels > 1
        else f"采用 {phases} 种相位的调相技术"
    )
    stem = f"某无噪声低通信道的带宽为 {width} kHz（1 k = $10^3$），{signal}，则该信道的最大数据传输速率为"
    right = 2 * width * bits
    found = [
        (width * bits, "漏掉了奈奎斯特定理中的系数 2。"),
        (2 * width, "求出的是最大波特率，没有乘每个码元携带的比特数。"),
        (2 * width * phases * levels, "直接乘了信号状态数，应当乘它的以 2 为底的对数。"),
        (2 * width * (phases.bit_length() - 1), "只计入了相位，没有计入振幅。"),
        (2 * width * (bits + 1), "每个码元携带的比特数多算了一位。"),
        (4 * width * bits, "系数 2 用了两次。"),
    ]
    if levels > 1:
        found.append((2 * width * (phases + levels), "把相位数与振幅数相加，又没有取对数。"))
    solution = (
        f"1. 信号状态数 $V={phases}\\times{levels}={phases * levels}$，每个码元携带 $\\log_2 V={bits}$ bit。\n"
        f"2. 无噪声，用奈奎斯特定理：$2W\\log_2 V=2\\times{width}\\times{bits}={right}$ kbps。"
    )
    claim = f"isclose(nyquist_capacity({width}, {phases * levels}), {ANSWER})"
    return Draft(
        stem, Choice(right, _k(right), "奈奎斯特定理：2W 乘每个码元的比特数。"), _choices(found), solution, claim
    )


def _states(rng: random.Random, width: int) -> Draft:
    bits = rng.choice((2, 3, 4, 5, 6))
    rate = 2 * width * bits
    states = 2**bits
    stem = (
        f"某无噪声低通信道的带宽为 {width} kHz（1 k = $10^3$），要使其最大数据传输速率达到 {rate} kbps，"
        f"每个码元至少应有的离散状态数为"
    )
    found = [
        (bits, "求出的是每个码元携带的比特数，没有换算成状态数。"),
        (2 * bits, "用速率除以带宽，漏掉了系数 2，也没有换算成状态数。"),
        (4**bits, "漏掉了系数 2：以为最大波特率等于带宽。"),
        (states * 2, "指数多算了 1。"),
        (states // 2, "指数少算了 1。"),
        (bits**2, "把 2 的幂写成了平方。"),
    ]
    wrong = [Choice(value, str(value), why) for value, why in found if value >= 2]
    solution = (
        f"1. 最大波特率为 $2W=2\\times{width}={2 * width}$ kBaud。\n"
        f"2. 每个码元要携带 ${rate}\\div{2 * width}={bits}$ bit。\n3. 状态数为 $2^{{{bits}}}={states}$。"
    )
    claim = f"nyquist_capacity({width}, {ANSWER}) == {rate}"
    return Draft(stem, Choice(states, str(states), "由奈奎斯特定理反求状态数。"), wrong, solution, claim)


def _shannon(rng: random.Random, width: int) -> Draft:
    decibels = rng.choice((None, 20, 30, 40))
    power = rng.choice((3, 4, 5, 6, 7, 8, 10))
    ratio = 2**power - 1 if decibels is None else 10 ** (decibels // 10)
    right = shannon_capacity(width, ratio)
    value = right if decibels is None else round(right)
    about = "" if decibels is None else "约"
    told = f"信噪比 S/N 为 {ratio}" if decibels is None else f"信噪比为 {decibels} dB"
    stem = f"某信道的带宽为 {width} kHz（1 k = $10^3$），{told}，则该信道的最大数据传输速率{about}为"
    if decibels is not None:
        stem += "（取整数 kbps）"
    capacity = value
    found: list[tuple[float, str]] = [
        (round(2 * right), "套用了奈奎斯特定理的系数 2；香农公式没有这个系数。"),
        (2 * width, "求的是无噪声时的最大波特率，没有用信噪比。"),
        (round(right + width), "每赫的比特数多算了 1。"),
        (round(right - width), "每赫的比特数少算了 1。"),
    ]
    if decibels is None:
        found.append((width * ratio, "用带宽直接乘信噪比，没有取对数。"))
    else:
        found += [
            (round(shannon_capacity(width, decibels)), "把分贝数直接当成了功率比 S/N。"),
            (width * (decibels // 10), "对数的底用了 10，应当是 2。"),
            (round(shannon_capacity(width, 10 ** (decibels / 20))), "由分贝换算功率比时用了 20 lg，应当是 10 lg。"),
        ]
    turned = (
        f"1. ${decibels}=10\\lg(S/N)$，所以 $S/N={ratio}$。\n" if decibels is not None else f"1. 已知 $S/N={ratio}$。\n"
    )
    each = right / width
    exact = decibels is None
    sign = "=" if exact else "\\approx"
    solution = (
        turned
        + f"2. 香农公式：$W\\log_2(1+S/N)={width}\\times\\log_2 {ratio + 1}{sign}{width}\\times{each:.5g}{sign}{value:.8g}$ kbps。"
    )
    claim = f"round(shannon_capacity({width}, {ratio})) == {ANSWER}"
    return Draft(
        stem,
        Choice(round(capacity), _k(capacity), "按香农公式 W 乘 1 + S/N 的以 2 为底的对数。"),
        _choices(found),
        solution,
        claim,
    )


def _ratio(rng: random.Random, width: int) -> Draft:
    power = rng.choice((2, 3, 4, 5, 6, 8))
    rate = width * power
    ratio = 2**power - 1
    stem = (
        f"某信道的带宽为 {width} kHz（1 k = $10^3$），要以 {rate} kbps 的速率无差错地传送数据，"
        f"信噪比 S/N（功率之比）至少应为"
    )
    found = [
        (2**power, "忘了公式中的 1：应由 1 + S/N 等于这个数求出 S/N。"),
        (power, "求出的是速率与带宽之比，没有取 2 的幂。"),
        (2**power + 1, "把 1 加到了右边，应当减去。"),
        (2 ** (power - 1), "指数少算了 1，又没有减去 1。"),
        (2 ** (power + 1) - 1, "指数多算了 1。"),
        (2 ** (power - 1) - 1, "指数少算了 1。"),
        (power - 1, "没有取 2 的幂，只减去了 1。"),
    ]
    wrong = [Choice(value, str(value), why) for value, why in found if value > 0]
    solution = (
        f"1. 香农公式：$W\\log_2(1+S/N)\\ge {rate}$ kbps，即 $\\log_2(1+S/N)\\ge{rate}\\div{width}={power}$。\n"
        f"2. $1+S/N\\ge2^{{{power}}}={2**power}$，所以 $S/N\\ge{ratio}$。"
    )
    claim = f"isclose(shannon_capacity({width}, {ANSWER}), {rate})"
    return Draft(stem, Choice(ratio, str(ratio), "由香农公式反求信噪比。"), wrong, solution, claim)


def _both(rng: random.Random, width: int) -> Draft:
    bits = rng.choice((1, 2, 3, 4, 5))
    power = rng.choice((3, 4, 5, 6, 7, 8, 10))
    if 2 * bits == power:
        raise Redraw
    nyquist, shannon = nyquist_capacity(width, 2**bits), shannon_capacity(width, 2**power - 1)
    right = channel_limit(width, 2**bits, 2**power - 1)
    stem = (
        f"某低通信道的带宽为 {width} kHz（1 k = $10^3$），信噪比 S/N 为 {2**power - 1}，"
        f"传送的信号有 {2**bits} 种离散状态，则该信道的最大数据传输速率为"
    )
    if nyquist > shannon:
        other = (nyquist, "只用了奈奎斯特定理，没有考虑噪声的限制。")
    else:
        other = (shannon, "只用了香农公式，没有考虑码元状态数的限制。")
    found = [
        (nyquist + shannon, "把两个上限相加；应当取较小的一个。"),
        (nyquist / 2, "奈奎斯特定理漏掉了系数 2。"),
        (2 * width, "求出的是最大波特率，不是数据传输速率。"),
        (width * bits * power, "把每个码元的比特数与香农公式的对数相乘。"),
        (2 * width * 2**bits, "直接乘了状态数，没有取对数。"),
    ]
    found = [pair for pair in found if pair[0] not in (right, other[0])]
    found = [other, *rng.sample(found, 2)]  # who looks at one limit only always finds his answer
    solution = (
        f"1. 奈奎斯特定理：$2\\times{width}\\times\\log_2{2**bits}={nyquist:.8g}$ kbps。\n"
        f"2. 香农公式：${width}\\times\\log_2(1+{2**power - 1})={width}\\times{power}={shannon:.8g}$ kbps。\n"
        f"3. 两个限制都要满足，取较小者 {_k(right)}。"
    )
    claim = f"isclose(channel_limit({width}, {2**bits}, {2**power - 1}), {ANSWER})"
    return Draft(stem, Choice(right, _k(right), "两个上限中较小的一个。"), _choices(found), solution, claim)


FAMILY = Family(
    name="channel_rates", title="奈奎斯特定理与香农定理", title_en="Nyquist and Shannon limits", node="cn.2.1.2",
    also=("cn.2.1.1",), skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
