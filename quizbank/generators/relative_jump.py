"""PC-relative branches: the field for a target, the target of a field, the range that a field reaches."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family
from quizbank.simulators.instruction_coding import relative_field
from quizbank.simulators.operand_addressing import effective_address


def _hex(value: int, bits: int = 16) -> str:
    return f"{value:0{bits // 4}X}H"


def _machine(rng: random.Random) -> tuple[int, int, int, str]:
    """(bytes of the branch, bits of the field, bytes that the field counts, how it is told)."""
    size = rng.choice((2, 2, 4, 4))
    bits = 16 if size == 4 and rng.random() < 0.7 else 8
    unit = rng.choice((1, size))
    way = (
        "位移量以字节为单位"
        if unit == 1
        else f"位移量以指令字为单位（转移目标地址 = (PC) + 位移量 × {size}），每条指令占 {size} B"
    )
    return size, bits, unit, way


def _field(rng: random.Random) -> Draft:
    size, bits, unit, way = _machine(rng)
    branch = rng.randrange(0x1000, 0x4000, size)
    reach = min(1 << (bits - 1), 400) * unit
    target = branch + size + rng.choice((-1, -1, 1)) * rng.randrange(4 * size, reach - size, max(size, unit))
    got = relative_field(branch, target, size, bits, unit)
    mask = (1 << bits) - 1
    distance = target - branch - size
    stem = (
        f"某计算机按字节编址，相对转移指令占 {size} B，其中位移量占 {bits} 位，用补码表示，{way}；取出该指令后 PC 已指向下一条指令。"
        f"若转移指令的地址为 {_hex(branch)}，转移目标地址为 {_hex(target)}，则指令中位移量字段的内容为"
    )
    found = [
        ((target - branch) // unit & mask, "相对于本条指令的地址计算，取指后 PC 已指向下一条指令。"),
        ((target - branch - 2 * size) // unit & mask, "PC 多加了一次指令长度。"),
        ((target - branch + size) // unit & mask, "PC 应加上指令长度，误作减去。"),
        (-distance // unit & mask, "位移的方向弄反了。"),
        (abs(distance) // unit & mask, "没有用补码表示负的位移量。"),
    ]
    if distance < 0:
        found.append((abs(distance) // unit | 1 << (bits - 1), "负的位移量用了原码表示。"))
        found += [(got + 1 & mask, "求补码时末位多加了 1。"), (got - 1 & mask, "求补码时漏掉了末位加 1。")]
    if unit > 1 and abs(distance) < 1 << (bits - 1):
        found.append((distance & mask, "位移量没有除以指令字的长度。"))
    elif unit == 1:
        found.append((distance // size & mask, "位移量以字节为单位，误以指令字为单位。"))
    wrong = [Choice(n, _hex(n, bits), why) for n, why in found if n * unit % size == 0]
    divided = "" if unit == 1 else f"，除以 {unit} 得 {distance // unit}"
    solution = (
        f"1. 取指后 (PC) = {_hex(branch)} + {size} = {_hex(branch + size)}。\n"
        f"2. 目标地址减去 (PC)：{_hex(target)} − {_hex(branch + size)} = {distance}（十进制）{divided}。\n"
        f"3. {distance // unit} 的 {bits} 位补码为 {_hex(got, bits)}。"
    )
    right = Choice(got, _hex(got, bits), "目标地址减去下一条指令的地址，用补码表示。")
    claim = f"relative_field({branch}, {target}, {size}, {bits}, {unit}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _target(rng: random.Random) -> Draft:
    size, bits, unit, way = _machine(rng)
    branch = rng.randrange(0x1000, 0x4000, size)
    field = rng.choice((-1, -1, 1)) * rng.randint(3, min((1 << (bits - 1)) - 2, 300))
    if unit == 1:
        field = field // size * size
    pattern = field & ((1 << bits) - 1)
    target = effective_address("relative", field * unit, 0, 0, branch + size, {})
    stem = (
        f"某计算机按字节编址，相对转移指令占 {size} B，其中位移量占 {bits} 位，用补码表示，{way}；取出该指令后 PC 已指向下一条指令。"
        f"若转移指令的地址为 {_hex(branch)}，位移量字段的内容为 {_hex(pattern, bits)}，则转移目标地址为"
    )
    found = [
        (branch + field * unit, "PC 取了本条指令的地址，取指后 PC 已指向下一条指令。"),
        (branch + 2 * size + field * unit, "PC 多加了一次指令长度。"),
        (branch + size - field * unit, "转移的方向弄反了。"),
        (branch + size + pattern * unit, "位移量是补码，误当作无符号数。"),
        (branch - size + field * unit, "PC 应加上指令长度，误作减去。"),
    ]
    if field < 0:
        found.append((branch + size + (field + 1) * unit, "求位移量的真值时取反后漏掉了末位加 1。"))
    if unit > 1:
        found.append((branch + size + field, "位移量没有乘以指令字的长度。"))
    wrong = [Choice(n, _hex(n), why) for n, why in found if 0 <= n < 1 << 16 and (n - branch) % size == 0]
    times = "" if unit == 1 else f" × {unit}"
    solution = (
        f"1. 取指后 (PC) = {_hex(branch)} + {size} = {_hex(branch + size)}。\n"
        f"2. {_hex(pattern, bits)} 是补码，真值为 {field}（十进制）。\n"
        f"3. 目标地址 = {_hex(branch + size)} {'−' if field < 0 else '+'} {abs(field)}{times} = {_hex(target)}。"
    )
    right = Choice(target, _hex(target), "下一条指令的地址加上符号扩展后的位移。")
    moved = f"fixed_code_value({pattern}, {bits}, 'twos_complement') * {unit}"
    claim = f"effective_address('relative', {moved}, 0, 0, {branch + size}, {{}}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_field, _target))(rng)


FAMILY = Family(
    name="relative_jump", title="相对转移的位移量与目标", title_en="PC-relative branches", node="co.4.3",
    also=("co.4.6.2", "co.4.6.3"), skill="compute", difficulty=3, seconds=100, draw=draw,
)  # fmt: skip
