"""DRAM refresh: the gap between refreshes, dead time and its share, refreshes in a period."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.main_memory import burst_refresh_dead_ns, distributed_refresh_gap_us


def _number(value: Fraction | int, places: int = 3) -> str | None:
    value = Fraction(value)
    if (value * 10**places).denominator != 1 or value <= 0:
        return None
    shown = f"{float(value):.{places}f}"
    return shown.rstrip("0").rstrip(".")


def _cells(value: int) -> str:
    return f"{value >> 20} M" if value >= 1 << 20 else f"{value >> 10} K"


def draw(rng: random.Random) -> Draft:
    row_bits = rng.randint(6, 12)
    column_bits = row_bits + rng.choice((-1, 0, 0, 1, 2))
    rows, columns = 1 << row_bits, 1 << column_bits
    if rows * columns < 1 << 12 or columns > 1 << 13:
        raise Redraw
    width = rng.choice((1, 4, 8))
    period = rng.choice((2, 4, 8, 16, 32, 64))
    cycle = rng.choice((50, 60, 80, 100, 120, 125, 150, 200, 250, 400, 500))
    ask = rng.choice(("gap", "gap", "dead", "share", "cells"))
    dead = burst_refresh_dead_ns(rows, cycle)
    if dead * 4 > period * 10**6:
        raise Redraw
    head = (
        f"某 DRAM 芯片的容量为 {_cells(rows * columns)} × {width} 位，存储阵列为 {rows} 行 × {columns} 列，每次刷新一行，"
        f"存储周期为 {cycle} ns，刷新周期为 {period} ms，"
    )
    per_row = f"刷新以行为单位，一个刷新周期内须把 {rows} 行各刷新一次。\n\n"
    if ask == "gap":
        gap = distributed_refresh_gap_us(rows, period)
        text = _number(gap)
        if not text:
            raise Redraw
        found = [
            (Fraction(period * 1000, columns), "用列数去除刷新周期，刷新是按行进行的。"),
            (Fraction(period * 1000, rows * columns), "以为每个存储单元都要单独刷新。"),
            (gap * 2, "行数少算了一半。"),
            (gap / 2, "行数多算了一倍。"),
            (Fraction(cycle * rows, 1000), "求成了集中刷新的死时间。"),
            (gap * 10, "毫秒与微秒的换算差了 10 倍。"),
            (Fraction(period * 1000, rows + columns), "用行数与列数之和去除刷新周期。"),
            (gap / 8, "又除以了字节的位数。"),
        ]
        stem = head + "采用异步（分布）刷新方式，则相邻两次刷新请求的时间间隔为"
        right = Choice(gap, f"{text} μs", "刷新周期除以行数。")
        wrong = [Choice(n, f"{_number(n)} μs", why) for n, why in found if _number(n)]
        solution = (
            per_row
            + f"异步刷新把 {rows} 次刷新平均分布在 {period} ms 内：${period} \\times 1000 / {rows} = {text}$ μs。"
        )
        return Draft(stem, right, wrong, solution, f"distributed_refresh_gap_us({rows}, {period}) == {ANSWER}")
    first = (
        per_row
        + f"集中刷新的死时间为 ${rows} \\times {cycle}$ ns $= {dead}$ ns，即 {_number(Fraction(dead, 1000))} μs。"
    )
    stem = head + "采用集中刷新方式，刷新一行需一个存储周期，"
    if ask == "dead":
        value = Fraction(dead, 1000)
        found = [
            (Fraction(columns * cycle, 1000), "用列数乘以存储周期，刷新是按行进行的。"),
            (Fraction(cycle * (rows + columns), 1000), "以为行和列都要刷新。"),
            (value * 2, "以为每行的刷新要读出和写回两个周期。"),
            (value * width, "以为每一位要单独刷新。"),
            (value / 2, "行数少算了一半。"),
            (value / 10, "纳秒与微秒的换算差了 10 倍。"),
            (distributed_refresh_gap_us(rows, period), "求成了异步刷新的间隔。"),
            (value - Fraction(cycle, 1000), "少算了一行。"),
        ]
        right = Choice(value, f"{_number(value)} μs", "行数乘以刷新一行的时间。")
        wrong = [Choice(n, f"{_number(n)} μs", why) for n, why in found if _number(n)]
        claim = f"Fraction(burst_refresh_dead_ns({rows}, {cycle}), 1000) == {ANSWER}"
        return Draft(stem + "则一个刷新周期内的死时间为", right, wrong, first, claim)
    if ask == "share":
        share = Fraction(dead, period * 10**4)  # percent
        text = _number(share, 2)
        if not text:
            raise Redraw
        found = [
            (Fraction(columns * cycle, period * 10**4), "用列数计算死时间，刷新是按行进行的。"),
            (share * 2, "行数多算了一倍。"),
            (share / 2, "行数少算了一半。"),
            (share * 10, "单位换算差了 10 倍，结果偏大。"),
            (share / 10, "单位换算差了 10 倍，结果偏小。"),
            (share * 4, "行地址的位数多算了两位。"),
            (share * width, "以为每一位要单独刷新。"),
        ]
        right = Choice(share, f"{text}%", "死时间除以刷新周期。")
        wrong = [Choice(n, f"{_number(n, 2)}%", why) for n, why in found if _number(n, 2) and n < 100]
        solution = first + f"\n\n死时间率为 ${dead} / ({period} \\times 10^6) = {text}\\%$。"
        claim = f"Fraction(burst_refresh_dead_ns({rows}, {cycle}) * 100, {period} * 10 ** 6) == {ANSWER}"
        return Draft(stem + "则死时间率（死时间占刷新周期的比例）为", right, wrong, solution, claim)
    total = period * 10**6 // cycle
    if period * 10**6 % cycle:
        raise Redraw
    left = total - rows
    found = [
        (total, "没有扣除用于刷新的存储周期。"),
        (total - columns, "按列数扣除，刷新是按行进行的。"),
        (total - rows - columns, "按行数与列数之和扣除。"),
        (total - 2 * rows, "以为每行的刷新占两个存储周期。"),
        (left - 1, "多扣除了一个存储周期。"),
        (left + 1, "少扣除了一个存储周期。"),
        (total - rows // 2, "行数少算了一半。"),
        (left // 10, "毫秒换算成纳秒时差了 10 倍。"),
    ]
    right = Choice(left, str(left), "刷新周期内的存储周期总数减去刷新占用的个数。")
    wrong = [Choice(n, str(n), why) for n, why in found if n > 0]
    solution = per_row + (
        f"一个刷新周期含 ${period} \\times 10^6 / {cycle} = {total}$ 个存储周期，刷新占用 {rows} 个，"
        f"可用于读写的有 ${total} - {rows} = {left}$ 个。"
    )
    claim = f"({period} * 10 ** 6 - burst_refresh_dead_ns({rows}, {cycle})) // {cycle} == {ANSWER}"
    return Draft(stem + "则一个刷新周期内可用于读写的存储周期数为", right, wrong, solution, claim)


FAMILY = Family(
    name="dram_refresh", title="DRAM 的刷新", title_en="DRAM refresh", node="co.3.3.2",
    skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
