"""Micro-instructions: bits of the control fields, of the next address and of the whole; size of the control memory."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed
from quizbank.simulators.control_unit import microinstruction_bits


def draw(rng: random.Random) -> Draft:
    groups = [rng.choice((2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 12, 15, 16)) for _ in range(rng.choice((4, 5, 5, 6)))]
    tests = rng.choice((0, 2, 3, 4))
    machine = rng.choice((24, 30, 32, 40, 48, 50, 60, 64))  # machine instructions
    steps = rng.choice((3, 4, 5, 6))
    words = rng.choice((machine * steps, 128, 256, 512, 500, 1000, 1024))
    if len(set(groups)) < 3 or not any(size & (size + 1) and not size & (size - 1) for size in groups):
        raise Redraw
    ask = rng.choice(("whole", "whole", "control", "memory"))
    sizes = [size.bit_length() for size in groups]  # one code for "no command"
    control, address = sum(sizes), (words - 1).bit_length()
    whole = microinstruction_bits(groups, tests, words)
    branch = f"判别测试字段占 {tests} 位，" if tests else "没有判别测试字段，"
    stem = (
        f"某计算机采用微程序控制器，微指令的操作控制字段采用字段直接编码法，{sum(groups)} 个微命令构成 {len(groups)} 个互斥类，"
        f"各类分别包含 {listed(groups)} 个微命令，每个字段须留出一个编码表示不发微命令"
    )
    tight = sum((size - 1).bit_length() for size in groups)
    shown = " + ".join(map(str, sizes))
    first = (
        "1. 每个互斥类用一个字段，包含 n 个微命令的字段要有 n + 1 个编码："
        + listed(f"{size} 个微命令需 {bits} 位" for size, bits in zip(groups, sizes, strict=True))
        + f"。操作控制字段共 ${shown} = {control}$ 位。\n"
    )
    if ask == "control":
        found = [
            (tight, "没有为每个字段留出不发微命令的编码。"),
            (sum(groups), "按直接控制法，每个微命令占一位。"),
            (sum(groups).bit_length(), "把全部微命令编在一个字段中。"),
            (control + len(groups), "每个字段多算了一位。"),
            (control + 1, "有一个字段多算了一位。"),
            (control - 1, "有一个字段少算了一位。"),
            (control - 2, "有两个字段各少算了一位。"),
        ]
        right = Choice(control, f"{control} 位", "各字段位数之和，每个字段都留出一个编码。")
        wrong = [Choice(n, f"{n} 位", why) for n, why in found if n > 0]
        claim = f"microinstruction_bits({groups}, 0, 1) == {ANSWER}"
        return Draft(stem + "，则操作控制字段的位数至少为", right, wrong, first, claim)
    stem += (
        f"；{branch}采用下地址字段指出后继微指令的地址，控制存储器可存放 {words} 条微指令，"
        f"则{'微指令的总位数' if ask == 'whole' else '控制存储器的容量'}至少为"
    )
    solution = first + f"2. 控制存储器有 {words} 个单元，下地址字段需 {address} 位。\n"
    extra = f" + {tests}" if tests else ""
    solution += f"3. 微指令共 ${control}{extra} + {address} = {whole}$ 位。"
    found = [
        (tight + tests + address, "没有为每个字段留出不发微命令的编码。"),
        (sum(groups) + tests + address, "按直接控制法，每个微命令占一位。"),
        (control + tests, "漏掉了下地址字段。"),
        (whole - 1, "下地址字段少算了一位。"),
        (whole + 1, "下地址字段多算了一位。"),
        (sum(groups).bit_length() + tests + address, "把全部微命令编在一个字段中。"),
        (whole + len(groups), "每个字段多算了一位。"),
    ]
    if tests:
        found.append((control + address, "漏掉了判别测试字段。"))
    run = f"microinstruction_bits({groups}, {tests}, {words})"
    if ask == "whole":
        right = Choice(whole, f"{whole} 位", "操作控制、判别测试与下地址三个字段之和。")
        wrong = [Choice(n, f"{n} 位", why) for n, why in found]
        return Draft(stem, right, wrong, solution, f"{run} == {ANSWER}")
    total = whole * words
    right = Choice(total, f"{words} × {whole} 位", "微指令条数乘以微指令的位数。")
    wrong = [Choice(n * words, f"{words} × {n} 位", why) for n, why in found]
    solution += f"\n4. 控制存储器的容量为 ${words} \\times {whole}$ 位。"
    return Draft(stem, right, wrong, solution, f"{words} * {run} == {ANSWER}")


FAMILY = Family(
    name="micro_operations", title="微指令的字段与控制存储器", title_en="Micro-instruction fields", node="co.5.4",
    skill="compute", difficulty=3, seconds=100, draw=draw,
)  # fmt: skip
