"""A memory built of chips: their number, address pins, the chip an address lies in, the range of a chip."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.main_memory import chip_array
from quizbank.simulators.memory_hierarchy import decoded_chip

_K = 1024


def _size(value: int) -> str:
    for name, unit in (("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10)):
        if value >= unit and value % unit == 0:
            return f"{value // unit} {name}"
    return str(value)


def _bits(value: int) -> int:
    return value.bit_length() - 1


def _chips(rng: random.Random) -> Draft:
    words = rng.choice((16, 32, 64, 128, 256, 512, 1024, 4096, 16384)) * _K
    width, data = rng.choice((1, 4, 4, 8, 8)), rng.choice((8, 16, 32, 64))
    capacity = words * data // 8 * rng.choice((2, 4, 8, 16))
    if width >= data or capacity > 1 << 34:
        raise Redraw
    got = chip_array(capacity, data, words, width)
    chips, groups = got["chips"], capacity * 8 // data // words
    per = data // width
    stem = f"某存储器按字节编址，容量为 {_size(capacity)}B，数据总线宽度为 {data} 位，由若干个 {_size(words)} × {width} 位的芯片组成"
    run = f"chip_array({capacity}, {data}, {words}, {width})"
    if rng.random() < 0.5 or words < _K * _K:
        found = [
            (chips // 8, "没有把存储器的容量由字节换算成位。"),
            (groups, "只做了字扩展，没有做位扩展。"),
            (per, "只做了位扩展，没有做字扩展。"),
            (chips * 2, "字扩展的组数多算了一倍。"),
            (chips // 2, "字扩展的组数少算了一半。"),
            (chips * 8, "存储器的容量又多换算了一次位数。"),
            (chips * per, "位扩展的倍数重复计算了一次。"),
        ]
        solution = (
            f"1. 位扩展：{data} / {width} = {per}，每组 {per} 片。\n"
            f"2. 字扩展：存储器有 {_size(capacity)}B × 8 / {data} 位 = {_size(capacity * 8 // data)} 个字，分为 "
            f"{_size(capacity * 8 // data)} / {_size(words)} = {groups} 组。\n3. 共 ${groups} \\times {per} = {chips}$ 片。"
        )
        right = Choice(chips, f"{chips} 片", "字扩展的组数乘以每组的片数。")
        wrong = [Choice(n, f"{n} 片", why) for n, why in found if n > 1]
        return Draft(stem + "，则所需的芯片数为", right, wrong, solution, f"{run}['chips'] == {ANSWER}")
    pins, word_bits = got["multiplexed_pins"], _bits(words)
    stem = (
        f"某 DRAM 芯片的容量为 {_size(words)} × {width} 位，采用地址引脚复用技术，行地址与列地址分时传送，"
        f"行数与列数{'相等' if word_bits % 2 == 0 else '相差一倍'}，则该芯片的地址引脚和数据引脚的总数为"
    )
    total = pins + width
    found = [
        (word_bits + width, "没有考虑地址引脚复用。"),
        (pins, "漏掉了数据引脚。"),
        (pins + 1 + width, "复用后的地址引脚多算了一根。"),
        (pins + 8 * width, "数据引脚按字节数计算，多乘了 8。"),
        (word_bits, "没有考虑地址引脚复用，又漏掉了数据引脚。"),
        (pins - 1 + width, "复用后的地址引脚少算了一根。"),
        (pins + 2 * width, "数据的输入与输出各算了一套引脚。"),
    ]
    solution = (
        f"1. {_size(words)} 个单元，地址有 {word_bits} 位，行、列分时传送，地址引脚为 "
        f"$\\lceil {word_bits} / 2 \\rceil = {pins}$ 根。\n2. 每个单元 {width} 位，数据引脚为 {width} 根。\n"
        f"3. 共 ${pins} + {width} = {total}$ 根。"
    )
    right = Choice(total, f"{total} 根", "地址引脚复用后为一半，再加数据引脚。")
    wrong = [Choice(n, f"{n} 根", why) for n, why in found]
    claim = f"{run}['multiplexed_pins'] + {width} == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _lowest(rng: random.Random) -> Draft:
    """The lowest or highest address of the group in which an address lies."""
    inside = rng.choice((11, 12, 12, 13))
    width = rng.choice((1, 2, 4, 8))
    groups = rng.choice((4, 8))
    size = 1 << inside
    address = rng.randrange(size * groups)
    group, offset = decoded_chip(address, inside, range(_bits(size * groups) - 1, inside - 1, -1))
    if not 1 <= group < groups - 1 or not 20 < offset < size - 20:
        raise Redraw
    low = rng.random() < 0.6
    answer = group << inside | (0 if low else size - 1)
    bits = _bits(size * groups)
    digits = -(-bits // 4)
    stem = (
        f"由若干片 {_size(size)} × {width} 位的存储芯片组成 {_size(size * groups)} × 8 位的存储器，按字节编址，"
        f"各组芯片的地址依次连续，从 0 开始。地址 {address:0{digits}X}H 所在芯片的最{'小' if low else '大'}地址为"
    )
    found = [
        ((group + 1) << inside | (0 if low else size - 1), "芯片的编号多算了 1。"),
        ((group - 1) << inside | (0 if low else size - 1), "芯片的编号少算了 1。"),
        ((address >> (inside - 1)) << (inside - 1) | (0 if low else (size >> 1) - 1), "芯片的容量少算了一半。"),
        ((address >> (inside + 1)) << (inside + 1) | (0 if low else 2 * size - 1), "芯片的容量多算了一倍。"),
        (group << inside | (size - 1 if low else 0), "把最小地址与最大地址弄反了。"),
        (answer | 1 if low else answer - 1, "区间的端点差了 1。"),
        ((address >> 8) << 8 | (0 if low else 255), "只把地址的低 8 位当作片内地址。"),
    ]
    solution = (
        f"1. 位扩展每组 8 / {width} = {8 // width} 片，字扩展共 {_size(size * groups)} / {_size(size)} = {groups} 组。\n"
        f"2. 每组 {_size(size)} 个单元，片内地址占 {inside} 位，高 {bits - inside} 位选组。\n"
        f"3. {address:0{digits}X}H = `{group:0{bits - inside}b} {offset:0{inside}b}`，在第 {group} 组（从 0 编号）。\n"
        f"4. 片内地址全 {'0' if low else '1'} 时为 {answer:0{digits}X}H。"
    )
    right = Choice(answer, f"{answer:0{digits}X}H", f"高位不变，片内地址取全 {'0' if low else '1'}。")
    wrong = [Choice(n, f"{n:0{digits}X}H", why) for n, why in found]
    chosen = f"decoded_chip({address}, {inside}, {list(range(bits - 1, inside - 1, -1))})[0]"
    claim = f"(({chosen} << {inside}) + {0 if low else size - 1}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _select(rng: random.Random) -> Draft:
    """Which address lines a decoder gets."""
    words, width = rng.choice((16, 32, 64, 128, 256, 512)) * _K, rng.choice((4, 8, 8))
    data = rng.choice((8, 16, 32, 64))
    groups = rng.choice((4, 8))
    capacity = words * data // 8 * groups
    got = chip_array(capacity, data, words, width)
    high, low = got["select"]
    byte = _bits(data // 8)
    if not byte or width > data:
        raise Redraw
    stem = (
        f"某计算机按字节编址，存储器容量为 {_size(capacity)}B，数据总线宽度为 {data} 位，用 {_size(words)} × {width} 位的芯片组成，"
        "同一组芯片内的地址连续，地址线的最低位为 $A_0$。用译码器产生各组芯片的片选信号，则译码器的输入应接地址线"
    )

    def text(pair: tuple[int, int]) -> str:
        return f"$A_{{{pair[0]}}}$ ～ $A_{{{pair[1]}}}$"

    select = high - low
    found = [
        ((high - byte, low - byte), "没有考虑选择字内字节的低位地址。"),
        ((high + 1, low + 1), "片内地址的位数多算了一位。"),
        ((high - 1, low - 1), "片内地址的位数少算了一位。"),
        ((high + 1, low), "组数多算了一倍。"),
        ((select + byte, byte), "以为片选用紧接字内字节地址的低位，那是低位交叉的接法。"),
        ((select, 0), "以为片选用最低的几位地址。"),
        ((high + byte, low + byte), "选择字内字节的位数重复计算了一次。"),
        ((high, low - 1), "片选多接了一根片内地址线。"),
        ((high, low + 1), "漏接了最低的一根片选地址线。")
        if select > 1
        else ((high - 2, low - 2), "片内地址的位数少算了两位。"),
    ]
    solution = (
        f"1. 每个字 {data // 8} B，最低的 {byte} 位地址选择字内的字节。\n"
        f"2. 每片 {_size(words)} 个单元，片内地址占 {_bits(words)} 位，接 $A_{{{low - 1}}}$ ～ $A_{{{byte}}}$。\n"
        f"3. 共 {_size(capacity * 8 // data)} / {_size(words)} = {groups} 组，片选占 {_bits(groups)} 位，接 {text((high, low))}。"
    )
    right = Choice((high, low), text((high, low)), "字内字节地址和片内地址之上的高位。")
    wrong = [Choice(pair, text(pair), why) for pair, why in found if pair[0] <= high]
    claim = f"chip_array({capacity}, {data}, {words}, {width})['select'] == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_chips, _chips, _lowest, _select))(rng)


FAMILY = Family(
    name="memory_chips", title="存储芯片的扩展与片选", title_en="Memory built of chips", node="co.3.4.3",
    also=("co.3.4.1", "co.3.3.2"), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
