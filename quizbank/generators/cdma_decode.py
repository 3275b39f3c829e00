"""Code division: the bits a station sent, and the signal on the air."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.shared_medium import cdma_bits, cdma_signal, chip_product


def _orthogonal(rng: random.Random, length: int, count: int) -> list[list[int]]:
    rows = [[1]]
    while len(rows) < length:
        rows = [row + row for row in rows] + [row + [-one for one in row] for row in rows]
    order = rng.sample(range(length), length)
    signs = [rng.choice((1, -1)) for _ in range(length)]
    turned = [[signs[place] * row[place] for place in order] for row in rows]
    return rng.sample(turned, count)


def _chips(values: list[int]) -> str:
    return "(" + ", ".join(f"+{value}" if value > 0 else f"−{-value}" if value else "0" for value in values) + ")"


def _inverted(bits: str) -> str:
    return bits.translate(str.maketrans("01", "10"))


def draw(rng: random.Random) -> Draft:
    if rng.random() < 0.25:
        return _signal(rng)
    length, places = rng.choice(((4, 3), (4, 4), (8, 2), (4, 3), (4, 4)))
    stations = rng.choice((2, 3))
    chips = _orthogonal(rng, length, stations)
    bits = ["".join(rng.choice("01") for _ in range(places)) for _ in chips]
    if len({*bits, *(_inverted(one) for one in bits)}) < 2 * stations or (places == 2 and stations == 3):
        raise Redraw
    signal = cdma_signal(chips, bits)
    names = "甲乙丙"[:stations]
    asked = rng.randrange(stations)
    right = bits[asked]
    parts = [signal[start : start + length] for start in range(0, len(signal), length)]
    listing = "，".join(f"{name}为 {_chips(code)}" for name, code in zip(names, chips, strict=True))
    stem = (
        f"站{'、'.join(names)}用码分多址（CDMA）共享链路，码片序列分别是：{listing}。各站发送 1 时发送自己的码片序列，"
        f"发送 0 时发送它的反码，各站的信号强度相同并同步叠加。某接收站从链路上依次收到 {_chips(signal)}，"
        f"则站{names[asked]}发送的比特串为"
    )
    found = [
        (_inverted(right), "把 +1 判为 0、−1 判为 1，弄反了规定。"),
        (right[::-1], "把各个比特的次序写反了。"),
        *(
            (other, f"用站{name}的码片序列求内积，求的是站{name}发送的比特串。")
            for name, other in zip(names, bits, strict=True)
        ),
        *(
            (_inverted(other), f"用站{name}的码片序列求内积，又把 0 与 1 弄反了。")
            for name, other in zip(names, bits, strict=True)
            if other != right
        ),
        (_majority(parts, 0), "用每段的第一个码片的正负来判断，没有求内积。"),
        (_sum(parts), "把每段的码片直接相加看正负，没有与该站的码片序列求内积。"),
        (right[:-1] + _inverted(right[-1]), "最后一个比特的内积求错了符号。"),
        (_inverted(right[0]) + right[1:], "第一个比特的内积求错了符号。"),
    ]
    wrong = [Choice(value, value, why) for value, why in found if value]
    rows = []
    for number, part in enumerate(parts, 1):
        terms = [a * b for a, b in zip(chips[asked], part, strict=True)]
        shown = " + ".join(f"({one})" if one < 0 else str(one) for one in terms)
        product = chip_product(chips[asked], part)
        rows.append((number, _chips(part), f"({shown}) ÷ {length} = {product}", 1 if product > 0 else 0))
    solution = (
        f"把收到的序列每 {length} 个码片分为一段，分别与站{names[asked]}的码片序列 {_chips(chips[asked])} 求规格化内积，"
        "+1 表示 1，−1 表示 0："
        + table(["段", "收到的码片", "规格化内积", "比特"], rows)
        + f"所以站{names[asked]}发送的是 {right}。"
    )
    claim = f"cdma_bits({chips[asked]}, {signal}) == {ANSWER}"
    return Draft(
        stem, Choice(right, right, "各段与该站的码片序列求规格化内积，+1 为 1，−1 为 0。"), wrong, solution, claim
    )


def _majority(parts: list[list[int]], place: int) -> str:
    if any(part[place] == 0 for part in parts):
        return ""
    return "".join("1" if part[place] > 0 else "0" for part in parts)


def _sum(parts: list[list[int]]) -> str:
    if any(sum(part) == 0 for part in parts):
        return ""
    return "".join("1" if sum(part) > 0 else "0" for part in parts)


def _signal(rng: random.Random) -> Draft:
    length = rng.choice((4, 8))
    chips = _orthogonal(rng, length, 3)
    bits = [rng.choice("01-") for _ in chips]
    if bits.count("-") > 1 or len(set(bits)) == 1:
        raise Redraw
    right = cdma_signal(chips, bits)
    names = "甲乙丙"
    listing = "，".join(f"{name}为 {_chips(code)}" for name, code in zip(names, chips, strict=True))
    does = "，".join(
        f"站{name}{'不发送' if bit == '-' else f'发送 {bit}'}" for name, bit in zip(names, bits, strict=True)
    )
    stem = (
        f"站甲、乙、丙用码分多址（CDMA）共享链路，码片序列分别是：{listing}。各站发送 1 时发送自己的码片序列，"
        f"发送 0 时发送它的反码，不发送时为 0，各站的信号强度相同并同步叠加。某个比特时间内{does}，则链路上的叠加信号为"
    )
    swap = {"0": "1", "1": "0", "-": "-"}
    found = [
        ([swap[bit] for bit in bits], "把发送 1 与发送 0 的规定弄反了。"),
        (["-" if bit == "0" else bit for bit in bits], "以为发送 0 时什么也不发送，应当发送反码。"),
        (["1" if bit != "-" else bit for bit in bits], "没有对发送 0 的站取反码。"),
        (["0" if bit == "-" else bit for bit in bits], "把不发送当成了发送 0。"),
        (["1" if bit == "-" else bit for bit in bits], "把不发送的站的码片序列也加了进去。"),
        *(
            ([swap[bit] if n == place else bit for n, bit in enumerate(bits)], f"站{names[place]}的正负号弄反了。")
            for place in range(3)
            if bits[place] != "-"
        ),
    ]
    wrong = []
    for sent, why in found:
        value = cdma_signal(chips, sent)
        wrong.append(Choice(value, _chips(value), why))
    rows = []
    for name, code, bit in zip(names, chips, bits, strict=True):
        rows.append((f"站{name}", "不发送" if bit == "-" else bit, _chips(cdma_signal([code], [bit]))))
    solution = "各站送出的码片逐位相加：" + table(["站", "发送", "送出的码片"], rows) + f"叠加信号为 {_chips(right)}。"
    taken = ", ".join(f"cdma_bits({code}, {ANSWER})" for code in chips)
    claim = f"cdma_signal({chips}, {bits}) == {ANSWER}"
    assert [cdma_bits(code, right) for code in chips] == bits, taken
    return Draft(
        stem, Choice(right, _chips(right), "发送 1 的码片序列与发送 0 的反码逐位相加。"), wrong, solution, claim
    )


FAMILY = Family(
    name="cdma_decode", title="码分多址（CDMA）的码片运算", title_en="CDMA chip sequences", node="cn.3.5.1", skill="compute",
    difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
