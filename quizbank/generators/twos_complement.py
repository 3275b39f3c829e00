"""Fixed-point codes: the value of a pattern, the pattern of a value, shifts, ranges, and C's integer conversions."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.integer_codes import c_convert, fixed_code_value

_CODES = {"twos_complement": "补码", "sign_magnitude": "原码", "ones_complement": "反码", "excess": "移码"}


def _hex(pattern: int, width: int) -> str:
    return f"{pattern & ((1 << width) - 1):0{width // 4}X}H"


def _bits(pattern: int, width: int) -> str:
    text = f"{pattern & ((1 << width) - 1):0{width}b}"
    return " ".join(text[i : i + 4] for i in range(0, width, 4))


def _value(rng: random.Random) -> Draft:
    width = rng.choice((8, 8, 8, 16))
    code = rng.choice(("twos_complement", "twos_complement", "twos_complement", "sign_magnitude", "excess"))
    half = 1 << (width - 1)
    pattern = half + rng.randint(3, min(half - 3, 900 if width == 16 else half)) * rng.choice((1, 1, -1))
    if width == 16:
        pattern = rng.choice((1 << 16, half)) + rng.randint(-900, 900)
    if not 0 <= pattern < 1 << width or pattern in (0, half) or (code != "excess" and pattern < half):
        raise Redraw
    value = fixed_code_value(pattern, width, code)
    bias = "" if code != "excess" else f"（偏置值为 $2^{{{width - 1}}}$）"
    stem = f"若某 {width} 位定点整数的{_CODES[code]}{bias}表示为 {_hex(pattern, width)}，则它的真值（十进制）为"
    found = [
        (fixed_code_value(pattern, width, other), f"按{name}求的真值，混淆了编码。")
        for other, name in _CODES.items()
        if other != code
    ]
    found += [
        (pattern, "当作无符号数求值，没有考虑符号位。"),
        (value + 1, "末位的 1 处理错误，真值差了 1。"),
        (value - 1, "末位的 1 处理错误，真值差了 1。"),
        (-value, "数值部分正确，但符号弄反了。"),
    ]
    wrong = [Choice(n, str(n), why) for n, why in found]
    how = {
        "twos_complement": f"最高位为 1，是负数：各位取反、末位加 1 得绝对值 {abs(value)}；或用 ${pattern} - 2^{{{width}}}$。",
        "sign_magnitude": f"最高位为 1，是负数，其余 {width - 1} 位是绝对值 {abs(value)}。",
        "excess": f"移码减去偏置值：${pattern} - {half}$。",
    }[code]
    solution = f"{_hex(pattern, width)} 即 `{_bits(pattern, width)}`。{how}\n\n所以真值为 ${value}$。"
    right = Choice(value, str(value), f"按{_CODES[code]}的定义求得。")
    return Draft(stem, right, wrong, solution, f"fixed_code_value({pattern}, {width}, {code!r}) == {ANSWER}")


def _encode(rng: random.Random) -> Draft:
    width = rng.choice((8, 16, 16))
    value = -rng.randint(5, 126) if width == 8 else -rng.randint(20, 4000)
    magnitude, half, top = -value, 1 << (width - 1), 1 << width
    pattern = value % top
    stem = f"十进制整数 {value} 的 {width} 位补码用十六进制表示为"
    found = [
        (half | magnitude, "这是原码：只置了符号位，没有取反加 1。"),
        (pattern - 1, "这是反码：取反后漏掉了末位加 1。"),
        (magnitude, "漏掉了负号，这是其绝对值的编码。"),
        (half + value, "这是移码，符号位与补码相反。"),
        (pattern + 1, "取反后末位多加了 1。"),
        ((half | magnitude) + 1, "原码没有取反就在末位加了 1。"),
    ]
    wrong = [Choice(n, _hex(n, width), why) for n, why in found if 0 <= n < top]
    solution = (
        f"1. ${magnitude}$ 的二进制为 `{_bits(magnitude, width)}`。\n2. 各位取反：`{_bits(~magnitude, width)}`。\n"
        f"3. 末位加 1：`{_bits(pattern, width)}`，即 {_hex(pattern, width)}。\n\n"
        f"验算：$2^{{{width}}} - {magnitude} = {pattern}$，即 {_hex(pattern, width)}。"
    )
    right = Choice(pattern, _hex(pattern, width), "取反加 1，等于 $2^n$ 减去绝对值。")
    return Draft(stem, right, wrong, solution, f"fixed_code_value({ANSWER}, {width}, 'twos_complement') == {value}")


def _casts(rng: random.Random) -> Draft:
    """A chain of two conversions between C's integer types."""
    names = {
        (8, True): "signed char", (8, False): "unsigned char", (16, True): "short", (16, False): "unsigned short",
        (32, True): "int", (32, False): "unsigned int",
    }  # fmt: skip
    start = rng.choice([(8, True), (8, False), (16, True), (16, False), (32, True)])
    middle, end = rng.sample([one for one in names if one != start], 2)
    bits, signed = start
    low = -(1 << (bits - 1)) if signed else 0
    high = (1 << (bits - signed)) - 1
    value = rng.choice((-1, 1)) * rng.randint(3, 40000)
    if not low <= value <= high or (middle[0] <= 8 and end[0] <= 8):
        raise Redraw
    between = c_convert(value, *middle)
    final = c_convert(between, *end)
    if (value == final and value > 0) or (middle[0] >= bits and end[0] == bits):
        raise Redraw
    top, mid = 1 << end[0], 1 << middle[0]
    stem = (
        f"32 位机器上有如下 C 语言程序段（char、short、int 型分别占 8、16、32 位，带符号整数用补码表示）：\n\n```c\n"
        f"{names[start]} x = {value};\n{names[middle]} y = ({names[middle]})x;\n"
        f"{names[end]} z = ({names[end]})y;\n```\n\n"
        "执行后，变量 z 的机器数用十六进制表示为"
    )
    right_pattern = final % top
    pattern = between % mid
    other = c_convert(between, middle[0], not middle[1])
    found = [
        (other % top, f"{'零扩展' if middle[1] else '符号扩展'}用错了：扩展方式应由被转换的 y 的类型决定。"),
        (value % top, "没有考虑经过 y 时发生的截断，直接由 x 转换。"),
        ((pattern << (end[0] - middle[0])) % top if end[0] > middle[0] else pattern >> (middle[0] - end[0]),
         "高低位弄反了：扩展应补在高位，截断应保留低位。"),
        ((top - abs(final) % top) % top, "符号弄反了。"),
    ]  # fmt: skip
    if value < 0:
        found += [
            (abs(value) % top, "没有用补码，保留的是 x 的绝对值。"),
            ((right_pattern + 1) % top, "求补码时末位多加了 1。"),
            ((right_pattern - 1) % top, "求补码时取反后漏掉了加 1。"),
        ]
    else:
        found += [
            ((between % (1 << (middle[0] - 1))) % top, "截断或转换时丢掉了 y 的最高位。"),
            (right_pattern | 1 << (end[0] - 1), "误以为结果一定是负数，把最高位置成了 1。"),
        ]
    wrong = [Choice(n, _hex(n, end[0]), why) for n, why in found]

    def step(name: str, source: tuple[int, bool], to: tuple[int, bool], before: int, after: int) -> str:
        if to[0] < source[0]:
            how = f"截断，保留低 {to[0]} 位"
        elif to[0] > source[0]:
            how = "带符号数，符号扩展" if source[1] else "无符号数，零扩展"
        else:
            how = "位数相同，机器数不变"
        return f"{name}：{how}，机器数 {_hex(before, source[0])} → {_hex(after, to[0])}，真值为 {after}。"

    solution = (
        f"1. x 的机器数为 {_hex(value, bits)}（{names[start]}，真值 {value}）。\n"
        f"2. {step('x 转换为 y', start, middle, value, between)}\n3. {step('y 转换为 z', middle, end, between, final)}"
    )
    right = Choice(right_pattern, _hex(right_pattern, end[0]), "变窄时截断，变宽时按源类型扩展，等宽时机器数不变。")
    run = f"c_convert(c_convert({value}, {middle[0]}, {middle[1]}), {end[0]}, {end[1]})"
    claim = f"c_convert({run}, {end[0]}, False) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _shift(rng: random.Random) -> Draft:
    half = rng.random() < 0.6
    value = -rng.randint(7, 120) if half else -rng.randint(7, 62)
    places = rng.choice((1, 1, 2)) if half else 1
    pattern = value % 256
    result = value >> places if half else value << places
    shifted = f"算术右移 {places} 位" if half else f"左移 {places} 位"
    stem = f"8 位寄存器 R 中存放的是带符号整数 x 的补码，内容为 {_hex(pattern, 8)}。R 的内容{shifted}后为"
    negative = result % 256
    found = [
        (pattern >> places, "按逻辑右移处理，高位补了 0，应补符号位。") if half else (pattern >> 1 | 128, "向右移了一位。"),
        (pattern & 128 | (pattern & 127) << places & 127 if not half else pattern & 128 | (pattern & 127) >> places,
         "按原码移位：符号位不动，数值位补 0。"),
        ((pattern >> places | pattern << (8 - places) if half else pattern << places | pattern >> (8 - places)) & 255,
         "按循环移位处理，移出的位又补到了另一端。"),
        (pattern << places & 255 if half else pattern >> places, "移位的方向弄反了。"),
        ((negative + 1) & 255, "末位多加了 1。"),
        (-result % 256, "移位后又求了一次补，符号变了。"),
        ((value >> (places + 1)) % 256 if half else (value << 2) % 256, "多移了一位。"),
    ]  # fmt: skip
    wrong = [Choice(n, _hex(n, 8), why) for n, why in found]
    solution = (
        f"{_hex(pattern, 8)} 即 `{_bits(pattern, 8)}`，真值为 {value}。补码{shifted}，"
        f"{'高位补符号位 1' if half else '低位补 0，符号位仍为 1，没有溢出'}，得 `{_bits(negative, 8)}`，即 {_hex(negative, 8)}，真值为 {result}"
        + (f"（${value} / {2**places}$ 向下取整）。" if half else f"（${value} \\times 2$）。")
    )
    right = Choice(
        negative, _hex(negative, 8), "算术右移时高位补符号位。" if half else "左移时低位补 0，符号位没有改变。"
    )
    move = f"fixed_code_value({pattern}, 8, 'twos_complement') {'>>' if half else '<<'} {places}"
    return Draft(stem, right, wrong, solution, f"c_convert({move}, 8, False) == {ANSWER}")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_value, _encode, _casts, _casts, _casts, _shift))(rng)


FAMILY = Family(
    name="twos_complement", title="补码与 C 语言的整数类型转换", title_en="Two's complement and C conversions",
    node="co.2.1.2", also=("co.2.3.1", "co.2.3.2"), skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
