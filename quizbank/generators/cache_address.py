"""How a cache divides an address: widths of the fields, where a unit lies, the bits of the whole cache."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.cache_mapping import cache_address_fields, cache_storage_bits

_K = 1024


def _bits(value: int) -> int:
    return value.bit_length() - 1


def _size(value: int) -> str:
    return f"{value // _K} KB" if value >= _K else f"{value} B"


def _mapping(ways: int, lines: int) -> str:
    return "直接映射" if ways == 1 else "全相联映射" if ways == lines else f" {ways} 路组相联映射"


def _cache(rng: random.Random) -> tuple[int, int, int, int]:
    """(address bits, data bytes, line bytes, ways)."""
    line = rng.choice((16, 32, 64, 64, 128))
    lines = 1 << rng.randint(6, 10)
    ways = rng.choice((1, 1, 2, 4, 4, 8, 8, 16, lines))
    if ways == lines and rng.random() < 0.5:
        raise Redraw
    return rng.choice((20, 24, 28, 32, 32, 32, 36)), line * lines, line, ways


def _head(address: int, data: int, line: int, ways: int) -> str:
    return (
        f"某计算机的主存地址为 {address} 位，按字节编址，Cache 的数据区容量为 {_size(data)}，主存块大小为 {line} B，"
        f"采用{_mapping(ways, data // line)}方式"
    )


def _split_text(address: int, data: int, line: int, ways: int) -> str:
    lines = data // line
    sets = lines // ways
    offset, index = _bits(line), _bits(sets)
    tag = address - index - offset
    text = f"1. 块大小为 ${line} = 2^{{{offset}}}$ B，块内地址占 {offset} 位。\n"
    text += f"2. Cache 共有 {_size(data)} / {line} B = ${lines}$ 行，"
    if ways == 1:
        text += f"直接映射，行号占 {index} 位。\n"
    elif ways == lines:
        text += "全相联映射，没有组号。\n"
    else:
        text += f"每组 {ways} 行，共 ${sets} = 2^{{{index}}}$ 组，组号占 {index} 位。\n"
    return text + f"3. 标记占 ${address} - {index} - {offset} = {tag}$ 位。\n"


def _widths(rng: random.Random) -> Draft:
    address, data, line, ways = _cache(rng)
    fields = cache_storage_bits(address, data, line, ways, 0)
    lines = data // line
    tag, index, offset = fields["tag"], fields["index"], fields["offset"]
    run = f"cache_storage_bits({address}, {data}, {line}, {ways}, 0)"
    if ways > 1 and index and rng.random() < 0.3:
        right = Choice(index, f"{index} 位", "组数的对数，组数为行数除以每组行数。")
        found = [
            (_bits(lines), "没有除以每组的行数，得到的是行号的位数。"),
            (_bits(ways), "得到的是组内行号的位数。"),
            (index + 1, "组数多算了一倍。"),
            (index - 1, "组数少算了一半。"),
            (tag, "得到的是标记的位数。"),
            (offset, "得到的是块内地址的位数。"),
        ]
        asked, key = "组号（Cache 组索引）字段", "index"
    else:
        right = Choice(tag, f"{tag} 位", "主存地址位数减去组号（行号）与块内地址的位数。")
        found = [
            (address - _bits(lines) - offset, "组相联时按行数求索引位数，没有除以每组的行数。"),
            (address - offset, "只减去了块内地址，没有减去组号（行号）。"),
            (address - index, "只减去了组号（行号），没有减去块内地址。"),
            (tag + 1, "索引或块内地址少算了一位。"),
            (tag - 1, "索引或块内地址多算了一位。"),
            (address - index - offset - 3, "块内地址按位编址计算，多算了 3 位。"),
            (address - index - offset + 2, "块内地址按 4 B 的字编址计算，少算了 2 位。"),
            (address - index - offset - _bits(ways), "减去组号后又减去了组内行号的位数。"),
        ]
        asked, key = "标记（Tag）字段", "tag"
    stem = _head(address, data, line, ways) + f"，则主存地址中{asked}的位数为"
    wrong = [Choice(n, f"{n} 位", why) for n, why in found if n > 0]
    solution = _split_text(address, data, line, ways) + f"\n所求为 {right.text}。"
    return Draft(stem, right, wrong, solution, f"{run}[{key!r}] == {ANSWER}")


def _place(rng: random.Random) -> Draft:
    """The set or line in which the block of an address is found."""
    address_bits, data, line, ways = _cache(rng)
    lines = data // line
    sets = lines // ways
    if sets < 8:
        raise Redraw
    width = min(address_bits, 24)
    address = rng.randrange(1 << (width - 4), 1 << width)
    tag, index, offset = cache_address_fields(address, line, sets)
    number = "行号" if ways == 1 else "组号"
    ask = rng.choice(("index", "index", "tag"))
    stem = _head(address_bits, data, line, ways)
    found = [
        (address % sets, "把地址直接对组数（行数）取模，没有先求主存块号。"),
        (address // line % lines, "对行数取模，组相联映射应对组数取模。"),
        (address // line // sets % sets, "取的是标记的低位，不是紧挨块内地址的那些位。"),
        (address // (line * 2) % sets, "块内地址多算了一位。"),
        (address // (line // 2) % sets, "块内地址少算了一位。"),
        ((index + 1) % sets, "编号按从 1 开始计算。"),
        (address // line % (sets // 2), "组数（行数）少算了一半。"),
    ]
    last = _bits(line)
    binary = f"`{tag:b} {index:0{_bits(sets)}b} {offset:0{last}b}`"
    solution = (
        _split_text(address_bits, data, line, ways)
        + f"4. {address:X}H 按“标记 {number} 块内地址”划分（省略高位的 0）为 {binary}，标记为 {tag:X}H，{number}为 {index}。"
    )
    run = f"cache_address_fields({address}, {line}, {sets})"
    if ask == "index":
        stem += f"，Cache 的{number}从 0 开始编号。主存地址 {address:0{-(-address_bits // 4)}X}H 所在的主存块应装入的 Cache {number}为"
        right = Choice(index, str(index), f"主存块号对{'行数' if ways == 1 else '组数'}取模。")
        return Draft(stem, right, [Choice(n, str(n), why) for n, why in found], solution, f"{run}[1] == {ANSWER}")
    stem += f"。主存地址 {address:0{-(-address_bits // 4)}X}H 所在的主存块装入 Cache 后，其标记为"
    right = Choice(tag, f"{tag:X}H", "主存地址去掉块内地址和组号（行号）后剩下的高位。")
    found = [
        (address // line // lines, "组相联时按行数划分，没有除以每组的行数。"),
        (address // line, "没有去掉组号（行号），这是主存块号。"),
        (tag >> 1, "索引或块内地址多算了一位。"),
        (address // line // (sets // 2), "索引或块内地址少算了一位。"),
        (address // sets, "没有去掉块内地址。"),
        (tag + 1, "标记多加了 1。"),
        (index, "取的是组号（行号）。"),
    ]
    wrong = [Choice(n, f"{n:X}H", why) for n, why in found if n]
    return Draft(stem, right, wrong, solution, f"{run}[0] == {ANSWER}")


def _total(rng: random.Random) -> Draft:
    address, data, line, ways = _cache(rng)
    lines = data // line
    back = rng.random() < 0.5
    recency = _bits(ways) if ways in (2, 4, 8) and rng.random() < 0.4 else 0
    control = 1 + back + recency
    got = cache_storage_bits(address, data, line, ways, control)
    tag = got["tag"]
    parts = [" 1 位有效位"] + (["1 位修改位"] if back else []) + ([f"{recency} 位 LRU 替换位"] if recency else [])
    kind = "回写（write back）" if back else "全写（write through）"
    data_bits = data * 8

    def shown(bits: int) -> str:
        """In K bits when that comes out."""
        return f"{bits // _K} K 位" if bits % _K == 0 else f"{bits} 位"

    stem = (
        f"{_head(address, data, line, ways)}和{kind}策略。每个 Cache 行除数据和标记外还有{'、'.join(parts)}，"
        f"则该 Cache 的总容量（1 K = $2^{{10}}$）为"
    )
    right = Choice(got["total"], shown(got["total"]), "每行的数据、标记与控制位之和，乘以行数。")
    found = [
        (data_bits, "只算了数据区，没有计入标记和控制位。"),
        (data_bits + lines * tag, "没有计入有效位等控制位。"),
        (data_bits + lines * control, "没有计入标记。"),
        (data_bits + lines * (tag + 1), "只计入了有效位，漏掉了其他控制位。"),
        (data_bits + lines * (tag + control + 1), "控制位多算了一位。"),
        (data_bits + lines * (address - _bits(line) + control), "标记的位数没有减去组号（行号）。"),
        (data_bits + lines // ways * (tag + control), "每组只算了一个标记和一套控制位，应每行都有。")
        if ways > 1 else (data_bits + lines * (tag - 1 + control), "标记少算了一位。"),
    ]  # fmt: skip
    solution = _split_text(address, data, line, ways) + (
        f"4. 每行 ${line} \\times 8 + {tag} + {control} = {line * 8 + tag + control}$ 位（数据、标记、控制位）。\n"
        f"5. 总容量 ${lines} \\times {line * 8 + tag + control} = {got['total']}$ 位"
        + ("" if got["total"] % _K else f"，即 {shown(got['total'])}") + "。"
    )  # fmt: skip
    wrong = [Choice(n, shown(n), why) for n, why in found]
    claim = f"cache_storage_bits({address}, {data}, {line}, {ways}, {control})['total'] == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_widths, _place, _total))(rng)


FAMILY = Family(
    name="cache_address", title="Cache 的地址划分与总容量", title_en="Cache address fields and size", node="co.3.6.2",
    also=("co.3.6.1",), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
