"""Ideal pipelines: clock period, time, throughput and speed-up of many instructions; the loss by branches."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed
from quizbank.simulators.instruction_pipeline import pipelined_run_ps, pipelined_speedup


def _number(value: Fraction | int, places: int = 2) -> str | None:
    value = Fraction(value)
    if value <= 0 or (value * 10**places).denominator != 1:
        return None
    shown = f"{float(value):.{places}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _stages(rng: random.Random) -> tuple[list[int], int]:
    stages = [rng.choice((50, 60, 70, 80, 90, 100, 120, 150, 200)) for _ in range(rng.choice((4, 5, 5, 6)))]
    if len(set(stages)) < 3:
        raise Redraw
    return stages, rng.choice((0, 0, 5, 10, 20))


def _head(stages: list[int], latch: int) -> str:
    extra = f"流水段寄存器的延迟为 {latch} ps" if latch else "流水段寄存器的延迟忽略不计"
    return f"某指令流水线分为 {len(stages)} 段，各段功能部件的延迟依次为 {listed(stages)} ps，{extra}。"


def _period(rng: random.Random) -> Draft:
    """Time of n instructions, or the speed-up over a machine without a pipeline."""
    stages, latch = _stages(rng)
    count = rng.choice((10, 12, 16, 20, 25, 50, 96, 100, 200))
    clock, k = max(stages) + latch, len(stages)
    time = pipelined_run_ps(count, stages, latch)
    stem = _head(stages, latch) + f"不考虑任何冒险，在该流水线上连续执行 {count} 条指令，"
    sum_text = f"${max(stages)} + {latch} = {clock}$ ps" if latch else f"{clock} ps"
    steps = [
        f"时钟周期由最慢的段决定，为 {sum_text}。",
        f"共需 ${k} + {count} - 1 = {k + count - 1}$ 个时钟周期，时间为 ${k + count - 1} \\times {clock} = {time}$ ps。",
    ]
    average = Fraction(sum(stages), k)
    times = [
        (count * clock, "漏掉了填满流水线所需的 k − 1 个时钟周期。"),
        ((k + count) * clock, "时钟周期数多算了一个，应为 k + n − 1。"),
        (k * count * clock, "每条指令都占 k 个周期，没有考虑指令之间的重叠。"),
        (sum(stages) * count, "按不用流水线、逐条执行计算。"),
        ((k + count - 1) * (average + latch), "时钟周期取了各段延迟的平均值，应取最慢的段。"),
        ((k + count - 1) * (min(stages) + latch), "时钟周期取了最快的段。"),
        (sum(stages) + (count - 1) * clock, "第一条指令的每一段也要占一个完整的时钟周期。"),
    ]
    if latch:
        times += [((k + count - 1) * max(stages), "漏掉了流水段寄存器的延迟。")]
    if rng.random() < 0.5:
        right = Choice(time, f"{time} ps", "时钟周期取最慢的段，共 k + n − 1 个时钟周期。")
        wrong = [Choice(Fraction(n), f"{_number(n)} ps", why) for n, why in times if _number(n)]
        solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
        claim = f"pipelined_run_ps({count}, {stages}, {latch}) == {ANSWER}"
        return Draft(stem + "则所需的时间为", right, wrong, solution, claim)
    gain = pipelined_speedup(count, stages, latch)
    text = _number(gain)
    if not text:
        raise Redraw
    plain = count * sum(stages)
    found = [(Fraction(plain) / n, why) for n, why in times if n != plain]
    found += [(Fraction(k), "以为加速比就是流水线的段数。"), (Fraction(sum(stages), clock), "得到的是指令数很多时的极限加速比。"),
              (Fraction(k * count, k + count - 1), "以为各段的延迟相同。")]  # fmt: skip
    wrong = [Choice(n, _number(n), why) for n, why in found if _number(n) and n > 1]
    steps += [
        f"不用流水线时，每条指令需 ${' + '.join(map(str, stages))} = {sum(stages)}$ ps，"
        f"共 ${count} \\times {sum(stages)} = {plain}$ ps。",
        f"加速比为 ${plain} / {time} = {text}$。",
    ]
    solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    right = Choice(gain, text, "不用流水线的时间除以用流水线的时间。")
    stem += "与不用流水线、每条指令依次通过各功能部件（不经流水段寄存器）相比，加速比为"
    claim = f"pipelined_speedup({count}, {stages}, {latch}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _throughput(rng: random.Random) -> Draft:
    k, clock = rng.choice((4, 5, 6, 8)), rng.choice((2, 4, 5, 8, 10, 20))  # ns
    count = rng.choice((10, 12, 16, 20, 21, 25, 36, 45, 46, 96, 97, 100))
    time = pipelined_run_ps(count, [clock] * k, 0)
    rate = Fraction(count * 1000) / time  # million a second
    text = _number(rate)
    if not text:
        raise Redraw
    stem = (
        f"某指令流水线分为 {k} 段，每段的执行时间均为 {clock} ns，不考虑任何冒险。在该流水线上连续执行 {count} 条指令，"
        "则流水线的实际吞吐率（单位为百万条指令每秒，1 M = $10^6$）为"
    )
    found = [
        (Fraction(1000, clock), "得到的是指令数很多时的最大吞吐率。"),
        (Fraction(count * 1000, (k + count) * clock), "时钟周期数多算了一个，应为 k + n − 1。"),
        (Fraction(1000, k * clock), "没有考虑指令之间的重叠。"),
        (rate / 10, "单位换算差了 10 倍。"),
        (Fraction((k + count - 1) * 1000, count * clock), "把指令条数与时钟周期数弄反了。"),
        (Fraction(count * 1000, (count + 1) * clock), "填满流水线的时间只算了一个时钟周期。"),
        (Fraction(count * 1000, (k + count - 2) * clock), "时钟周期数少算了一个，应为 k + n − 1。"),
        (rate * k, "又乘以了流水线的段数。"),
    ]
    solution = (
        f"1. 所需时间为 $({k} + {count} - 1) \\times {clock} = {time}$ ns。\n"
        f"2. 吞吐率为 {count} 条 / {time} ns，即每秒 {text} M 条。"
    )
    right = Choice(rate, f"{text} M 条/s", "指令条数除以实际所用的时间。")
    wrong = [Choice(n, f"{_number(n)} M 条/s", why) for n, why in found if _number(n)]
    claim = f"Fraction({count * 1000}) / pipelined_run_ps({count}, {[clock] * k}, 0) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _branches(rng: random.Random) -> Draft:
    """Mean CPI with a share of mispredicted branches."""
    branch, miss, lost = (
        rng.choice((10, 15, 20, 25, 30)),
        rng.choice((10, 20, 25, 30, 40, 50, 60)),
        rng.choice((1, 2, 3, 4, 5)),
    )
    loads, stall = rng.choice((0, 20, 25, 30, 40)), rng.choice((10, 20, 40, 50))
    cpi = 1 + Fraction(branch * miss * lost, 10**4) + Fraction(loads * stall, 10**4)
    text = _number(cpi, 3)
    if not text:
        raise Redraw
    load = f"取数（load）指令占 {loads}%，其中 {stall}% 使后一条指令阻塞 1 个时钟周期；" if loads else ""
    stem = (
        f"某流水线处理器在没有冒险时 CPI 为 1。某程序中{load}分支指令占 {branch}%，其中 {miss}% 预测错误，每次预测错误损失 "
        f"{lost} 个时钟周期，{'两种损失互不重叠，' if loads else ''}其他情况不损失，则执行该程序的平均 CPI 为"
    )
    extra = Fraction(branch * miss * lost, 10**4)
    found = [
        (1 + Fraction(branch * lost, 100) + cpi - 1 - extra, "以为每条分支指令都损失，没有乘以预测错误的比例。"),
        (1 + Fraction(miss * lost, 100) + cpi - 1 - extra, "没有乘以分支指令所占的比例。"),
        (1 + Fraction(branch * (100 - miss) * lost, 10**4) + cpi - 1 - extra, "把预测错误与预测正确的比例用反了。"),
        (1 + Fraction(branch * miss, 10**4) + cpi - 1 - extra, "每次预测错误只损失了 1 个时钟周期。"),
        (1 + Fraction(branch * miss * (lost + 1), 10**4) + cpi - 1 - extra, "每次预测错误多损失了 1 个时钟周期。"),
        (1 + Fraction(branch * miss * lost, 1000) + cpi - 1 - extra, "比例相乘时小数位数弄错了一位。"),
    ]
    if loads:
        found += [
            (1 + extra, "没有考虑取数指令引起的阻塞。"),
            (1 + extra + Fraction(loads, 100), "以为每条取数指令都引起阻塞。"),
        ]
    pieces = f"{branch / 100:g} \\times {miss / 100:g} \\times {lost}"
    if loads:
        pieces += f" + {loads / 100:g} \\times {stall / 100:g} \\times 1"
    solution = f"平均 CPI 为理想 CPI 加上各种损失的平均周期数：\n\n$CPI = 1 + {pieces} = {text}$。"
    right = Choice(cpi, text, "理想 CPI 加上各种损失按比例的平均值。")
    wrong = [Choice(n, _number(n, 3), why) for n, why in found if _number(n, 3)]
    mix = [(1, 1), (Fraction(branch * miss, 10**4), lost), (Fraction(loads * stall, 10**4), 1)]
    return Draft(stem, right, wrong, solution, f"program_cycles({mix}) == {ANSWER}")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_period, _period, _throughput, _branches))(rng)


FAMILY = Family(
    name="pipeline_throughput", title="流水线的时间、吞吐率与加速比", title_en="Pipeline throughput", node="co.5.6.1",
    also=("co.5.6.3",), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
