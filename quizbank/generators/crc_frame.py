"""CRC: the check bits, the frame sent, or the received frame that passes."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.crc import crc_accepts, crc_codeword, crc_division_steps, crc_remainder

_GENERATORS = ("1011", "1101", "1001", "10011", "11001", "11101", "10111", "11011", "10101")


def _polynomial(bits: str) -> str:
    degree = len(bits) - 1
    terms = []
    for place, bit in enumerate(bits):
        power = degree - place
        if bit == "1":
            terms.append("1" if power == 0 else "x" if power == 1 else f"x^{power}")
    return "$G(x)=" + "+".join(terms) + "$"


def _flip(bits: str, *places: int) -> str:
    return "".join("10"[int(bit)] if place in places else bit for place, bit in enumerate(bits))


def _steps(dividend: str, generator: str) -> str:
    rows = [
        (number, f"`{work}`", quotient, f"`{generator if quotient == '1' else '0' * len(generator)}`", f"`{left}`")
        for number, (work, quotient, left) in enumerate(crc_division_steps(dividend, generator), 1)
    ]
    return table(["步", "被除部分", "商", "减（异或）", "差"], rows)


def _long_remainder(dividend: str, generator: str) -> str:
    return crc_division_steps(dividend, generator)[-1][2][1:]


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("remainder", "frame", "accepted"))
    generator = rng.choice(_GENERATORS)
    degree = len(generator) - 1
    data = "1" + "".join(rng.choice("01") for _ in range(rng.randint(6, 9) - 1))
    rest = crc_remainder(data, generator)
    if "1" not in rest or data.count("1") < 3 or data.count("0") < 2:
        raise Redraw
    told = f"采用生成多项式 {_polynomial(generator)} 的循环冗余校验码（CRC）"
    if case == "accepted":
        return _accepted(rng, data, generator, told)
    quotient = "".join(bit for _, bit, _ in crc_division_steps(data + "0" * degree, generator))
    forgotten = _long_remainder(data, generator)
    found = [
        (forgotten, "没有先在数据后面补 0，直接用数据除以生成多项式。"),
        (crc_remainder(data + "0", generator), f"补了 {degree + 1} 个 0；补 0 的个数应等于生成多项式的次数 {degree}。"),
        (_long_remainder(data + "0" * (degree - 1), generator), f"只补了 {degree - 1} 个 0，应补 {degree} 个。"),
        (crc_remainder(data, generator[::-1]), "把生成多项式的系数从低次到高次排列，除数写反了。"),
        (quotient[-degree:], "取的是商的末几位，应取余数。"),
        (_flip(rest, *range(degree)), "把余数又逐位取反；CRC 不取反。"),
        (rest[::-1], "把余数的高低位次序写反了。"),
    ]
    if case == "remainder":
        stem = f"{told}，待发送的数据为 {data}，则附加在数据后面的校验位（帧检验序列）为"
        right = rest
        claim = f"crc_remainder({data!r}, {generator!r}) == {ANSWER}"
        reason = f"补 {degree} 个 0 后作模 2 除法得到的余数。"
    else:
        stem = f"{told}，待发送的数据为 {data}，则加上校验位以后，实际发送的比特串为"
        right = crc_codeword(data, generator)
        found = [(data + bits, why) for bits, why in found]
        found.append((rest + data, "把校验位放在了数据的前面，应当附加在后面。"))
        claim = f"crc_codeword({data!r}, {generator!r}) == {ANSWER}"
        reason = "数据后面附加模 2 除法的余数。"
    solution = (
        f"1. {_polynomial(generator)} 的除数为 `{generator}`，次数为 {degree}，在数据后补 {degree} 个 0：`{data}{'0' * degree}`。\n"
        f"2. 作模 2 除法（被除部分首位为 1 时商 1，否则商 0；减法是异或，差去掉首位后接下一位）："
        + _steps(data + "0" * degree, generator)
        + f"3. 最后的差去掉首位，余数为 `{rest}`"
        + (f"，发送的比特串为 `{right}`。" if case == "frame" else "，它就是校验位。")
    )
    wrong = [Choice(bits, bits, why) for bits, why in found]
    return Draft(stem, Choice(right, right, reason), wrong, solution, claim)


def _accepted(rng: random.Random, data: str, generator: str, told: str) -> Draft:
    good = crc_codeword(data, generator)
    length, degree = len(good), len(generator) - 1
    near = sorted(rng.sample(range(length), 2))
    flips = [
        ((rng.randrange(1, len(data)),), "数据部分有 1 位与能整除的码字不同"),
        ((rng.randrange(len(data), length),), "校验位部分有 1 位与能整除的码字不同"),
        (tuple(near), f"与能整除的码字相差第 {near[0] + 1}、{near[1] + 1} 位（从左数）"),
        ((length - 2, length - 1), "最后两位与能整除的码字不同"),
        (tuple(range(len(data), length)), "校验位全部取反"),
        ((rng.randrange(1, len(data) - 1), length - 1), "数据与校验位中各有 1 位与能整除的码字不同"),
    ]
    wrong = []
    for places, what in flips:
        received = _flip(good, *places)
        if crc_accepts(received, generator) or not received.startswith("1"):
            continue
        rest = _long_remainder(received, generator)
        wrong.append(Choice(received, received, f"{what}，除以生成多项式的余数为 {rest}，不为 0，接收方会发现差错。"))
    stem = f"{told}。接收方收到下列比特串（最右边 {degree} 位是校验位），其中接收方认为没有差错的是"
    solution = (
        f"接收方用除数 `{generator}` 去除收到的比特串，余数为 0 时认为没有差错。对 `{good}` 作模 2 除法："
        + _steps(good, generator)
        + "余数为 0，认为没有差错；其余各串的余数都不为 0。"
    )
    claim = f"crc_accepts({ANSWER}, {generator!r})"
    return Draft(stem, Choice(good, good, "能被生成多项式整除，余数为 0。"), wrong, solution, claim)


FAMILY = Family(
    name="crc_frame", title="循环冗余校验码（CRC）", title_en="Cyclic redundancy check", node="cn.3.3.1", skill="compute",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
