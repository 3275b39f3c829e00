"""From an IEEE 754 single-precision pattern to its value: normal numbers, denormals, special patterns, order."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.ieee754 import float32_pattern, float32_value


def _decimal(value: Fraction) -> str:
    return f"{float(value):.12f}".rstrip("0").rstrip(".")


def _power(value: Fraction) -> str:
    """$-1.25 \\times 2^{-3}$ for a value that is not zero."""
    magnitude, power = abs(value), 0
    while magnitude >= 2:
        magnitude, power = magnitude / 2, power + 1
    while magnitude < 1:
        magnitude, power = magnitude * 2, power - 1
    sign = "-" if value < 0 else ""
    return f"${sign}{_decimal(magnitude)} \\times 2^{{{power}}}$"


def _fields(pattern: int) -> str:
    return f"`{pattern >> 31:b} {pattern >> 23 & 255:08b} {pattern & 0x7FFFFF:023b}`"


def _normal(rng: random.Random) -> Draft:
    large = rng.random() < 0.4
    bits = rng.choice((2, 3, 3, 4))
    fraction = rng.randrange(1, 1 << bits)
    power = rng.choice((-1, 1)) * rng.randint(10, 90) if large else rng.randint(-4, 9)
    sign = rng.choice((-1, -1, 1))
    mantissa = 1 + Fraction(fraction, 1 << bits)
    value = sign * mantissa * Fraction(2) ** power
    pattern = float32_pattern(value)
    show = _power if large else _decimal
    where = rng.choice(("C 语言程序中 float 型变量 x 的机器数为", "某 32 位寄存器中存放着一个 float 型数 x，内容为"))
    stem = (
        f"IEEE 754 单精度浮点数从高位到低位依次为数符 1 位、阶码 8 位、尾数 23 位。{where} {pattern:08X}H，则 x 的值为"
    )
    two = Fraction(2)
    found = [
        (value / 2, "偏置值当作 128，阶小了 1。"),
        (value * 2, "偏置值当作 126，阶大了 1。"),
        (sign * (mantissa - 1) * two**power, "漏掉了尾数隐含的整数位 1。"),
        (-value, "数符判断反了：数符为 1 表示负数。"),
        (sign * mantissa * two**-power, "阶的正负号弄反了。"),
        (sign * (1 - Fraction(fraction, 1 << (bits + 1))) * two**power, "把尾数当作补码处理。"),
        (sign * (1 + Fraction(fraction, 1 << (bits + 1))) * two**power, "尾数小数部分的权错了一位，最高位的权应为 $2^{-1}$。"),
    ]  # fmt: skip
    wrong = [Choice(n, show(n), why) for n, why in found if n]
    exponent = pattern >> 23 & 255
    final = _power(value) if large else f"{_power(value)}，即 {_decimal(value)}"
    solution = (
        f"1. {pattern:08X}H 的各字段：{_fields(pattern)}。\n"
        f"2. 数符为 {pattern >> 31}，是{'负' if sign < 0 else '正'}数。\n"
        f"3. 阶码为 {exponent}，阶为 ${exponent} - 127 = {power}$。\n"
        f"4. 尾数补上隐含的 1，为 $(1.{fraction:0{bits}b})_2 = {_decimal(mantissa)}$。\n"
        f"5. 值为 {final}。"
    )
    right = Choice(value, show(value), "数符、阶（偏置值 127）与带隐含 1 的尾数都按标准解释。")
    return Draft(stem, right, wrong, solution, f"float32_value({pattern}) == {ANSWER}")


def _denormal(rng: random.Random) -> Draft:
    shift = rng.randint(0, 20)
    fraction = rng.choice((1, 3, 5, 7)) << shift
    if fraction >= 1 << 23:
        raise Redraw
    negative = rng.random() < 0.5
    pattern = fraction | (0x80000000 if negative else 0)
    value = float32_value(pattern)
    stem = (
        f"IEEE 754 单精度浮点数从高位到低位依次为数符 1 位、阶码 8 位、尾数 23 位。若某单精度浮点数的机器数为 "
        f"{pattern:08X}H，则它的值为"
    )
    unit, sign = Fraction(2) ** -126, -1 if negative else 1
    part = Fraction(fraction, 1 << 23)
    found = [
        (sign * part * unit / 2, "阶码全 0 的非规格化数的阶规定为 -126，误用了 0 - 127 = -127。"),
        (sign * (1 + part) * unit / 2, "按规格化数处理，添了隐含的 1，阶取为 -127。") if shift > 10 else (Fraction(0), ""),
        (sign * (1 + part) * unit, "非规格化数没有隐含的 1。") if shift > 10 else (Fraction(0), ""),
        (-value, "数符判断反了。"),
        (value * 2, "尾数小数部分的权错了一位。"),
        (sign * part * unit / 4, "偏置值当作 128，阶取为 -128。"),
        (value / 8, "尾数小数部分的位置数错了。"),
    ]  # fmt: skip
    wrong = [Choice(n, _power(n), why) for n, why in found if n]
    solution = (
        f"1. 各字段：{_fields(pattern)}，阶码全 0 而尾数不为 0，是非规格化数。\n"
        f"2. 非规格化数的值为 $\\pm(0.f)_2 \\times 2^{{-126}}$，尾数没有隐含的 1。\n"
        f"3. $(0.f)_2 = {fraction >> shift} \\times 2^{{{shift - 23}}}$，值为 "
        f"${'-' if negative else ''}{fraction >> shift} \\times 2^{{{shift - 23}}} \\times 2^{{-126}}$，即 {_power(value)}。"
    )
    right = Choice(value, _power(value), "阶码全 0、尾数不为 0 是非规格化数，按 $0.f \\times 2^{-126}$ 求值。")
    return Draft(stem, right, wrong, solution, f"float32_value({pattern}) == {ANSWER}")


def _greatest(rng: random.Random) -> Draft:
    """Which of four patterns is the largest or the smallest number."""
    negatives = rng.choice((2, 3, 4))
    patterns: list[int] = []
    for n in range(4):
        exponent, fraction = rng.randint(124, 132), rng.randrange(16) << 19
        patterns.append((0x80000000 if n < negatives else 0) | exponent << 23 | fraction)
    ask = rng.choice(("最大", "最小"))
    values = [float32_value(p) for p in patterns]
    if len({abs(v) for v in values}) < 4:
        raise Redraw
    pick = max if ask == "最大" else min
    best = patterns[values.index(pick(values))]
    if ask == "最大" and negatives == 3:
        raise Redraw
    by_value = sorted(zip(values, patterns, strict=True))
    unsigned = (max if ask == "最大" else min)(patterns)

    def told(pattern: int) -> str:
        value = float32_value(pattern)
        why = f"它的值为 {_power(value)}，即 {_decimal(value)}，不是{ask}的。"
        if pattern == unsigned:
            why += "按无符号整数比较机器数时才会选它。"
        elif (value < 0) and (ask == "最小") == (abs(value) == min(abs(v) for v in values if v < 0)):
            why += "负数的绝对值越大，值越小，这里比较反了。"
        return why

    stem = f"下列 4 个十六进制数是 IEEE 754 单精度浮点数的机器数，其中真值{ask}的是"
    lines = [
        f"{n}. {p:08X}H：{_fields(p)}，值为 {_power(v)}，即 {_decimal(v)}。" for n, (v, p) in enumerate(by_value, 1)
    ]
    solution = "先看数符，再比较阶码，最后比较尾数；同为负数时绝对值大的较小。由小到大为：\n\n" + "\n".join(lines)
    right = Choice(best, f"{best:08X}H", f"它的值为 {_power(float32_value(best))}，在四个数中{ask}。")
    wrong = [Choice(p, f"{p:08X}H", told(p)) for p in patterns if p != best]
    name = "max" if ask == "最大" else "min"
    claim = f"float32_value({ANSWER}) == {name}([" + ", ".join(f"float32_value({p})" for p in patterns) + "])"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_normal, _normal, _normal, _denormal, _greatest))(rng)


FAMILY = Family(
    name="ieee754_decode", title="由 IEEE 754 机器数求真值", title_en="Decoding IEEE 754", node="co.2.4.1",
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
