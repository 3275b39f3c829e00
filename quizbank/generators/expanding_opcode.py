"""Fixed-length instructions with expanding opcodes: how many instructions of one format are left."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.instruction_coding import expanding_opcode_rest

_NAMES = ("零地址", "一地址", "二地址", "三地址")
_SHAPES = ((16, 4, 3), (16, 6, 2), (16, 5, 2), (16, 4, 2), (24, 8, 2), (12, 3, 3), (12, 4, 2), (20, 5, 3), (20, 6, 2),
           (24, 6, 3), (18, 6, 2), (18, 4, 3), (32, 12, 2), (32, 8, 3))  # fmt: skip


def draw(rng: random.Random) -> Draft:
    word, address, most = rng.choice(_SHAPES)
    top = word - most * address  # opcode bits of the longest format
    used: list[int] = []
    left = 1 << top
    for _ in range(most):  # numbers that leave prefixes for the shorter formats
        if left < 2:
            raise Redraw
        keep = rng.randint(1, min(left - 1, 3)) if rng.random() < 0.7 else rng.randint(1, left - 1)
        used.append(left - keep)
        left = keep << address
    last = rng.randint(left // 3, left - 1)
    used.append(last if last < 100 else last // 10 * 10)
    asked = rng.choice((0, 1, 1, most, most)) if most > 1 else rng.choice((0, 1))
    if rng.random() < 0.45 and asked == most:  # leave the shortest format out of the question
        used.pop()
        asked = most - 1
        used.append(0)
    others = [n for n in range(most + 1) if n != asked]
    used[asked] = -1
    answer = expanding_opcode_rest(word, address, used)
    if answer < 3 or answer > 1 << 20 or any(used[n] > 1500 for n in others):
        raise Redraw
    shown = [n for n in others if used[n] > 0]
    if not shown:
        raise Redraw

    def name(position: int) -> str:
        return _NAMES[most - position]

    told = "、".join(f"{name(n)}指令 {used[n]} 条" for n in shown)
    kinds = "、".join(name(n) for n in range(most + 1) if n in shown or n == asked)
    stem = (
        f"某计算机的指令字长固定为 {word} 位，采用扩展操作码，每个地址字段占 {address} 位，指令有{kinds}等格式。"
        f"若已有{told}，则{name(asked)}指令最多可有"
    )
    space = 1 << (word - (most - asked) * address)
    found = [
        (space, f"没有考虑其他格式占用的编码，直接取{name(asked)}指令的操作码总数。"),
        (answer - 1, "又为扩展标志多留了一个编码，剩余的编码都可以使用。"),
        (answer + 1, "少减了一个用于扩展的编码。"),
    ]
    if asked:
        longer = 1 << top
        for n in range(asked):
            longer = longer - max(used[n], 0) << address
        before = 1 << top
        for n in range(asked - 1):
            before = before - max(used[n], 0) << address
        kept = before - max(used[asked - 1], 0)  # prefixes left for the asked format
        found += [
            (
                space - sum(max(used[n], 0) for n in range(asked)),
                "从操作码总数中直接减去其他格式的条数，没有乘以扩展的倍数。",
            ),
            (kept - 1 << address, "可用于扩展的编码少算了一个。"),
            (kept << address - 1, "每个扩展编码能扩展出的条数少算了一半。"),
            (kept << address + 1, "每个扩展编码能扩展出的条数多算了一倍。"),
            (longer, "没有减去更短地址格式所需的扩展编码。"),
            ((1 << address) - 1, "只算了一个扩展编码。"),
        ]
    if asked < most and any(used[n] > 0 for n in range(asked + 1, most + 1)):
        after = sum(used[n] for n in range(asked + 1, most + 1))
        found += [
            (space - after, "从操作码总数中直接减去更短格式的条数，没有除以扩展的倍数。"),
            (answer - 2, "为更短格式留出的编码多算了。"),
            (space - 1, "以为只需留一个扩展编码。"),
            (answer + 2, "为更短格式留出的编码少算了。"),
        ]
    wrong = [Choice(n, f"{n} 条", why) for n, why in found if 0 < n <= min(2 * space, 20 * answer)]
    steps = []
    left, positions = 1 << top, list(range(most + 1))
    for n in positions[:asked]:
        rest = left - used[n]
        steps.append(
            f"{name(n)}指令的操作码有 {word - (most - n) * address} 位，可用编码 {left} 个，用去 {used[n]} 个，剩 {rest} 个，"
            f"各扩展 {address} 位，得 ${rest} \\times 2^{{{address}}} = {rest << address}$ 个编码。"
        )
        left = rest << address
    need = 0
    for n in reversed(positions[asked + 1 :]):
        if used[n] + need:
            prefix = -(-(used[n] + need) >> address)
            extra = f"和为更短格式留出的 {need} 个编码" if need else ""
            steps.append(
                f"{name(n)}指令 {used[n]} 条{extra}，每个上一级编码可扩展 $2^{{{address}}} = {1 << address}$ 条，"
                f"须留出 $\\lceil {used[n] + need} / {1 << address} \\rceil = {prefix}$ 个上一级编码。"
            )
            need = prefix
    steps.append(
        f"{name(asked)}指令可用编码 {left} 个" + (f"，减去留出的 {need} 个" if need else "") + f"，最多 {answer} 条。"
    )
    solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    right = Choice(answer, f"{answer} 条", "逐级扩展，用剩余编码的个数乘以扩展的倍数。")
    claim = f"expanding_opcode_rest({word}, {address}, {used}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


FAMILY = Family(
    name="expanding_opcode", title="扩展操作码", title_en="Expanding opcodes", node="co.4.2",
    skill="compute", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
