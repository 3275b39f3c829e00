"""CPI, MIPS and execution time of an instruction mix; two machines or two versions of a program; Amdahl's law."""

import random
from collections.abc import Callable
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.processor_performance import amdahl_speedup, average_cpi

Found = list[tuple[Fraction, str]]
_CLASSES = (("算术逻辑运算", (1, 1, 2)), ("访存", (2, 3, 4, 5)), ("转移", (2, 3, 4)), ("浮点运算", (4, 5, 6, 8, 10)))


def _number(value: Fraction | int, places: int = 2) -> str | None:
    """At most `places` decimal places, or None when more are needed."""
    value = Fraction(value)
    if (value * 10**places).denominator != 1:
        return None
    text = f"{float(value):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _choices(found: Found, unit: str = "", places: int = 2) -> list[Choice]:
    texts = [(value, _number(value, places), why) for value, why in found if value > 0]
    return [Choice(Fraction(value), text + unit, why) for value, text, why in texts if text]


def _right(value: Fraction, unit: str, why: str, places: int = 2) -> Choice:
    text = _number(value, places)
    if not text:
        raise Redraw
    return Choice(Fraction(value), text + unit, why)


def _clock(mhz: int) -> str:
    return f"{_number(Fraction(mhz, 1000))} GHz" if mhz >= 1000 else f"{mhz} MHz"


def _mix(rng: random.Random) -> Draft:
    count = rng.choice((3, 4))
    classes = sorted(rng.sample(range(4), count))
    shares = [rng.randrange(10, 61, 5) for _ in range(count - 1)]
    shares.append(100 - sum(shares))
    cpis = [rng.choice(_CLASSES[one][1]) for one in classes]
    if shares[-1] < 5 or len(set(shares)) == 1 or len(set(cpis)) < 3:
        raise Redraw
    clock = rng.choice((500, 800, 1000, 1200, 1500, 1600, 1800, 2000, 2400, 2500, 3000, 3200, 4000))
    mix = list(zip(shares, cpis, strict=True))
    cpi = average_cpi(mix)
    mixed = " + ".join(f"{_number(Fraction(s, 100))} \\times {c}" for s, c in mix)
    wrong_cpis = [
        (Fraction(sum(cpis), count), "把各类指令的 CPI 直接取平均，没有按所占比例加权。"),
        (100 / sum(Fraction(s, c) for s, c in mix), "把各类指令 CPI 的倒数按比例加权后再取倒数，不是平均 CPI。"),
        (average_cpi(list(zip(shares[::-1], cpis, strict=True))), "指令比例与 CPI 的对应关系弄反了。"),
        (cpi - Fraction(shares[-1] * cpis[-1], 100), "加权时漏掉了最后一类指令。"),
        (cpi - Fraction(shares[0] * cpis[0], 100), "加权时漏掉了第一类指令。"),
        (Fraction(cpis[shares.index(max(shares))]), "只取了比例最大的那一类指令的 CPI。"),
    ]
    head = (
        f"某计算机的主频为 {_clock(clock)}，某程序执行时各类指令所占的比例（按执行条数计）及其 CPI 如下："
        + table(["指令类型", "比例", "CPI"], [(_CLASSES[k][0], f"{s}%", c) for k, (s, c) in zip(classes, mix, strict=True)])
    )  # fmt: skip
    first = f"平均 CPI $= {mixed} = {_number(cpi)}$。"
    ask = rng.choice(("cpi", "mips", "mips", "time", "time"))
    if ask == "cpi":
        right = _right(cpi, "", "各类指令的 CPI 按比例加权求和。")
        return Draft(
            head + "则该程序的平均 CPI 为", right, _choices(wrong_cpis), first, f"average_cpi({mix}) == {ANSWER}"
        )
    if ask == "mips":
        right = _right(clock / cpi, "", "主频（MHz）除以平均 CPI。", 0)
        wrong = [(clock / one, why) for one, why in wrong_cpis]
        wrong += [
            (clock * cpi, "用主频乘以平均 CPI，应当相除。"),
            (Fraction(clock), "以为每个时钟周期恰好执行一条指令，没有除以 CPI。"),
        ]
        solution = f"{first}\n\nMIPS = 主频（MHz）/ 平均 CPI，即 ${clock} / {_number(cpi)} = {right.text}$。"
        claim = f"mips_rating({mix}, {clock}) == {ANSWER}"
        return Draft(head + "则执行该程序时的 MIPS 为", right, _choices(wrong, "", 0), solution, claim)
    million = rng.choice((10, 20, 25, 30, 40, 50, 60, 80, 100, 120, 200))
    right = _right(million * cpi / clock * 1000, " ms", "指令条数乘以平均 CPI 得时钟周期数，再除以主频。")
    wrong = [(million * one / clock * 1000, why) for one, why in wrong_cpis]
    wrong += [
        (Fraction(million * 1000, clock), "以为每条指令只需一个时钟周期，没有乘以 CPI。"),
        (million * cpi / clock * 100, "单位换算差了 10 倍。"),
        (million * cpi / clock * 10000, "单位换算差了 10 倍，结果偏大。"),
    ]
    solution = (
        f"{first}\n\n共需时钟周期 ${million} \\times 10^6 \\times {_number(cpi)} = {_number(million * cpi)} \\times 10^6$ 个，"
        f"时间为 ${_number(million * cpi)} \\times 10^6 / ({clock} \\times 10^6)$ s，即 {right.text}。"
    )
    claim = f"program_cycles({mix}) * Fraction({million}, 100) / {clock} * 1000 == {ANSWER}"
    stem = head + f"该程序共执行 ${million} \\times 10^6$ 条指令，则执行时间为"
    return Draft(stem, right, _choices(wrong, " ms"), solution, claim)


def _versions(rng: random.Random) -> Draft:
    """The same program after a better compiler, perhaps on a faster clock."""
    time = rng.choice((10, 12, 15, 16, 20, 24, 25, 30, 40, 50))
    count, cpi = rng.choice((50, 60, 70, 75, 80, 90)), Fraction(rng.choice((11, 12, 13, 14, 15)), 10)
    clock = Fraction(rng.choice((10, 10, 12, 15, 20)), 10)
    share = Fraction(count, 100)
    new = time * share * cpi / clock
    if new >= time or cpi == clock:
        raise Redraw
    faster = f"，同时主频提高到原来的 {_number(clock)} 倍" if clock > 1 else "，主频不变"
    stem = (
        f"程序 P 在机器 M 上的执行时间为 {time} s。重新编译后，P 执行的指令条数减少到原来的 {count}%，而 CPI 增加到原来的 "
        f"{_number(cpi)} 倍{faster}，则 P 的执行时间变为"
    )
    right = _right(new, " s", "时间与指令条数、CPI 成正比，与主频成反比。")
    found = [
        (time * share / cpi / clock, "CPI 增加使时间变长，误当作使时间变短。"),
        (time * share / clock, "没有考虑 CPI 的变化。"),
        (time * cpi / clock, "没有考虑指令条数的变化。"),
        (time * (1 - share) * cpi / clock, "把减少到误作减少了，指令条数取错。"),
        (time * (share + cpi - 1) / clock, "把两个变化率相加，应当相乘。"),
        (time * (1 + share) * cpi / clock, "误以为指令条数增加了。"),
    ]
    if clock > 1:
        found += [
            (time * share * cpi, "没有考虑主频的提高。"),
            (time * share * cpi * clock, "主频提高使时间变短，误当作使时间变长。"),
        ]
    by = f" / {_number(clock)}" if clock > 1 else ""
    solution = (
        "CPU 时间 = 指令条数 × CPI / 主频，各因素的变化率相乘除：\n\n"
        f"$T = {time} \\times {_number(share)} \\times {_number(cpi)}{by} = {_number(new)}$ s。"
    )
    claim = f"{time} * program_cycles([({share!r}, {cpi!r})]) / {clock!r} == {ANSWER}"
    return Draft(stem, right, _choices(found, " s"), solution, claim)


def _machines(rng: random.Random) -> Draft:
    clocks = [rng.choice((800, 1000, 1200, 1500, 1600, 2000, 2400, 2500, 3000)) for _ in range(2)]
    cpis = [Fraction(rng.choice((8, 10, 12, 15, 16, 18, 20, 24, 25, 30)), 10) for _ in range(2)]
    speeds = [clock / cpi for clock, cpi in zip(clocks, cpis, strict=True)]
    ratio = speeds[0] / speeds[1]
    if ratio <= 1 or clocks[0] == clocks[1] or cpis[0] == cpis[1]:
        raise Redraw
    stem = (
        f"机器 M1 和 M2 的指令系统相同，主频分别为 {_clock(clocks[0])} 和 {_clock(clocks[1])}。"
        f"同一程序经同一编译器编译后在两台机器上运行，平均 CPI 分别为 {_number(cpis[0])} 和 {_number(cpis[1])}，"
        "则就该程序而言，M1 的运行速度是 M2 的多少倍？"
    )
    right = _right(ratio, " 倍", "每秒执行的指令条数为主频除以 CPI，两者相比。")
    by_clock, by_cpi = Fraction(clocks[0], clocks[1]), cpis[1] / cpis[0]
    found = [
        (by_clock, "只比较了主频，没有考虑 CPI。"),
        (by_cpi, "只比较了 CPI，没有考虑主频。"),
        (by_clock / by_cpi, "CPI 的比用反了：CPI 越大，速度越慢。"),
        (by_cpi / by_clock, "主频的比用反了：主频越高，速度越快。"),
        (1 / ratio, "求成了 M2 的速度是 M1 的多少倍。"),
        (ratio - 1, "求的是快了多少倍，不是速度之比。"),
        (1 / by_clock, "主频的比用反了，也没有考虑 CPI。"),
        (1 / by_cpi, "CPI 的比用反了，也没有考虑主频。"),
    ]
    rows = [
        (f"M{n + 1}", _clock(clocks[n]), _number(cpis[n]), _number(speeds[n]) or f"{clocks[n]} / {_number(cpis[n])}")
        for n in range(2)
    ]
    solution = (
        "指令系统与编译器相同，执行的指令条数也相同，只需比较主频与 CPI 之比："
        + table(["机器", "主频", "CPI", "MIPS"], rows)
        + f"速度之比为 $({clocks[0]} / {_number(cpis[0])}) / ({clocks[1]} / {_number(cpis[1])}) = {_number(ratio)}$。"
    )
    claim = f"mips_rating([(1, {cpis[0]!r})], {clocks[0]}) / mips_rating([(1, {cpis[1]!r})], {clocks[1]}) == {ANSWER}"
    return Draft(stem, right, _choices(found, " 倍"), solution, claim)


def _amdahl(rng: random.Random) -> Draft:
    percent, factor = rng.choice((20, 25, 30, 40, 50, 60, 70, 75, 80, 90)), rng.choice((2, 3, 4, 5, 6, 8, 10, 15, 20))
    share, time = Fraction(percent, 100), rng.choice((50, 60, 80, 100, 120, 150, 200))
    speedup = amdahl_speedup([(share, factor)])
    part = rng.choice(("浮点运算", "访存", "输入/输出", "乘除运算"))
    run = f"amdahl_speedup([({share!r}, {factor})])"
    head = f"某程序在某计算机上的执行时间为 {time} s，其中{part}所用的时间占 {percent}%。"
    rest, fast = time * (1 - share), time * share / factor

    def all_times(to: Callable[[Fraction], Fraction]) -> Found:
        return [
            (to(Fraction(time, factor)), "误以为整个程序都得到了加速。"),
            (to(time * share + (1 - share) * time / factor), "把加速的部分与不变的部分弄反了。"),
            (to(rest), "求的是该部分时间降为 0 时的情形。"),
            (to(fast), "漏掉了没有得到加速的那部分时间。") if to(fast) != to(Fraction(time, factor)) else (Fraction(0), ""),
            (to(time - fast), "从总时间中减去的是加速后那部分的时间，应减去节省的时间。"),
            (to(time - time * share / 2), "误以为该部分的时间总是减半。"),
            (to(rest + time * share * (1 - Fraction(1, factor))), "把该部分节省的时间当作了加速后所用的时间。"),
        ]  # fmt: skip

    first = f"- {part}所用时间：${time} \\times {_number(share)} = {_number(time * share)}$ s，其余部分 {_number(rest)} s。\n"
    ask = rng.choice(("time", "speedup", "factor"))
    if ask == "factor":
        goal = rest + fast
        if goal.denominator != 1 or factor == 1:
            raise Redraw
        stem = head + f"若要求仅通过改进{part}使该程序的执行时间减少到 {goal} s，则{part}的速度应提高到原来的"
        right = Choice(factor, f"{factor} 倍", "总时间减去其余部分，得改进后该部分允许的时间。")
        found = [
            (Fraction(time) / goal, "求的是整个程序的加速比。"),
            (time * share / (time - goal), "用节省的时间作了除数，应除以改进后该部分的时间。"),
            (Fraction(factor - 1), "求的是提高了多少倍，不是提高到多少倍。"),
            (Fraction(factor + 1), "把提高到误解为提高了，多加了 1 倍。"),
            (Fraction(factor * 2), "改进后该部分允许的时间少算了一半。"),
            (Fraction(time) / fast, "用总时间除以改进后该部分的时间，没有只取该部分。"),
        ]
        solution = first + (
            f"- 改进后{part}允许的时间：${goal} - {_number(rest)} = {_number(fast)}$ s。\n"
            f"- 速度应提高到 ${_number(time * share)} / {_number(fast)} = {factor}$ 倍。"
        )
        claim = f"amdahl_speedup([({share!r}, {ANSWER})]) == Fraction({time}, {goal})"
        return Draft(stem, right, _choices([p for p in found if p[0] > 1], " 倍"), solution, claim)
    head += f"改进后{part}的速度提高到原来的 {factor} 倍，其他部分不变，则"
    first += f"- 改进后{part}所用时间：${_number(time * share)} / {factor} = {_number(fast)}$ s。\n"
    if not _number(fast):
        raise Redraw
    total = f"- 改进后总时间：${_number(rest)} + {_number(fast)} = {_number(rest + fast)}$ s。"
    if ask == "time":
        right = _right(rest + fast, " s", "只有该部分的时间缩短，其余部分不变。")
        wrong = _choices(all_times(lambda one: one), " s")
        return Draft(head + "该程序的执行时间变为", right, wrong, first + total, f"{time} / {run} == {ANSWER}")
    right = _right(speedup, "", "改进前的总时间除以改进后的总时间。")
    found = all_times(lambda one: time / one)
    found += [
        (share * factor, "直接用比例乘以提高的倍数。"),
        (1 - share + share * factor, "把速度按时间比例加权，应当把时间加权。"),
    ]
    solution = first + total + f"\n- 整个程序的加速比：${time} / {_number(rest + fast)} = {right.text}$。"
    return Draft(
        head + "整个程序的加速比为", right, _choices([p for p in found if p[0] > 1]), solution, f"{run} == {ANSWER}"
    )


def draw(rng: random.Random) -> Draft:
    return rng.choice((_mix, _mix, _mix, _versions, _machines, _amdahl, _amdahl))(rng)


FAMILY = Family(
    name="cpu_time", title="CPI、MIPS 与执行时间", title_en="CPI, MIPS and execution time", node="co.1.2",
    skill="compute", difficulty=2, seconds=120, draw=draw,
)  # fmt: skip
