"""Adding floating-point numbers: alignment, normalisation, overflow of the exponent, lost bits in single precision."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.float_alignment import aligned_sum
from quizbank.simulators.ieee754 import float32_add, float32_pattern, float32_value

_DIGITS, _LARGEST = 5, 7  # digits after the point; exponents are 4-bit two's complement


def _fields(pattern: int) -> str:
    return f"`{pattern >> 31:b} {pattern >> 23 & 255:08b} {pattern & 0x7FFFFF:023b}`"


def _short(rng: random.Random) -> Draft:
    """Two numbers with a 4-bit exponent and a 6-bit mantissa in two's complement."""
    exponents = [rng.randint(2, 7), rng.randint(1, 7)]
    gap = exponents[0] - exponents[1]
    mantissas = [rng.randint(16, 31) * rng.choice((1, 1, -1)) for _ in range(2)]
    x, y = zip(exponents, mantissas, strict=True)
    if not 1 <= gap <= 3 or mantissas[1] % (1 << gap):
        raise Redraw
    got = aligned_sum(x, y, _DIGITS, _LARGEST)
    shifted = mantissas[1] >> gap
    total = mantissas[0] + shifted
    if abs(total) in (16, 32) or (mantissas[0] % 2 == 0 and mantissas[0] % 4 == 0) or (abs(total) > 32 and total % 2):
        raise Redraw

    def text(one: tuple[int, int] | str) -> str:
        if one == "overflow":
            return "阶码上溢"
        sign = "-" if one[1] < 0 else ""
        return f"${sign}{abs(one[1])}/32 \\times 2^{{{one[0]}}}$"

    def normal(exponent: int, mantissa: int) -> tuple[int, int] | str:
        return aligned_sum((exponent, mantissa), (exponent, 0), _DIGITS, _LARGEST)

    stem = (
        "某浮点数格式中，阶码占 4 位（含 1 位阶符），尾数占 6 位（含 1 位数符），均用补码表示，尾数的规格化形式为 "
        f"$1/2 \\le |M| < 1$。已知 X = {text(x)}，Y = {text(y)}，按对阶、尾数相加、规格化的步骤求 X + Y，"
        "移出的位直接舍去，则结果为"
    )
    found = [
        (normal(exponents[0], mantissas[0] + mantissas[1]), "没有对阶就把尾数直接相加。"),
        (normal(exponents[1], total), "对阶后的阶应取较大的阶，这里用了较小的阶。"),
        (normal(exponents[0], mantissas[0] + (mantissas[1] >> (gap + 1))), "对阶时右移的位数多了一位。"),
        (normal(exponents[0], mantissas[0] + (mantissas[1] >> (gap - 1))), "对阶时右移的位数少了一位。"),
        (normal(exponents[0], mantissas[0] - shifted), "尾数相加误作了相减。"),
        (normal(exponents[0] - 1, total), "规格化时阶码少加了 1。"),
        (normal(exponents[0] + 1, total), "规格化时阶码多加了 1。"),
    ]
    if got != "overflow":
        found.append(("overflow", "尾数相加的进位可用右规处理，只有阶码超过 7 才是上溢。" if abs(total) > 32 else
                      "结果的阶没有超过阶码能表示的最大值 7。"))  # fmt: skip
    wrong = [Choice(n, text(n), why) for n, why in found if n == "overflow" or n[1]]
    if got == "overflow":
        naive = (_LARGEST + 1, total >> 1)
        wrong.append(Choice(naive, text(naive), "右规后阶为 8，超出 4 位补码阶码的最大值 7，没有判断上溢。"))
    steps = [
        f"对阶：阶差为 ${exponents[0]} - {exponents[1]} = {gap}$，Y 的尾数右移 {gap} 位，为 ${shifted}/32$。",
        f"尾数相加：${mantissas[0]}/32 {'-' if shifted < 0 else '+'} {abs(shifted)}/32 = {total}/32$。",
    ]
    if abs(total) > 32:
        steps.append(
            f"绝对值不小于 1，右规 1 位：尾数为 ${total >> 1}/32$，阶为 ${exponents[0]} + 1 = {exponents[0] + 1}$。"
        )
    elif abs(total) < 16:
        steps.append(
            f"绝对值小于 1/2，左规 {exponents[0] - got[0]} 位：尾数为 ${got[1]}/32$，"
            f"阶为 ${exponents[0]} - {exponents[0] - got[0]} = {got[0]}$。"
        )
    else:
        steps.append("已是规格化数，不需调整。")
    steps.append(
        "阶 8 超出 4 位补码能表示的最大值 7，发生阶码上溢。"
        if got == "overflow"
        else f"阶没有超出范围，结果为 {text(got)}。"
    )
    solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    right = Choice(got, text(got), "小阶向大阶看齐，相加后规格化并检查阶码。")
    return Draft(stem, right, wrong, solution, f"aligned_sum({x}, {y}, {_DIGITS}, {_LARGEST}) == {ANSWER}")


def _single(rng: random.Random) -> Draft:
    """The pattern of the sum of two single-precision patterns."""
    gap = rng.randint(1, 4)
    power = rng.randint(-3, 8)
    parts = [1 + Fraction(rng.randrange(1, 16), 16) for _ in range(2)]
    subtract = rng.random() < 0.3
    x = parts[0] * Fraction(2) ** power
    y = (-1 if subtract else 1) * parts[1] * Fraction(2) ** (power - gap)
    a, b = float32_pattern(x), float32_pattern(y)
    got = float32_add(a, b)
    if got & 0x7FFFFF == 0:
        raise Redraw
    sign = -1 if subtract else 1
    top = Fraction(2) ** power
    found = [
        (float32_pattern((parts[0] + sign * parts[1]) * top), "没有对阶就把尾数直接相加。"),
        (float32_pattern((parts[0] + sign * parts[1] / 2 ** (gap + 1)) * top), "对阶时右移多了一位。"),
        (float32_pattern((parts[0] + sign * parts[1] / 2 ** (gap - 1)) * top), "对阶时右移少了一位。"),
        (float32_pattern((parts[0] + sign * (parts[1] - 1) / 2**gap) * top), "对阶时漏掉了 Y 的尾数隐含的 1。"),
        (float32_pattern((x + y) / 2), "结果的阶码小了 1。"),
        (float32_pattern((x + y) * 2), "结果的阶码大了 1。"),
        (float32_pattern(x - y), "尾数的加减弄反了。"),
    ]
    wrong = [Choice(n, f"{n:08X}H", why) for n, why in found]
    stem = f"float 型变量 x 和 y 采用 IEEE 754 单精度浮点格式，机器数分别为 {a:08X}H 和 {b:08X}H，则 x + y 的机器数为"
    total = parts[0] + sign * parts[1] / 2**gap
    move = got >> 23 & 255
    adjust = power + 127 - move
    norm = (
        f"尾数和 ${float(total):.12g}$ 不小于 2，右规 1 位，阶码加 1"
        if adjust < 0
        else f"尾数和 ${float(total):.12g}$ 小于 1，左规 {adjust} 位，阶码减 {adjust}"
        if adjust
        else f"尾数和 ${float(total):.12g}$ 已规格化"
    )
    solution = (
        f"1. x：{_fields(a)}，阶码 {a >> 23 & 255}，尾数 ${float(parts[0]):.12g}$；y：{_fields(b)}，阶码 {b >> 23 & 255}，"
        f"尾数 ${sign * float(parts[1]):.12g}$（都已补上隐含的 1）。\n"
        f"2. 对阶：阶差为 {gap}，y 的尾数右移 {gap} 位，为 ${sign * float(parts[1] / 2**gap):.12g}$。\n"
        f"3. 尾数相加：${float(parts[0]):.12g} {'-' if subtract else '+'} {float(parts[1] / 2**gap):.12g} "
        f"= {float(total):.12g}$。\n"
        f"4. {norm}，结果的阶码为 {move}。\n5. 机器数为 {_fields(got)}，即 {got:08X}H（真值 ${float(x):.12g} {'-' if subtract else '+'} "
        f"{float(abs(y)):.12g} = {float(x + y):.12g}$）。"
    )
    right = Choice(got, f"{got:08X}H", "对阶、尾数相加、规格化后得到。")
    return Draft(stem, right, wrong, solution, f"float32_add({a}, {b}) == {ANSWER}")


def _absorbed(rng: random.Random) -> Draft:
    """A small number added to a large one, in single precision."""
    power = rng.randint(22, 27)
    big = (1 << power) + rng.choice((0, 0, 1 << (power - 1), 3 << (power - 2)))
    gap = Fraction(2) ** (power - 23)
    small = gap * Fraction(rng.choice((3, 5, 6, 7, 9, 10, 11, 13)), 8)
    if small.denominator not in (1, 2, 4):
        raise Redraw
    first = float32_value(float32_add(float32_pattern(big), float32_pattern(small)))
    result = first - big

    def text(value: Fraction) -> str:
        return f"{float(value):.2f}".rstrip("0").rstrip(".") if value.denominator > 1 else str(value)

    stem = (
        "float 型采用 IEEE 754 单精度格式，运算结果就近舍入（中间值舍入到偶数），每次运算的结果都存为 float 型。若有定义"
        f"“float x = {big}, y = {text(small)}, z;”，则执行“z = x + y; z = z - x;”后，z 的值为"
    )
    found = [
        (small, "没有考虑 x + y 的结果只有 24 位有效位，会被舍入。"),
        (Fraction(0), "以为 y 在对阶时全部移出而丢失。"),
        (gap, "以为 x + y 总是舍入到比 x 大的下一个数。"),
        (2 * gap, "相邻两个 float 数的间隔算大了一倍。"),
        (gap / 2, "相邻两个 float 数的间隔算小了一半。"),
        (gap * 3, "舍入到了更远的 float 数。"),
        (small + gap, "舍入时在准确结果上多加了一个间隔。"),
    ]
    wrong = [Choice(n, text(n), why) for n, why in found if n.denominator in (1, 2, 4)]
    ratio = small / gap
    lower = ratio.numerator // ratio.denominator
    solution = (
        f"1. $2^{{{power}}} \\le x < 2^{{{power + 1}}}$，float 有 24 位有效位，这一范围内相邻两数的间隔为 "
        f"$2^{{{power - 23}}} = {text(gap)}$。\n"
        f"2. x + y 的准确结果为 {text(big + small)}，"
        + (
            "恰能表示，不需舍入"
            if ratio.denominator == 1
            else f"位于 {text(big + lower * gap)} 与 {text(big + (lower + 1) * gap)} 之间，就近舍入为 {text(first)}"
        )
        + f"。\n3. 再减去 x：${text(first)} - {big} = {text(result)}$。"
    )
    right = Choice(result, text(result), "x + y 舍入到 float 能表示的数，再减去 x。")
    claim = (
        f"float32_value(float32_add(float32_add(float32_pattern({big}), float32_pattern({small!r})), "
        f"float32_pattern(-{big}))) == {ANSWER}"
    )
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_short, _short, _single, _single, _absorbed))(rng)


FAMILY = Family(
    name="float_addition", title="浮点数的加减运算", title_en="Floating-point addition", node="co.2.4.2",
    also=("co.2.4.1",), skill="compute", difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
