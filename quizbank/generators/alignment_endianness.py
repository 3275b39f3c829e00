"""Layout of a struct with aligned members, and the bytes of a member in little- or big-endian order."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.instruction_coding import stored_byte, struct_layout

_TYPES = {"char": 1, "short": 2, "int": 4, "float": 4, "double": 8, "long long": 8}
_RULE = "各成员按自身大小对齐，结构体的大小是其最大成员大小的整数倍"


def _hex(value: int, digits: int) -> str:
    return f"{value:0{digits}X}H"


def _members(rng: random.Random) -> list[str]:
    count = rng.choice((3, 4, 4, 5))
    return [rng.choice(list(_TYPES)) for _ in range(count)]


def _text(types: list[str]) -> str:
    return "struct { " + " ".join(f"{kind} {name};" for kind, name in zip(types, "abcde", strict=False)) + " } s;"


def _layout(rng: random.Random) -> Draft:
    types = _members(rng)
    sizes = [_TYPES[kind] for kind in types]
    got = struct_layout(sizes)
    offsets, size = got["offsets"], got["size"]
    packed = sum(sizes)
    if size == packed or max(sizes) == 1 or len(set(sizes)) < 3:
        raise Redraw
    end = offsets[-1] + sizes[-1]
    rows = [
        (f"{name}（{kind}）", length, offset, f"{offset} ～ {offset + length - 1}" if length > 1 else offset)
        for name, kind, length, offset in zip("abcde", types, sizes, offsets, strict=False)
    ]
    layout = table(["成员", "大小/B", "偏移", "占用的字节"], rows)
    used = [kind for kind in _TYPES if kind in types]
    told = f"{listed(used)} 型分别占 {listed(_TYPES[kind] for kind in used)} B"
    head = f"某 32 位机器按字节编址，{told}，{_RULE}。有定义“{_text(types)}”，"
    if rng.random() < 0.55:
        found = [
            (packed, "没有考虑对齐，直接把各成员的大小相加。"),
            (end, "没有把结构体的大小补到最大成员大小的整数倍。"),
            (len(types) * max(sizes), "以为每个成员都占最大成员的大小。"),
            (-(-packed // max(sizes)) * max(sizes), "只在末尾补齐，没有考虑成员之间的空隙。"),
            (struct_layout(sorted(sizes))["size"], "按成员大小由小到大重新排列，C 语言按定义的次序存放。"),
            (size + max(sizes), "末尾多补了一次。"),
            (sum(max(4, one) for one in sizes), "以为每个成员至少占 4 B。"),
            (sum(-(-one // 2) * 2 for one in sizes), "以为每个成员按 2 B 对齐。"),
        ]
        wrong = [Choice(n, f"{n} B", why) for n, why in found]
        solution = (
            "各成员的偏移是自身大小的整数倍："
            + layout
            + (
                f"最后一个成员结束于偏移 {end}，补到最大成员大小 {max(sizes)} 的整数倍，共 {size} B。"
                if end != size
                else f"最后一个成员结束于偏移 {end}，已是最大成员大小 {max(sizes)} 的整数倍，共 {size} B。"
            )
        )
        right = Choice(size, f"{size} B", "成员之间和末尾按对齐的要求补齐。")
        return Draft(
            head + "则变量 s 占用的字节数为", right, wrong, solution, f"struct_layout({sizes})['size'] == {ANSWER}"
        )
    start = rng.randrange(0x1000, 0x8000, 16)
    number = rng.randrange(2, len(types))
    name, offset = "abcde"[number], offsets[number]
    plain = sum(sizes[:number])
    if plain == offset:
        raise Redraw
    found = [
        (plain, "没有考虑对齐，直接把前面各成员的大小相加。"),
        (number * max(sizes), "以为每个成员都占最大成员的大小。"),
        (number * 4, "以为每个成员都占 4 B。"),
        (offsets[number - 1], "这是前一个成员的地址。"),
        (offset + sizes[number], "这是该成员之后的地址。"),
        (-(-plain // 4) * 4, "只把前面各成员的总大小补到 4 的整数倍。"),
        (-(-plain // max(sizes)) * max(sizes), "按最大成员的大小对齐，应按成员自身的大小对齐。"),
        (offset + max(sizes), "补齐时多跳过了一次。"),
    ]
    wrong = [Choice(start + n, _hex(start + n, 4), why) for n, why in found]
    stem = head + f"变量 s 的首地址为 {_hex(start, 4)}，则成员 {name} 的地址为"
    solution = (
        "各成员的偏移是自身大小的整数倍："
        + layout
        + f"成员 {name} 的地址为 {_hex(start, 4)} + {offset} = {_hex(start + offset, 4)}。"
    )
    right = Choice(start + offset, _hex(start + offset, 4), "按自身大小对齐后的偏移加上首地址。")
    claim = f"{start} + struct_layout({sizes})['offsets'][{number}] == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _bytes(rng: random.Random) -> Draft:
    """The content of one byte of an int, short or int member."""
    order = rng.choice(("little", "big"))
    size = rng.choice((4, 4, 4, 2))
    value = rng.randrange(1 << (8 * size - 6), 1 << (8 * size - 1))
    parts = [stored_byte(value, size, n, order) for n in range(size)]
    if len(set(parts)) < size:
        raise Redraw
    start = rng.randrange(0x1000, 0x9000, 4)
    kind = {4: "int", 2: "short"}[size]
    word = "小端" if order == "little" else "大端"
    signed = rng.random() < 0.35
    told = f"0x{value:0{2 * size}X}"
    if signed:
        value = -rng.randint(200, 30000)
        parts = [stored_byte(value & ((1 << 8 * size) - 1), size, n, order) for n in range(size)]
        told = str(value)
    pattern = value & ((1 << 8 * size) - 1)
    if rng.random() < 0.5 and not signed:
        position = rng.randrange(size)
        answer = parts[position]
        rest = [(n, part) for n, part in enumerate(parts) if n != position]
        found = [
            (part, "把大端与小端弄反了。" if n == size - 1 - position else f"这是地址 {_hex(start + n, 4)} 处的字节。")
            for n, part in rest
        ]
        swapped = answer >> 4 | (answer & 15) << 4
        found += [
            (swapped, "以为字节内的两个十六进制数字也要颠倒。"),
            (int(f"{parts[size - 1 - position]:02X}"[::-1], 16), "大端与小端弄反了，又把字节内的两个数字颠倒了。"),
        ]
        stem = (
            f"某计算机按字节编址，采用{word}方式存放数据。{kind} 型变量 x（占 {size} B）存放在地址 {_hex(start, 4)} 开始的单元中，"
            f"x = {told}，则地址 {_hex(start + position, 4)} 处的内容为"
        )
        right = Choice(answer, _hex(answer, 2), f"{word}方式按地址由低到高依次存放各字节。")
        wrong = [Choice(n, _hex(n, 2), why) for n, why in found]
        claim = f"stored_byte({pattern}, {size}, {position}, {order!r}) == {ANSWER}"
    else:
        answer = tuple(parts)
        other = tuple(parts[::-1])
        magnitude = abs(value)
        plain = [stored_byte(magnitude, size, n, order) for n in range(size)]
        nibbles = tuple(part >> 4 | (part & 15) << 4 for part in parts)
        half = size // 2
        found = [
            (other, "把大端与小端弄反了。"),
            (nibbles, "以为字节内的两个十六进制数字也要颠倒。"),
            (tuple(part >> 4 | (part & 15) << 4 for part in other), "把整个数的十六进制数字逐个颠倒了。"),
            (tuple(parts[half:] + parts[:half]), "把两个半字的次序弄反了。"),
            (tuple(parts[half - 1 :: -1] + parts[: half - 1 : -1]), "只在半字内部颠倒了字节的次序。"),
        ]
        if signed:
            found += [
                (tuple(plain), "没有用补码，存放的是绝对值。"),
                ((*plain[:-1], plain[-1] | 128) if order == "little" else (plain[0] | 128, *plain[1:]),
                 "用了原码，负数应以补码存放。"),
            ]  # fmt: skip
        stem = (
            f"某计算机按字节编址，采用{word}方式存放数据，带符号整数用补码表示。{kind} 型变量 x（占 {size} B）存放在地址 "
            f"{_hex(start, 4)} 开始的单元中，x = {told}，则从该地址起依次存放的各字节为"
        )

        def text(one: tuple[int, ...]) -> str:
            return " ".join(f"{part:02X}H" for part in one)

        right = Choice(answer, text(answer), f"{word}方式按地址由低到高依次存放各字节。")
        wrong = [Choice(one, text(one), why) for one, why in found]
        cells = ", ".join(f"stored_byte({pattern}, {size}, {n}, {order!r})" for n in range(size))
        claim = f"({cells}) == {ANSWER}"
    rows = [(_hex(start + n, 4), _hex(part, 2)) for n, part in enumerate(parts)]
    first = (
        f"{value} 的 {8 * size} 位补码为 {_hex(pattern, 2 * size)}。"
        if signed
        else f"x 的机器数为 {_hex(pattern, 2 * size)}。"
    )
    low = "最低有效字节存放在最低地址" if order == "little" else "最高有效字节存放在最低地址"
    solution = first + f"{word}方式把{low}：" + table(["地址", "内容"], rows) + f"所求为 {right.text}。"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_layout, _layout, _bytes))(rng)


FAMILY = Family(
    name="alignment_endianness", title="数据的对齐与大/小端存放", title_en="Alignment and byte order", node="co.4.4",
    skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
