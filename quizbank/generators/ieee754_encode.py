"""From a value to its IEEE 754 single-precision pattern: decimals, scaled patterns, integers that are rounded."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.ieee754 import float32_pattern, float32_value


def _decimal(value: Fraction) -> str:
    return f"{float(value):.10f}".rstrip("0").rstrip(".")


def _hex(pattern: int) -> str:
    return f"{pattern:08X}H"


def _binary(value: Fraction) -> str:
    """101.011 for a value >= 0 with a finite binary expansion."""
    whole, part = divmod(value, 1)
    digits = ""
    while part:
        part *= 2
        digits += str(int(part))
        part %= 1
    return f"{int(whole):b}" + (f".{digits}" if digits else "")


def _fields(pattern: int) -> str:
    return f"`{pattern >> 31:b} {pattern >> 23 & 255:08b} {pattern & 0x7FFFFF:023b}`"


def _mistakes(pattern: int) -> list[tuple[int, str]]:
    """What the usual slips make of the right pattern."""
    sign, exponent, fraction = pattern & 1 << 31, pattern >> 23 & 255, pattern & 0x7FFFFF
    hidden = (fraction | 0x800000) >> 1
    return [
        (sign | (exponent + 1) << 23 | fraction, "阶码的偏置值当作了 128。"),
        (sign | (exponent - 1) << 23 | fraction, "阶码的偏置值当作了 126。"),
        (sign | exponent << 23 | hidden, "尾数中保留了本应隐含的整数位 1。"),
        (pattern ^ 1 << 31, "数符弄反了：负数的数符为 1。"),
        (sign | (exponent + 1) << 23 | hidden, "按 0.1xx 的形式规格化，阶大了 1，尾数中又保留了最高位的 1。"),
        (sign | ((exponent - 127) & 255) << 23 | fraction, "阶码直接用了阶的补码，没有加偏置值 127。"),
        (sign | exponent << 23 | -fraction & 0x7FFFFF, "尾数用了补码，IEEE 754 的尾数用原码。"),
    ]


def _plain(rng: random.Random) -> Draft:
    bits = rng.choice((2, 3, 4, 5))
    whole = rng.choice((rng.randint(0, 3), rng.randint(4, 40), rng.randint(40, 600)))
    value = (whole + Fraction(rng.randrange(1, 1 << bits), 1 << bits)) * rng.choice((1, -1, -1))
    magnitude, pattern = abs(value), float32_pattern(value)
    if not pattern & 0x7FFFFF or value == 1:
        raise Redraw
    where = rng.choice((
        f"C 语言程序中有“float x = {_decimal(value)};”，则变量 x 的机器数（用十六进制表示）为",
        f"十进制数 {_decimal(value)} 的 IEEE 754 单精度浮点格式用十六进制表示为",
        f"若 32 位寄存器 R 中存放的是 float 型数 {_decimal(value)}，则 R 的内容用十六进制表示为",
    ))  # fmt: skip
    stem = "IEEE 754 单精度浮点数从高位到低位依次为数符 1 位、阶码 8 位（偏置值 127）、尾数 23 位。" + where
    exponent = pattern >> 23 & 255
    power = exponent - 127
    mantissa = _binary(magnitude / Fraction(2) ** power)
    solution = (
        f"1. $|x| = ({_binary(magnitude)})_2 = ({mantissa})_2 \\times 2^{{{power}}}$。\n"
        f"2. 数符为 {pattern >> 31}；阶码为 ${power} + 127 = {exponent}$，即 `{exponent:08b}`。\n"
        f"3. 尾数去掉隐含的整数位 1，为 `{pattern & 0x7FFFFF:023b}`。\n4. 拼接为 {_fields(pattern)}，即 {_hex(pattern)}。"
    )
    right = Choice(pattern, _hex(pattern), "规格化后阶加 127，尾数去掉隐含的 1。")
    wrong = [Choice(n, _hex(n), why) for n, why in _mistakes(pattern) if 0 <= n < 1 << 32]
    return Draft(stem, right, wrong, solution, f"float32_pattern({value!r}) == {ANSWER}")


def _scaled(rng: random.Random) -> Draft:
    """x lies in a register; 4x, x/8 or -2x is asked for."""
    mantissa = 1 + Fraction(rng.randrange(1, 32), 32)
    x = rng.choice((1, -1)) * mantissa * Fraction(2) ** rng.randint(-8, 12)
    shift = rng.choice((-3, -2, -1, 1, 2, 3, 4))
    negated = rng.random() < 0.35
    value = (-x if negated else x) * Fraction(2) ** shift
    before, after = float32_pattern(x), float32_pattern(value)
    factor = f"{1 << shift}x" if shift > 0 else f"x/{1 << -shift}"
    stem = (
        f"float 型变量 x 采用 IEEE 754 单精度浮点格式，存放在 32 位寄存器 R1 中，R1 的内容为 {_hex(before)}。"
        f"若将 {'−' if negated else ''}{factor} 的结果也以 float 型存放在 R2 中，则 R2 的内容为"
    )
    sign = after & 1 << 31
    moved = (before & 0x7FFFFFFF) << shift if shift > 0 else (before & 0x7FFFFFFF) >> -shift
    found = [
        (sign | moved & 0x7FFFFFFF, "把浮点数的机器数当作定点数移位。"),
        (sign | (before - (shift << 23)) & 0x7FFFFFFF, "阶码加减的方向弄反了。"),
        (after ^ 1 << 31, "数符弄错了。"),
        (sign | (before + (1 << abs(shift) if shift > 0 else -(1 << abs(shift))) * (1 << 23)) & 0x7FFFFFFF,
         "阶码加减的应是 2 的指数，误用了倍数本身。"),
        (sign | (before + (shift << 22)) & 0x7FFFFFFF, "阶码的最低位是第 23 位，加减时错了一位。"),
        (sign | (before + (shift + (1 if shift > 0 else -1) << 23)) & 0x7FFFFFFF, "阶码多改变了 1。"),
        (sign | before & 0x7FFFFFFF, "没有改变阶码。"),
    ]  # fmt: skip
    exponent = before >> 23 & 255
    solution = (
        f"1. R1 的各字段：{_fields(before)}，阶码为 {exponent}。\n"
        f"2. 乘以 $2^{{{shift}}}$ 只需使阶码{'加' if shift > 0 else '减'} {abs(shift)}，得 {exponent + shift}，即 "
        f"`{exponent + shift:08b}`，尾数不变。\n"
        f"3. 数符{'取反' if negated else '不变'}，得 {_fields(after)}，即 {_hex(after)}。"
    )
    right = Choice(after, _hex(after), "乘除 2 的幂只改变阶码。")
    wrong = [Choice(n, _hex(n), why) for n, why in found if 0 <= n < 1 << 32]
    claim = f"float32_value({ANSWER}) == {'-' if negated else ''}float32_value({before}) * Fraction(2) ** {shift}"
    return Draft(stem, right, wrong, solution, claim)


def _rounded(rng: random.Random) -> Draft:
    """An int beyond 24 bits goes through float."""
    extra = rng.choice((1, 2, 3))
    step = 1 << extra
    units = (1 << 23) + rng.randrange(1 << 10)
    rest = rng.randrange(1, step)
    value = units * step + rest
    result = float32_value(float32_pattern(value))
    stem = (
        "32 位机器上，int 型用补码表示，float 型采用 IEEE 754 单精度格式，采用就近舍入（中间值舍入到偶数）。若有定义"
        f"“int i = {value}; float f = i; int j = f;”，则 j 的值为"
    )
    down, up = units * step, (units + 1) * step
    found = [
        (value, "float 的尾数只有 24 位有效位，这个整数不能精确表示。"),
        (down, "按截断处理，没有就近舍入。"),
        (up, "总是向上舍入，没有就近舍入。"),
        (units // 2 * step * 2, "有效位少算了一位（没有计入隐含的 1），又截断了。"),
        ((units // 2 + 1) * step * 2, "有效位少算了一位（没有计入隐含的 1），又向上舍入了。"),
        (value + 1, "把末位进了 1，没有按 float 能表示的间隔舍入。"),
        (value - 1, "把末位去掉了 1，没有按 float 能表示的间隔舍入。"),
    ]
    wrong = [Choice(n, str(n), why) for n, why in found]
    tie = rest * 2 == step
    solution = (
        f"{value} 的二进制有 {value.bit_length()} 位，float 有 24 位有效位（含隐含的 1），故在这一范围内能表示的数相隔 "
        f"$2^{{{extra}}} = {step}$。\n\n{value} 位于 {down} 与 {up} 之间，"
        + (
            f"恰为中间值，舍入到尾数末位为 0 的 {result}。"
            if tie
            else f"距前者 {rest}、距后者 {step - rest}，就近舍入为 {result}。"
        )
        + f"\n\nf 转换回 int 型不再改变，j 为 {result}。"
    )
    right = Choice(int(result), str(result), "保留 24 位有效位，就近舍入到偶数。")
    return Draft(stem, right, wrong, solution, f"float32_value(float32_pattern({value})) == {ANSWER}")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_plain, _plain, _plain, _scaled, _rounded))(rng)


FAMILY = Family(
    name="ieee754_encode", title="求 IEEE 754 机器数", title_en="Encoding IEEE 754", node="co.2.4.1",
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
