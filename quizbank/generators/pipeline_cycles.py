"""Cycles and stalls of a few instructions in the five-stage pipeline, with and without forwarding."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.instruction_pipeline import five_stage_cycles

Program = list[tuple[str, str, list[str]]]


def _program(rng: random.Random) -> tuple[Program, list[str]]:
    registers = [f"R{n}" for n in range(1, 8)]
    program: Program = []
    lines = []
    for _ in range(rng.choice((3, 4, 4, 5))):
        written = [target for _, target, _ in program[-2:] if target]

        def source(recent: list[str] = written) -> str:
            return rng.choice(recent) if recent and rng.random() < 0.5 else rng.choice(registers)

        kind = rng.choice(("alu", "alu", "alu", "load", "load", "store"))
        if kind == "alu":
            name, a, b = rng.choice(("add", "sub", "and", "or")), source(), source()
            target = rng.choice(registers)
            lines.append(f"{name} {target}, {a}, {b}")
            program.append(("alu", target, [a, b]))
        elif kind == "load":
            a, target = source(), rng.choice(registers)
            lines.append(f"lw {target}, {4 * rng.randint(0, 5)}({a})")
            program.append(("load", target, [a]))
        else:
            a, b = source(), rng.choice(registers)
            lines.append(f"sw {a}, {4 * rng.randint(0, 5)}({b})")
            program.append(("store", "", [a, b]))
    return program, lines


def draw(rng: random.Random) -> Draft:
    program, lines = _program(rng)
    forwarding = rng.random() < 0.45
    early = forwarding or rng.random() < 0.7
    count = len(program)
    cycles = five_stage_cycles(program, forwarding, early)
    ideal = count + 4
    stalls = cycles - ideal
    other = five_stage_cycles(program, not forwarding)
    if stalls == 0 or (not forwarding and stalls < 2) or any(kind == "store" for kind, _, _ in program[:1]):
        raise Redraw
    kinds = {kind for kind, _, _ in program}
    if forwarding:
        how = (
            "采用转发（旁路）技术：运算结果可供下一条指令的 EX 段使用，"
            + ("取数指令读出的数据在 MEM 段结束后才能供 EX 段使用，" if "load" in kinds else "")
            + ("sw 指令要存入的数据也在 EX 段开始时使用，" if "store" in kinds else "")
            + "不能转发时用阻塞解决"
        )
    elif early:
        how = "不采用转发技术，寄存器组在一个时钟周期的前半写、后半读，数据相关用阻塞（在 ID 段等待）解决"
    else:
        how = "不采用转发技术，寄存器在写入的下一个时钟周期才能读出，数据相关用阻塞（在 ID 段等待）解决"
    places = "第一个操作数是目的寄存器"
    if "store" in kinds:
        places = "sw 的第一个操作数是要存入主存的数据，其余指令的第一个操作数是目的寄存器"
    ask_stalls = rng.random() < 0.35
    code = "\n".join(f"I{n}: {line}" for n, line in enumerate(lines, 1))
    stem = (
        "某五段流水线分为取指（IF）、译码/读寄存器（ID）、执行（EX）、访存（MEM）、写回（WB），每段一个时钟周期，没有结构冒险；"
        f"{how}。依次执行下列指令（{places}）：\n\n```text\n{code}\n```\n\n"
        + ("则共阻塞的时钟周期数为" if ask_stalls else "则从第一条指令取指到最后一条指令写回，所需的时钟周期数为")
    )
    found = [
        (ideal, "没有考虑数据相关引起的阻塞。"),
        (other, f"按{'不采用' if forwarding else '采用'}转发技术计算。"),
        (cycles + 1, "有一处相关多阻塞了一个时钟周期。"),
        (cycles - 1, "有一处相关少阻塞了一个时钟周期。"),
        (cycles + 2, "把相隔较远、不需等待的相关也当作了阻塞。"),
    ]
    if not ask_stalls:
        found += [
            (count * 5, "按逐条串行执行计算，没有考虑流水线的重叠。"),
            (cycles + 4, "填满流水线的 4 个时钟周期重复计算了一次。"),
        ]
    if not forwarding:
        found.append((
            five_stage_cycles(program, False, not early),
            "以为寄存器要到写入的下一个时钟周期才能读出。" if early else "以为寄存器可以前半周期写、后半周期读。",
        ))  # fmt: skip

    def value(number: int) -> int:
        return number - ideal if ask_stalls else number

    rows, last = [], 1
    for n, line in enumerate(lines):
        decode = five_stage_cycles(program[: n + 1], forwarding, early) - 3
        rows.append((f"I{n + 1}", line, decode, decode + 1, decode + 2, decode + 3, decode - last - 1 or ""))
        last = decode
    solution = (
        "各指令离开 ID 段（操作数已备好）及以后各段所在的时钟周期："
        + table(["", "指令", "ID", "EX", "MEM", "WB", "阻塞"], rows)
        + f"没有阻塞时需 ${count} + 4 = {ideal}$ 个时钟周期，阻塞 {stalls} 个，共 {cycles} 个时钟周期。"
    )
    unit = "个" if ask_stalls else "个时钟周期"
    right = Choice(value(cycles), f"{value(cycles)} {unit}", "按相关逐条推算各段所在的时钟周期。")
    wrong = [Choice(value(n), f"{value(n)} {unit}", why) for n, why in found if value(n) >= 0]
    run = f"five_stage_cycles({program}, {forwarding}, {early})"
    claim = f"{run}{f' - {ideal}' if ask_stalls else ''} == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


FAMILY = Family(
    name="pipeline_cycles", title="流水线的数据冒险与阻塞", title_en="Pipeline hazards and stalls", node="co.5.6.3",
    also=("co.5.6.2",), skill="trace", difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
