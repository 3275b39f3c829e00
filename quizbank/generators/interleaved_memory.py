"""Low-order interleaved memory: time of a run of words, bandwidth, gain over one module, conflicts of addresses."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.main_memory import interleaved_finish_time


def _text(value: Fraction | int, unit: str, places: int = 2) -> str | None:
    value = Fraction(value)
    if (value * 10**places).denominator != 1 or value <= 0:
        return None
    shown = f"{float(value):.{places}f}"
    return f"{shown.rstrip('0').rstrip('.')} {unit}"


def _run(rng: random.Random) -> Draft:
    modules = rng.choice((4, 4, 8, 8, 16))
    gap = rng.choice((10, 20, 25, 30, 40, 50, 60))
    busy, words = modules * gap, rng.choice((4, 8, 10, 12, 16, 20, 24, 32, 40, 64))
    bits = rng.choice((16, 32, 32, 64))
    ask = rng.choice(("time", "time", "rate", "gain"))
    time = interleaved_finish_time(range(words), modules, busy, gap)
    wide = f"每个模块的字长为 {bits} 位、" if ask == "rate" else "每个模块的"
    stem = (
        f"某存储器由 {modules} 个模块组成，采用低位交叉编址，{wide}存储周期为 {busy} ns，"
        f"总线传送周期为 {gap} ns，各模块轮流启动。从模块 0 开始连续读出 {words} 个字，"
    )
    run = f"interleaved_finish_time(loop_addresses({words}, [(0, 1)]), {modules}, {busy}, {gap})"
    times = [
        (words * busy, "按顺序（高位交叉）方式计算，没有考虑各模块的重叠。"),
        (words * gap, "只算了每隔一个总线周期启动一次，漏掉了最后一个字的存储周期。"),
        (busy + words * gap, "第一个字之后只剩下 n − 1 个字，多算了一个总线周期。"),
        (-(-words // modules) * busy, "以为各模块同时启动，按轮数乘以存储周期计算。"),
        (busy + (words - 2) * gap, "第一个字之后应有 n − 1 个字，少算了一个总线周期。"),
        (busy + (words - 1) * busy // modules + busy, "多算了一个存储周期。"),
        (busy + words // modules * gap, "把模块的轮数当作了字数。"),
    ]
    step = (
        f"每隔 {gap} ns 启动一个模块，第一个字在 {busy} ns 时读出，以后每 {gap} ns 读出一个字：\n\n"
        f"$t = {busy} + ({words} - 1) \\times {gap} = {time}$ ns。"
    )
    if ask == "time":
        right = Choice(time, f"{time} ns", "存储周期加上其余各字的总线周期。")
        wrong = [Choice(n, f"{n} ns", why) for n, why in times]
        return Draft(stem + "则所需的时间为", right, wrong, step, f"{run} == {ANSWER}")
    if ask == "rate":
        rate = Fraction(words * bits, time) * 1000  # Mbit/s
        text = _text(rate, "Mbps", 1)
        if not text:
            raise Redraw
        found = [(Fraction(words * bits, n) * 1000, why) for n, why in times if n > 0]
        found += [(rate / 8, "把位换算成了字节。"), (Fraction(bits, gap) * 1000, "得到的是读出很多字时的极限带宽。")]
        wrong = [Choice(n, _text(n, "Mbps", 1), why) for n, why in found if _text(n, "Mbps", 1)]
        solution = (
            step
            + f"\n\n共读出 ${words} \\times {bits} = {words * bits}$ 位，带宽为 {words * bits} 位 / {time} ns = {text}。"
        )
        right = Choice(rate, text, "读出的总位数除以总时间。")
        claim = f"Fraction({words * bits}, {run}) * 1000 == {ANSWER}"
        return Draft(stem + "则读出这些字时的带宽为（1 M = $10^6$）", right, wrong, solution, claim)
    gain = Fraction(words * busy, time)
    text = _text(gain, "倍")
    if not text:
        raise Redraw
    found = [(Fraction(words * busy, n), why) for n, why in times if 0 < n != words * busy]
    found += [
        (Fraction(modules), "得到的是读出很多字时的极限，没有考虑第一个字的存储周期。"),
        (gain - 1, "得到的是提高了多少倍。"),
    ]
    found += [(Fraction(words), "以为读出的字数就是提高的倍数。"), (gain / 2, "低位交叉的时间多算了一倍。")]
    wrong = [Choice(n, _text(n, "倍"), why) for n, why in found if _text(n, "倍") and n > 1]
    solution = step + (
        f"\n\n采用顺序方式时连续的字在同一模块中，需 ${words} \\times {busy} = {words * busy}$ ns。\n\n"
        f"带宽之比等于时间的反比：${words * busy} / {time}$，即 {text}。"
    )
    right = Choice(gain, text, "两种方式所用时间之比。")
    claim = f"Fraction({words} * {busy}, {run}) == {ANSWER}"
    ask_text = f"则其带宽是顺序编址方式（这 {words} 个字都在同一模块中）的"
    return Draft(stem + ask_text, right, wrong, solution, claim)


def _sequence(rng: random.Random) -> Draft:
    modules = rng.choice((4, 4, 8))
    gap = rng.choice((1, 1, 1, 2))
    busy = modules * gap
    base = rng.choice((100, 200, 1000, 8000))
    addresses = [base + rng.randrange(3 * modules) for _ in range(rng.choice((5, 6, 6, 7)))]
    time = interleaved_finish_time(addresses, modules, busy, gap)
    plain = busy + (len(addresses) - 1) * gap
    if len(set(addresses)) < len(addresses) or time <= plain + gap:
        raise Redraw
    unit = "个总线周期"
    stem = (
        f"某存储器由 {modules} 个模块组成，采用低位交叉编址（模块号 = 地址 mod {modules}），每个模块的存储周期为 "
        f"{busy} 个总线周期，相邻两次启动至少间隔 {gap} 个总线周期；访问按次序启动，若所要的模块正忙，则等它空闲后才启动，"
        f"后面的访问也随之推迟。依次读地址 {listed(addresses)}（十进制），从第一次启动到最后一个字读出，共需"
    )
    rows, start, free = [], -gap, {}
    conflicts = 0
    for address in addresses:
        module = address % modules
        due = start + gap
        start = max(due, free.get(module, 0))
        free[module] = start + busy
        conflicts += start > due
        rows.append((address, module, start, start + busy, f"等待 {start - due}" if start > due else ""))
    found = [
        (plain, "没有考虑模块冲突引起的等待。"),
        (len(addresses) * busy, "按顺序方式计算，没有考虑各模块的重叠。"),
        (plain + conflicts * busy, "每次冲突都多等了整个存储周期，其实模块已经工作了一段时间。"),
        (plain + conflicts * gap, "每次冲突只等了一个启动间隔。"),
        (time - busy, "只算到最后一次启动，漏掉了它的存储周期。"),
        (time + gap, "多算了一个启动间隔。"),
        (time - gap, "少算了一个启动间隔。"),
    ]
    solution = (
        "时间以总线周期为单位：" + table(["地址", "模块", "启动", "读出", "冲突"], rows) + f"共需 {time} {unit}。"
    )
    right = Choice(time, f"{time} {unit}", "按模块的忙闲逐次推算得到。")
    wrong = [Choice(n, f"{n} {unit}", why) for n, why in found]
    claim = f"interleaved_finish_time({addresses}, {modules}, {busy}, {gap}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_run, _run, _sequence))(rng)


FAMILY = Family(
    name="interleaved_memory", title="多模块交叉存储器", title_en="Interleaved memory", node="co.3.4.2",
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
