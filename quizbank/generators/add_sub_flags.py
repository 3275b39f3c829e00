"""The n-bit adder: result and flags of an addition or subtraction, the value a program sees, overflow."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.integer_codes import add_sub_flags, c_convert, fixed_code_value

_FLAGS = ("OF", "SF", "ZF", "CF")


def _hex(pattern: int, width: int) -> str:
    return f"{pattern:0{width // 4}X}H"


def _signed(pattern: int, width: int) -> int:
    return fixed_code_value(pattern, width, "twos_complement")


def _operands(rng: random.Random, width: int) -> tuple[int, int, bool, dict[str, int]]:
    subtract = rng.random() < 0.55
    x, y = (rng.randrange(9, (1 << width) - 4) for _ in range(2))
    if rng.random() < 0.1:
        y = x if subtract else (1 << width) - x
    return x, y, subtract, add_sub_flags(x, y, width, subtract)


def _trace(x: int, y: int, width: int, subtract: bool, got: dict[str, int]) -> str:
    mask = (1 << width) - 1
    inside = f"{x:0{width}b}", f"{(~y if subtract else y) & mask:0{width}b}"
    sign = "−" if subtract else "+"
    unsigned = x - y if subtract else x + y
    b = _signed(y, width)
    signed = _signed(x, width) - b if subtract else _signed(x, width) + b
    how = "减法用加法器实现：x 加上 y 各位取反，再加最低位进位 1。" if subtract else "直接相加。"
    rows = [
        ("无符号数", f"{x} {sign} {y} = {unsigned}", f"0 ～ {mask}", f"CF = {got['CF']}"),
        (
            "带符号数",
            f"{_signed(x, width)} {sign} {f'({b})' if b < 0 else b} = {signed}",
            f"−{(mask + 1) // 2} ～ {mask // 2}",
            f"OF = {got['OF']}",
        ),
    ]
    return (
        f"{how}`{inside[0]} + {inside[1]}{' + 1' if subtract else ''}`，保留低 {width} 位得 `{got['F']:0{width}b}`，"
        f"即 {_hex(got['F'], width)}。"
        + table(["看作", "准确结果", "可表示的范围", "标志"], rows)
        + f"SF 是结果的最高位，为 {got['SF']}；结果{'为' if got['ZF'] else '不为'} 0，ZF = {got['ZF']}。"
    )


def _all_flags(rng: random.Random) -> Draft:
    width = 8
    x, y, subtract, got = _operands(rng, width)
    mask = (1 << width) - 1
    carry = got["CF"] ^ subtract  # the carry out itself

    def text(flags: tuple[int, ...]) -> str:
        return "，".join(f"{name}={value}" for name, value in zip(_FLAGS, flags, strict=True))

    right = tuple(got[name] for name in _FLAGS)
    of, sf, zf, cf = right
    plain = add_sub_flags(x, y, width, not subtract)
    forgot = add_sub_flags(x, (y + 1) & mask, width, subtract)  # x + ~y, or x + y + 1
    found = [
        ((of, sf, zf, cf ^ 1),
         "把最高位的进位直接当作 CF；减法时 CF 是借位，与进位相反。" if subtract else "CF 应为最高位的进位，判断反了。"),
        ((of ^ 1, sf, zf, cf), "溢出判断错误：应看带符号数的准确结果是否超出范围。"),
        ((cf, sf, zf, of), "把 OF 与 CF 弄反了：OF 针对带符号数，CF 针对无符号数。"),
        ((of, sf ^ 1, zf, cf),
         "SF 取的是结果的最高位，不是准确结果的符号。" if of else "SF 应与结果的最高位相同，判断反了。"),
        ((carry, sf, zf, cf), "用最高位的进位判断溢出，没有考虑次高位向最高位的进位。"),
        (tuple(plain[name] for name in _FLAGS), "加法和减法弄反了。"),
        (tuple(forgot[name] for name in _FLAGS), "减法漏掉了最低位的进位 1。" if subtract else "加法多加了最低位的进位 1。"),
        ((of ^ 1, sf, zf, cf ^ 1), "溢出与进位的判断都弄反了。"),
    ]  # fmt: skip
    if of:
        found.append(((0, sf ^ 1, zf, cf), "符号和溢出都按准确结果判断，没有取低 8 位。"))
    name = "sub" if subtract else "add"
    stem = (
        f"8 位寄存器 R1 和 R2 的内容分别为 {_hex(x, width)} 和 {_hex(y, width)}，执行指令“{name} R1, R2”"
        f"（R1 ← (R1) {'−' if subtract else '+'} (R2)）后，标志位的值为"
        f"{'（减法时 CF 为借位标志）' if subtract else ''}"
    )
    wrong = [Choice(flags, text(flags), why) for flags, why in found]
    run = f"add_sub_flags({x}, {y}, {width}, {subtract})"
    claim = f"({run}['OF'], {run}['SF'], {run}['ZF'], {run}['CF']) == {ANSWER}"
    right_choice = Choice(right, text(right), "由 8 位加法器的输出和进位得到。")
    return Draft(stem, right_choice, wrong, _trace(x, y, width, subtract, got), claim)


def _result_and_overflow(rng: random.Random) -> Draft:
    width = rng.choice((8, 8, 16))
    x, y, subtract, got = _operands(rng, width)
    a, b = _signed(x, width), _signed(y, width)
    if got["ZF"]:
        raise Redraw
    mask = (1 << width) - 1
    other = rng.choice([
        ((x + (~y & mask)) & mask, "减法漏掉了最低位的进位 1。") if subtract else ((x + y + 1) & mask, "末位多加了 1。"),
        (add_sub_flags(x, y, width, not subtract)["F"], "加法和减法弄反了。"),
    ])  # fmt: skip
    stem = (
        f"带符号整数用补码表示，{width} 位寄存器 R1 和 R2 中分别存放 x 和 y，内容为 {_hex(x, width)} 和 {_hex(y, width)}。"
        f"若 x {'−' if subtract else '+'} y 的结果存放在 {width} 位寄存器 R3 中，则 R3 的内容以及是否溢出为"
    )

    def text(pair: tuple[int, int]) -> str:
        return f"{_hex(pair[0], width)}，{'溢出' if pair[1] else '不溢出'}"

    right = (got["F"], got["OF"])
    wrong = [
        ((got["F"], got["OF"] ^ 1), "结果正确，但溢出判断错误：应看带符号数的准确结果是否超出范围。"),
        ((other[0], got["OF"]), other[1]),
        ((other[0], got["OF"] ^ 1), other[1] + "溢出也判断错了。"),
    ]
    exact = a - b if subtract else a + b
    solution = _trace(x, y, width, subtract, got) + (
        f"\n\n带符号数的准确结果 {exact} {'超出' if got['OF'] else '没有超出'} {width} 位补码的范围，"
        f"{'溢出' if got['OF'] else '不溢出'}。"
    )
    run = f"add_sub_flags({x}, {y}, {width}, {subtract})"
    choices = [Choice(pair, text(pair), why) for pair, why in wrong]
    return Draft(
        stem,
        Choice(right, text(right), f"保留低 {width} 位，并由符号判断溢出。"),
        choices,
        solution,
        f"({run}['F'], {run}['OF']) == {ANSWER}",
    )


def _program(rng: random.Random) -> Draft:
    """The value that a C variable has after an addition or subtraction that may wrap round."""
    width = rng.choice((8, 16))
    signed = rng.random() < 0.6
    subtract = rng.random() < 0.5
    high = (1 << width - signed) - 1
    low = -(1 << (width - 1)) if signed else 0
    a, b = (rng.randint(low + 1, high) for _ in range(2))
    exact = a - b if subtract else a + b
    if low <= exact <= high or abs(a) < 10 or abs(b) < 10:
        raise Redraw
    value = c_convert(exact, width, signed)
    kind = ("" if signed else "unsigned ") + {8: "char", 16: "short"}[width]
    if signed and width == 8:
        kind = "signed char"
    stem = (
        f"带符号整数用补码表示，C 语言中 char 型占 8 位、short 型占 16 位。若有定义“{kind} a = {a}, b = {b}, c;”，"
        f"则执行“c = a {'-' if subtract else '+'} b;”后，c 的值为"
    )
    bound = 1 << width
    found = [
        (exact, f"没有考虑 c 只有 {width} 位，超出范围的部分会丢失。"),
        (high if exact > high else low, "以为超出范围时取最大值或最小值（饱和运算）。"),
        (value + 1, "按模运算时多加了 1。"),
        (value - 1, "按模运算时少了 1。"),
        (c_convert(exact, width, not signed), "带符号数与无符号数弄混了。"),
        (c_convert(a + b if subtract else a - b, width, signed), "加法和减法弄反了。"),
        (-value, "符号弄反了。"),
        (exact - bound // 2 if exact > high else exact + bound // 2, f"模取成了 $2^{{{width - 1}}}$。"),
    ]
    wrong = [Choice(n, str(n), why) for n, why in found if signed or n >= 0]
    solution = (
        f"准确结果为 ${a} {'-' if subtract else '+'} {f'({b})' if b < 0 else b} = {exact}$，超出 {kind} 型的范围 "
        f"${low}$ ～ ${high}$。c 只保留低 {width} 位，即对 $2^{{{width}}} = {bound}$ 取模，落在范围内的值为 "
        f"${exact} {'-' if exact > high else '+'} {bound} = {value}$。"
    )
    operation = f"{a} {'-' if subtract else '+'} {f'({b})' if b < 0 else b}"
    right = Choice(value, str(value), f"结果保留低 {width} 位，再按变量的类型解释。")
    return Draft(stem, right, wrong, solution, f"c_convert({operation}, {width}, {signed}) == {ANSWER}")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_all_flags, _all_flags, _result_and_overflow, _program))(rng)


FAMILY = Family(
    name="add_sub_flags", title="加减运算与标志位", title_en="Addition, subtraction and flags", node="co.2.2.2",
    also=("co.2.3.2", "co.2.3.1"), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
