"""The Internet checksum: the field the sender writes, and what the receiver gets."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.internet_checksum import checksum_accepts, internet_checksum, ones_complement_sum


def _hex(value: int) -> str:
    return f"{value:04X}H"


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("sum", "field", "field", "missing"))
    words = [rng.randrange(0x1000, 0x10000) & ~rng.choice((0, 0xF, 0xFF, 0xF0)) for _ in range(rng.choice((3, 3, 4)))]
    plain = sum(words)
    if not 1 <= plain >> 16 <= 2 or len(set(words)) < len(words) or plain & 0xFFFF > 0xFFF0:
        raise Redraw
    folded, field = ones_complement_sum(words), internet_checksum(words)
    name = rng.choice(("UDP ", "TCP ", "IPv4 首部"))
    carry, low = plain >> 16, plain & 0xFFFF
    rows, total = [], words[0]
    for word in words[1:]:
        added = total + word
        after = ones_complement_sum([total, word])
        rows.append((f"{total:04X} + {word:04X}", f"{added:X}", "有" if added > 0xFFFF else "无", f"{after:04X}"))
        total = after
    trace = "逐个作反码加法，最高位的进位加到最低位：" + table(["加法（十六进制）", "和", "进位", "回卷后"], rows)
    shape = f"某简化的 {name}校验和计算只涉及下列 {len(words)} 个 16 位字（十六进制）：{listed(map(_hex, words))}。"
    if case == "missing":
        lost = rng.randrange(len(words))
        rest = [word for n, word in enumerate(words) if n != lost]
        right = words[lost]
        if sum(rest) <= 0xFFFF or ones_complement_sum([*rest, field]) in (0, 0xFFFF):
            raise Redraw
        stem = (
            f"接收方用 16 位反码求和检验数据：所有的字（包括校验和）的反码和为 FFFFH 时认为没有差错。"
            f"某次参加检验的字有 {len(words) + 1} 个，其中 {len(rest)} 个为 {listed(map(_hex, rest))}，校验和为 {_hex(field)}，"
            f"检验没有发现差错，则剩下的一个字为"
        )
        known = ones_complement_sum([*rest, field])
        straight = sum([*rest, field]) & 0xFFFF
        found = [
            (known, "求出的是已知各字的反码和，应当再取反。"),
            (~straight & 0xFFFF, "求和时丢掉了进位，没有把它加到最低位。"),
            (
                ones_complement_sum([~ones_complement_sum(rest) & 0xFFFF, field]),
                "把校验和与已知各字的反码和的反码相加，符号弄反了。",
            ),
            (~ones_complement_sum(rest) & 0xFFFF, "没有把校验和计入已知的各字。"),
            (-known & 0xFFFF, "取了补码（取反后加 1），应当只取反。"),
            ((right + 1) & 0xFFFF, "进位多加了一次。"),
        ]
        trace_words = [*rest, field]
        rows, total = [], trace_words[0]
        for word in trace_words[1:]:
            added, after = total + word, ones_complement_sum([total, word])
            rows.append((f"{total:04X} + {word:04X}", f"{added:X}", "有" if added > 0xFFFF else "无", f"{after:04X}"))
            total = after
        solution = (
            "已知各字（包括校验和）的反码和："
            + table(["加法（十六进制）", "和", "进位", "回卷后"], rows)
            + f"反码和应为 FFFFH，所以剩下的字为 FFFF − {known:04X} = {_hex(right)}。"
        )
        claim = f"checksum_accepts({trace_words} + [{ANSWER}])"
        assert checksum_accepts([*trace_words, right])
        reason = "与已知各字的反码和相加为 FFFFH。"
    else:
        right = folded if case == "sum" else field
        common = [
            (low, "求和时丢掉了进位，没有把它加到最低位。"),
            (low + carry + 1 & 0xFFFF, "进位多加了一次。"),
            (ones_complement_sum([low, carry << 8]), "把进位加到了高字节上，应当加到最低位。"),
        ]
        if case == "sum":
            stem = f"{shape}这些字的 16 位反码和（最高位的进位加到最低位）为"
            found = [*common, (field, "求出的是校验和，反码和不必取反。"), (-low & 0xFFFF, "丢掉了进位，又取了补码。")]
            solution = trace + f"反码和为 {_hex(folded)}。"
            claim = f"ones_complement_sum({words}) == {ANSWER}"
            reason = "每次的进位都加到最低位。"
        else:
            stem = f"{shape}计算时校验和字段取 0，各字作反码求和（最高位的进位加到最低位），再取反，则校验和为"
            found = [(~value & 0xFFFF, why) for value, why in common]
            found += [
                (folded, "求出反码和后没有取反。"),
                (-folded & 0xFFFF, "取反后又加了 1，求的是补码。"),
                (folded ^ 0xFF00, "只把高字节取反。"),
                (folded ^ 0x7FFF, "最高位没有取反，把它当成了符号位。"),
            ]
            solution = trace + f"反码和为 {_hex(folded)}，逐位取反得校验和 {_hex(field)}。"
            claim = f"internet_checksum({words}) == {ANSWER}"
            reason = "反码求和后逐位取反。"
    wrong = [Choice(value, _hex(value), why) for value, why in found]
    return Draft(stem, Choice(right, _hex(right), reason), wrong, solution, claim)


FAMILY = Family(
    name="checksum_words", title="反码求和的校验和", title_en="Internet checksum", node="cn.5.2.2", also=("cn.4.3.1", "cn.5.3.1"),
    skill="compute", difficulty=2, seconds=120, draw=draw,
)  # fmt: skip
