"""Effective address or operand under the usual addressing modes, with registers and a piece of memory given."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.operand_addressing import effective_address

_MODES = {
    "direct": ("直接寻址", "EA = A"),
    "indirect": ("一次间接寻址", "EA = (A)"),
    "register_indirect": ("寄存器间接寻址（寄存器为 RB）", "EA = (RB)"),
    "base": ("基址寻址（基址寄存器为 RB）", "EA = (RB) + A"),
    "indexed": ("变址寻址（变址寄存器为 RX）", "EA = (RX) + A"),
    "relative": ("相对寻址", "EA = (PC) + A"),
    "indexed_indirect": ("先变址后间接寻址（变址寄存器为 RX）", "EA = ((RX) + A)"),
    "indirect_indexed": ("先间接后变址寻址（变址寄存器为 RX）", "EA = (A) + (RX)"),
}
_ASKED = ("indirect", "register_indirect", "base", "indexed", "relative", "relative", "indexed_indirect",
          "indexed_indirect", "indirect_indexed", "indirect_indexed")  # fmt: skip

_THROUGH_MEMORY = ("indirect", "indexed_indirect", "indirect_indexed")


def _hex(value: int) -> str:
    return f"{value:04X}H"


def draw(rng: random.Random) -> Draft:
    mode = rng.choice(_ASKED)
    bits = rng.choice((8, 8, 16))
    negative = mode in ("relative", "base", "indexed") and bits == 8 and rng.random() < 0.5
    size = bits // 8  # an address of 16 bits fills the second word
    field = (
        -rng.randint(2, 60)
        if negative
        else rng.randrange(0x10, 0x7C, 2)
        if bits == 8
        else rng.randrange(0x100, 0x900, 4)
    )
    here = rng.randrange(0x1000, 0x3000, 4)
    base, index = rng.randrange(0x200, 0xF00, 16), rng.randrange(4, 0x60, 4)
    if mode == "indexed":
        index = rng.randrange(0x200, 0xF00, 16)
    memory: dict[int, int] = {}

    def at(mode: str) -> int:
        return effective_address(mode, field, base, index, here + size, memory)

    ask_operand = rng.random() < 0.4
    if not negative:
        memory[field] = rng.randrange(0x400, 0x1800, 8)
        memory[field + index] = rng.randrange(0x400, 0x1800, 8)
    names = [name for name in _MODES if not negative or name in ("register_indirect", "base", "indexed", "relative")]
    places = {name: at(name) for name in names}
    if len(set(places.values())) < len(places) or min(places.values()) < 0:
        raise Redraw
    for place in places.values():
        memory.setdefault(place, rng.randrange(0x11, 0xFFFF))
    if {name: at(name) for name in names} != places or len(set(memory.values())) < len(memory):
        raise Redraw
    answer = places[mode]
    unsigned = field & 255
    shown = f"{unsigned:02X}H" if bits == 8 else _hex(field)
    form = "指令占 2 个字，第 2 个字为形式地址 A" if bits == 16 else "指令占 1 个字，其中形式地址 A 占低 8 位"
    registers = [("PC", _hex(here)), ("RB", _hex(base)), ("RX", _hex(index))]
    stem = (
        f"某计算机字长和地址均为 16 位，按字编址，{form}，用补码表示。"
        + (f"每取出一条指令，PC 自动加 {size}。" if mode == "relative" else "")
        + f"地址 {_hex(here)} 处的一条指令采用{_MODES[mode][0]}，A = {shown}，取该指令之前各寄存器的内容如下："
        + table(["寄存器", "内容"], registers)
    )
    memory_shown = ask_operand or mode in _THROUGH_MEMORY
    if memory_shown:
        stem += "部分主存单元的内容如下：" + table(
            ["地址", "内容"], [(_hex(place), _hex(memory[place])) for place in sorted(memory)]
        )
    found = [(places[name], f"按{_MODES[name][0].split('（')[0]}计算。") for name in names
             if name != mode and (memory_shown or name not in _THROUGH_MEMORY)]  # fmt: skip
    if mode == "relative":
        found += [(here + field, "PC 取了本条指令的地址，取指后 PC 已指向下一条指令。")]
    if mode == "relative" and negative:
        found += [
            (here + size + unsigned, "形式地址是补码，误当作无符号数。"),
            (here + size - field, "位移的方向弄反了。"),
        ]
    elif negative:
        register = base if mode == "base" else index
        found += [(register + unsigned, "形式地址是补码，误当作无符号数。"), (register - field, "位移的方向弄反了。")]
    if mode == "base":
        found.append((base + index + field, "把变址寄存器的内容也加上了。"))
    if mode == "indexed":
        found.append((base + index + field, "把基址寄存器的内容也加上了。"))
    found = [(place, why) for place, why in found if 0 <= place <= 0xFFFF]
    rule = _MODES[mode][1]
    steps = [f"{_MODES[mode][0]}：{rule}。"]
    if negative:
        steps.append(f"A = {shown} 是负数，真值为 {field}，即 −{-field:X}H。")
    if mode == "relative":
        steps.append(f"取指后 (PC) = {_hex(here)} + {size} = {_hex(here + size)}。")
    part = {
        "indirect": f"({_hex(field)})",
        "register_indirect": "(RB)",
        "base": f"{_hex(base)} {'−' if negative else '+'} {abs(field):X}H",
        "indexed": f"{_hex(index)} {'−' if negative else '+'} {abs(field):X}H",
        "relative": f"{_hex(here + size)} {'−' if negative else '+'} {abs(field):X}H",
        "indexed_indirect": f"({_hex(index)} + {shown}) = ({_hex(index + field)})" if not negative else "",
        "indirect_indexed": f"({_hex(field)}) + {_hex(index)} = {_hex(memory.get(field, 0))} + {_hex(index)}",
    }[mode]
    steps.append(f"EA = {part} = {_hex(answer)}。")
    run = f"effective_address({mode!r}, {field}, {base}, {index}, {here + size}, {memory})"
    if not ask_operand:
        right = Choice(answer, _hex(answer), f"{rule}。")
        wrong = [Choice(place, _hex(place), why) for place, why in found]
        claim = f"{run} == {ANSWER}"
        stem += "则操作数的有效地址为"
    else:
        value = memory[answer]
        right = Choice(value, _hex(value), f"{rule}，再按有效地址取出操作数。")
        wrong = [Choice(memory[place], _hex(memory[place]), why) for place, why in found if place in memory]
        wrong.append(Choice(answer, _hex(answer), "这是有效地址，还要按它取出操作数。"))
        if not negative:
            wrong.append(Choice(field, _hex(field), "按立即寻址，把形式地址当作操作数。"))
        claim = f"{memory}[{run}] == {ANSWER}"
        steps.append(f"操作数为 ({_hex(answer)}) = {_hex(value)}。")
        stem += "则该指令的操作数为"
    solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    return Draft(stem, right, wrong, solution, claim)


FAMILY = Family(
    name="addressing_modes", title="寻址方式与有效地址", title_en="Addressing modes", node="co.4.3",
    skill="trace", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
