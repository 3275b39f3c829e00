"""Hamming code: encoding, the check bits, the position of an error, the corrected data."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.hamming_code import hamming_correct, hamming_encode, hamming_syndrome

_RULES = (
    "码字的位从左到右编号为 1～{length}，校验位放在第 {powers} 位，其余各位从左到右依次放数据；"
    "编号为 $p$ 的校验位对所有编号的二进制表示中含有 $p$ 的位（包括它自己）作偶校验"
)


def _flip(word: str, position: int) -> str:
    return word[: position - 1] + "10"[int(word[position - 1])] + word[position:]


def _data(word: str) -> str:
    return "".join(bit for place, bit in enumerate(word, 1) if place & (place - 1))


def _checks(word: str) -> str:
    return "".join(bit for place, bit in enumerate(word, 1) if not place & (place - 1))


def _odd(word: str) -> str:
    return "".join(bit if place & (place - 1) else "10"[int(bit)] for place, bit in enumerate(word, 1))


def _woven(data: str, checks: str) -> str:
    rest, codes = iter(data), iter(checks)
    return "".join(next(rest if place & (place - 1) else codes) for place in range(1, len(data) + len(checks) + 1))


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("word", "checks", "position", "data"))
    data = "".join(rng.choice("01") for _ in range(rng.choice((4, 5, 6, 7, 8, 8))))
    if case == "checks" and len(data) == 4:
        raise Redraw
    word = hamming_encode(data)
    length = len(word)
    powers = [p for p in (1, 2, 4, 8) if p <= length]
    rules = _RULES.format(length=length, powers=listed(powers))
    if "1" not in data[1:] or "0" not in data:
        raise Redraw
    if case in ("word", "checks"):
        return _encode(case, data, word, powers, rules)
    return _receive(rng, case, word, powers, rules)


def _groups(word: str, powers: list[int]) -> list[list[int]]:
    return [[place for place in range(1, len(word) + 1) if place & power] for power in powers]


def _encode(case: str, data: str, word: str, powers: list[int], rules: str) -> Draft:
    checks = _checks(word)
    last = "".join("10"[int(bit)] if place == len(checks) - 1 else bit for place, bit in enumerate(checks))
    reverse_data = _checks(hamming_encode(data[::-1]))
    shift = "".join(str(sum(bit == "1" for place, bit in enumerate(data, 1) if place & power) % 2) for power in powers)
    first = _flip(checks, 1)
    codes = [
        (_checks(_odd(word)), "按奇校验求出了校验位，题目规定为偶校验。"),
        (checks[::-1], "校验位按编号从大到小放置，次序写反了。"),
        (last, f"第 {powers[-1]} 位的校验所管的一组中，1 的个数数错了一个。"),
        (first, "第 1 位的校验所管的一组中，1 的个数数错了一个。"),
        (_flip(checks, 2), "第 2 位的校验所管的一组中，1 的个数数错了一个。"),
        (shift, "校验分组按数据位自己的序号划分，没有按它们在码字中的编号划分。"),
    ]
    if case == "word":
        stem = f"用海明码传送数据 {data}：{rules}。编码得到的码字为"
        right, text = word, f"hamming_encode({data!r}) == {ANSWER}"
        found = [
            (_woven(data, bits) if bits != reverse_data else hamming_encode(data[::-1]), why) for bits, why in codes
        ]
        found += [
            (data + checks, "把校验位集中附加在数据后面，没有放到 2 的幂的位置。"),
            (checks + data, "把校验位集中放在数据前面，没有放到 2 的幂的位置。"),
        ]
    else:
        found = [*codes, (reverse_data, "数据从右到左放入码字，次序写反了。")]
        stem = f"用海明码传送数据 {data}：{rules}。编码得到的校验位按编号从小到大依次为"
        right = checks
        taken = " + ".join(f"[hamming_encode({data!r})[{p - 1}]]" for p in powers)
        text = f"{taken} == list({ANSWER})"
    rows = []
    for power, places in zip(powers, _groups(word, powers), strict=True):
        ones = [word[place - 1] for place in places if place != power]
        rows.append((power, listed(places), " ⊕ ".join(ones), word[power - 1]))
    blank = "".join(bit if place & (place - 1) else "_" for place, bit in enumerate(word, 1))
    solution = (
        f"数据放入后的码字（校验位待定）为 `{blank}`。各校验位等于本组数据位的异或："
        + table(["校验位编号", "负责的位", "本组数据位的异或", "校验位的值"], rows)
        + f"码字为 `{word}`，校验位依次为 `{checks}`。"
    )
    wrong = [Choice(bits, bits, why) for bits, why in found]
    return Draft(stem, Choice(right, right, "各组按偶校验求出校验位。"), wrong, solution, text)


def _receive(rng: random.Random, case: str, word: str, powers: list[int], rules: str) -> Draft:
    length = len(word)
    position = rng.randint(3, length)
    if not position & (position - 1) or (position in (length, 3) and rng.random() < 0.5):
        raise Redraw
    received = _flip(word, position)
    failing = [power for power in powers if position & power]
    mirrored = int(format(position, f"0{len(powers)}b")[::-1], 2)
    order = [place for place in range(1, length + 1) if place & (place - 1)].index(position) + 1
    places = [
        (mirrored, "把各组的校验结果按编号从小到大直接读成二进制数，高低位颠倒了。"),
        (length + 1 - position, "从右边开始数位的编号，题目规定从左到右编号。"),
        (order, "给出的是出错位在数据位中的序号，不是它在码字中的编号。"),
        (max(failing), "只看了不满足偶校验的各组中编号最大的校验位，没有相加。"),
        (min(failing), "只看了不满足偶校验的各组中编号最小的校验位，没有相加。"),
        (2 ** len(powers) - 1 - position, "把满足偶校验的各组的编号相加，应当加不满足的各组。"),
        (position + 1, "由校验结果换算位的编号时多算了 1，编号从 1 开始。"),
    ]
    places = [(place, why) for place, why in places if 0 < place <= length and place != position]
    rows = []
    for power, group in zip(powers, _groups(word, powers), strict=True):
        ones = sum(received[place - 1] == "1" for place in group)
        rows.append((power, listed(group), listed((received[place - 1] for place in group), " "), ones, ones % 2))
    solution = (
        "各组中 1 的个数（奇数表示该组有错）："
        + table(["校验位编号", "负责的位", "收到的值", "1 的个数", "校验结果"], rows)
        + f"不满足偶校验的是编号为 {listed(failing)} 的校验位，出错位的编号为 {' + '.join(map(str, failing))} = {position}。"
    )
    stem = f"某海明码：{rules}。接收方收到的码字为 {received}，并且最多有一位出错，则"
    if case == "position":
        wrong = [Choice(place, f"第 {place} 位", why) for place, why in places]
        claim = f"hamming_syndrome({received!r}) == {ANSWER}"
        right = Choice(hamming_syndrome(received), f"第 {position} 位", "不满足偶校验的各校验位编号之和。")
        return Draft(stem + "出错的位是", right, wrong, solution, claim)
    good = hamming_correct(received)
    found = [(_data(received), "直接取出数据位，没有纠错。")]
    found += [(_data(_flip(received, place)), why) for place, why in places if place & (place - 1)]
    if order <= len(good):
        found.append((_data(word)[::-1], "取出的数据位次序写反了。"))
    found.append((word[-len(good) :], "取了码字右边的几位，校验位并不集中放在左边。"))
    found.append((word[: len(good)], "取了码字左边的几位，校验位并不集中放在右边。"))
    wrong = [Choice(bits, bits, why) for bits, why in found]
    solution += f"\n\n把第 {position} 位取反，码字为 `{word}`，去掉第 {listed(powers)} 位，数据为 `{good}`。"
    claim = f"hamming_correct({received!r}) == {ANSWER}"
    return Draft(
        stem + "纠错后得到的数据为", Choice(good, good, "先定位并改正出错位，再去掉校验位。"), wrong, solution, claim
    )


FAMILY = Family(
    name="hamming_position", title="海明码的编码与纠错", title_en="Hamming code", node="cn.3.3.2", skill="compute",
    difficulty=3, seconds=180, draw=draw,
)  # fmt: skip
