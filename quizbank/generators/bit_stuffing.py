"""Transparent framing: zero-bit insertion and PPP byte stuffing, in both directions."""

import random
import re
from itertools import groupby

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.framing import bit_stuff, bit_unstuff, ppp_byte_stuff, ppp_byte_unstuff


def _insert(bits: str, after: int, added: str = "0", keep: bool = False) -> str:
    sent, ones = "", 0
    for bit in bits:
        sent += bit
        ones = ones + 1 if bit == "1" else 0
        if ones == after:
            sent += added
            ones = 0 if not keep else after - 1
    return sent


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("stuff", "unstuff") * 5 + ("bytes", "unbytes"))
    if case in ("bytes", "unbytes"):
        return _bytes(rng, case)
    runs = [rng.choice((1, 2, 3, 4, 5, 5, 6, 7, 8, 10)) for _ in range(rng.randint(3, 4))]
    bits = "".join("0" * rng.choice((1, 1, 2)) + "1" * run for run in runs) + "0" * rng.choice((1, 2))
    if len(bits) > 26 or bit_stuff(bits).count("0") - bits.count("0") < 2 or (5 not in runs and rng.random() < 0.6):
        raise Redraw
    sent = bit_stuff(bits)
    longest = max(len(list(group)) for bit, group in groupby(bits) if bit == "1")
    if longest == 5 and all(run in (5,) or run < 5 for run in runs) and rng.random() < 0.5:
        raise Redraw
    if case == "stuff":
        stem = f"数据链路层采用零比特填充法实现透明传输，标志字段为 01111110。两个标志字段之间要传送的数据为 {bits}，则填充后发送的比特串为"
        found = [
            (_insert(bits, 6), "以为出现连续 6 个 1 才填充；应在第 5 个 1 之后就填充。"),
            (_insert(bits, 4), "在第 4 个 1 之后就填充了 0，多填了。"),
            (re.sub("111111", "1111101", bits), "只在后面还有 1 时才填充 0；填充与下一位是什么无关。"),
            (_insert(bits, 5, "1"), "填充的是 1，应当填充 0。"),
            (re.sub("1111110", "11111010", bits), "只处理了与标志字段相同的图样。"),
            (bits.replace("11111", "111110", 1), "只填充了一次，后面的连续 5 个 1 没有处理。"),
            (bits, "没有填充，数据原样发送。"),
        ]
        right, claim = sent, f"bit_stuff({bits!r}) == {ANSWER}"
        marked = re.sub("11111", "11111**0**", bits)
        solution = (
            f"从左到右扫描，每遇到连续 5 个 1 就在其后填充一个 0（不看下一位），然后重新计数。填充的 0 以粗体标出：\n\n"
            f"{marked}\n\n共填充 {len(sent) - len(bits)} 个 0，发送的比特串为 `{sent}`。"
        )
        reason = "每连续 5 个 1 之后填充一个 0。"
    else:
        stem = (
            f"数据链路层采用零比特填充法实现透明传输，标志字段为 01111110。接收方在两个标志字段之间收到的比特串为 {sent}，"
            f"则去掉填充比特后得到的数据为"
        )
        found = [
            (sent, "没有去掉填充的 0。"),
            (sent.replace("111110", "11111", 1), "只去掉了第一个填充的 0。"),
            (re.sub("11110", "1111", sent), "把连续 4 个 1 之后的 0 也去掉了。"),
            (sent.replace("1111101", "111111"), "只在后面是 1 时才去掉 0；填充的 0 与下一位是什么无关。"),
            (re.sub("1111100", "111110", sent), "只在后面还是 0 时才去掉 0；填充的 0 与下一位是什么无关。"),
            (re.sub("111110", "11110", sent), "去掉的是 1，填充的是其后的 0。"),
            (re.sub("111110+", "11111", sent), "把连续 5 个 1 之后的 0 全部去掉，填充的只有一个。"),
        ]
        right, claim = bits, f"bit_unstuff({sent!r}) == {ANSWER}"
        assert bit_unstuff(sent) == bits
        marked = re.sub("111110", "11111**0**", sent)
        solution = (
            f"从左到右扫描，每遇到连续 5 个 1，就去掉其后的一个 0，然后重新计数。要去掉的 0 以粗体标出：\n\n"
            f"{marked}\n\n去掉 {len(sent) - len(bits)} 个 0，数据为 `{bits}`。"
        )
        reason = "每连续 5 个 1 之后去掉一个 0。"
    wrong = [Choice(value, value, why) for value, why in found]
    return Draft(stem, Choice(right, right, reason), wrong, solution, claim)


def _bytes(rng: random.Random, case: str) -> Draft:
    special = ["7E", "7D"] + [rng.choice(("7E", "7D"))] * rng.choice((0, 1))
    plain = [rng.choice(("5E", "5D")), *(f"{rng.choice((0x21, 0x3C, 0x41, 0x6F, 0x8A, 0xC3, 0xF0, 0x55, 0x7C, 0xE7)):02X}" for _ in range(rng.choice((1, 2))))]  # fmt: skip
    content = special + plain
    rng.shuffle(content)
    data = " ".join(content)
    sent = ppp_byte_stuff(data)
    rule = "PPP 用于异步线路时，标志字段为 7EH，转义字符为 7DH：7EH 变为 7DH、5EH，7DH 变为 7DH、5DH，其他字节不变。"

    def swap(first: str, second: str, flag: bool = True, escape: bool = True) -> str:
        turn = {"7E": first if flag else "7E", "7D": second if escape else "7D"}
        return " ".join(turn.get(byte, byte) for byte in content)

    if case == "bytes":
        stem = f"{rule}某帧信息部分的数据（十六进制）为 {data}，则填充后发送的字节序列为"
        found = [
            (swap("7D 5E", "7D"), "只处理了 7E，漏掉了数据中的转义字符 7D。"),
            (swap("7E", "7D 5D"), "只处理了 7D，漏掉了数据中与标志字段相同的 7E。"),
            (swap("7D 7E", "7D 7D"), "只在前面插入转义字符，没有改变后一字节。"),
            (swap("7D 5D", "7D 5E"), "把 5E 与 5D 的对应关系弄反了。"),
            (swap("7E 5E", "7D 5D"), "7E 的前面应放转义字符 7D，标志字段不能出现在信息部分。"),
            (swap("5E", "5D"), "只改变了字节的值，没有插入转义字符。"),
            (ppp_byte_stuff(swap("7D 5E", "7D")), "先处理 7E，再把新插入的 7D 又转义了一次。"),
        ]
        right, claim = sent, f"ppp_byte_stuff({data!r}) == {ANSWER}"
        turned = f"填充后为 {sent}，"
    else:
        stem = f"{rule}接收方在两个标志字段之间收到的信息部分（十六进制）为 {sent}，则发送方要传送的数据为"
        found = [
            (sent, "没有去掉填充，原样上交。"),
            (sent.replace("7D 5E", "7E"), "只还原了 7E，漏掉了 7D、5D 这一组。"),
            (sent.replace("7D 5D", "7D"), "只还原了 7D，漏掉了 7D、5E 这一组。"),
            (sent.replace("7D ", ""), "只去掉了转义字符，没有还原后一字节。"),
            (swap("7D", "7E"), "把 5E 与 5D 的对应关系弄反了。"),
            (
                sent.replace("7D 5D", "7D").replace("7D 5E", "7E"),
                "先把 7D、5D 还原，又把还原出的 7D 与其后的字节再转义一次。",
            ),
            (
                sent.replace("5E", "7E").replace("5D", "7D"),
                "把字节 5E、5D 改回，却没有去掉转义字符，也改动了原有的字节。",
            ),
        ]
        right, claim = data, f"ppp_byte_unstuff({sent!r}) == {ANSWER}"
        assert ppp_byte_unstuff(sent) == data
        turned = f"还原后为 {data}，"
    rows = [(byte, ppp_byte_stuff(byte)) for byte in content]
    heads = ["数据字节", "发送的字节"]
    if case == "unbytes":
        rows, heads = [(after, before) for before, after in rows], ["收到的字节", "还原的数据字节"]
    solution = f"逐个字节处理：{table(heads, rows)}{turned}5E、5D 前面没有 7D 时就是普通数据。"
    wrong = [Choice(value, value, why) for value, why in found]
    return Draft(stem, Choice(right, right, "7E 与 7D 都转义，其他字节不变。"), wrong, solution, claim)


FAMILY = Family(
    name="bit_stuffing", title="组帧中的填充", title_en="Bit and byte stuffing", node="cn.3.2", also=("cn.3.7.2",),
    skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
