"""From logical to physical addresses under paging and segmentation, with faults and out-of-range addresses."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw, draw_kind
from quizbank.generators.wording import table
from quizbank.simulators.paging_figures import paged_physical, segmented_physical

_KB = 1024


def _decimal_page(rng: random.Random) -> Draft:
    page = rng.choice((1, 2, 4)) * _KB
    count = rng.randint(4, 6)
    frames = dict(enumerate(rng.sample(range(1, 30), count)))
    number, offset = rng.randrange(1, count), rng.randint(20, page - 20)
    address = number * page + offset
    if address % 10 == 0 or frames[number] == number:
        raise Redraw
    physical = paged_physical(address, page, frames)
    stem = (
        f"某分页存储管理系统按字节编址，页面大小为 {page // _KB} KB，某进程的页表如下（页号从 0 开始，表中均为十进制数）："
        + table(["页号", "页框号"], frames.items())
        + f"则该进程的逻辑地址 {address}（十进制）对应的物理地址为"
    )
    by_thousand = address // 1000
    wrong = [
        (frames[number - 1] * page + offset, "页号按从 1 开始计算，查错了页表项。"),
        (frames.get(number + 1, -1) * page + offset, "页号多算了 1，查到了下一个页表项。"),
        (frames[number] * page, "漏掉了页内偏移。"),
        (frames[number] * page + address, "把整个逻辑地址当作页内偏移加到了页框的起始地址上。"),
        (frames[number] + address, "把页框号直接与逻辑地址相加。"),
        (frames[number] * page * 2 + offset, "按两倍的页面大小计算页框的起始地址。"),
        (page // 2 * frames[number] + offset, "按一半的页面大小计算页框的起始地址。"),
    ]
    if by_thousand in frames:
        wrong.append((frames[by_thousand] * 1000 + address % 1000, "把 1 KB 当成了 1000 B。" if page == _KB else ""))
    wrong = [Choice(n, str(n), why) for n, why in wrong if why and n > 0]
    solution = (
        f"页号 $= \\lfloor {address} / {page} \\rfloor = {number}$，"
        f"页内偏移 $= {address} - {number} \\times {page} = {offset}$。"
        f"\n\n查页表，页 {number} 在页框 {frames[number]}，物理地址 $= {frames[number]} \\times {page} + {offset} = {physical}$。"
    )
    right = Choice(physical, str(physical), "由页号查得页框号，再拼接页内偏移。")
    return Draft(stem, right, wrong, solution, f"paged_physical({address}, {page}, {frames}) == {ANSWER}")


def _hex_page(rng: random.Random) -> Draft:
    bits = rng.choice((10, 11, 12, 12, 13))
    page = 1 << bits
    numbers = sorted(rng.sample(range(1, 16), 4))
    frames = dict(zip(numbers, rng.sample(range(1, 32), 4), strict=True))
    number, offset = rng.choice(numbers), rng.randint(1, page - 1)
    address = number * page + offset
    physical = paged_physical(address, page, frames)
    if address > 0xFFFF or frames[number] == number:
        raise Redraw
    others = [f for n, f in frames.items() if n != number]
    stem = (
        f"某系统按字节编址，逻辑地址为 16 位，页面大小为 {page // _KB} KB。某进程页表中有效的部分如下（页号和页框号均为十进制数）："
        + table(["页号", "页框号"], frames.items())
        + f"则逻辑地址 {address:04X}H 对应的物理地址为"
    )
    cut = address >> 12  # the first hexadecimal digit taken for the page number
    wrong = [(f * page + offset, "查错了页表项，用了另一页的页框号。") for f in others]
    wrong += [
        (address, "没有经过页表变换，直接把逻辑地址当作物理地址。"),
        (frames[number] * page + (offset ^ (page >> 1)), "页内偏移的最高位取错了。"),
        ((frames[number] << (bits + 1)) + offset, "拼接时页框号多左移了一位。"),
        ((frames[number] << (bits - 1)) + offset, "拼接时页框号少左移了一位。"),
        ((number + frames[number]) * page + offset, "把页号与页框号相加后再拼接页内偏移。"),
    ]
    if bits != 12 and cut in frames:
        wrong.append(((frames[cut] << 12) + (address & 0xFFF), "把十六进制的首位当成了页号，没有按页面大小划分。"))
    wrong = [Choice(n, f"{n:05X}H", why) for n, why in wrong if n < 1 << 20]
    solution = (
        f"页面大小 $= 2^{{{bits}}}$ B，低 {bits} 位为页内偏移，高 {16 - bits} 位为页号。\n\n"
        f"{address:04X}H 写成二进制为 `{address >> bits:0{16 - bits}b} {offset:0{bits}b}`，页号为 {number}，"
        f"查页表得页框号 {frames[number]}。\n\n"
        f"页框号与页内偏移拼接：`{frames[number]:b} {offset:0{bits}b}`，即 {physical:05X}H。"
    )
    right = Choice(physical, f"{physical:05X}H", "按二进制划分页号与页内偏移，再以页框号替换页号。")
    return Draft(stem, right, wrong, solution, f"paged_physical({address}, {page}, {frames}) == {ANSWER}")


def _segments(rng: random.Random) -> list[tuple[int, int]]:
    count, at, table_ = rng.randint(4, 5), rng.randint(1, 9) * 100, []
    for _ in range(count):
        length = rng.randint(10, 90) * 10
        table_.append((at, length))
        at += length + rng.randint(5, 80) * 10
    rng.shuffle(table_)
    return table_


def _segment(rng: random.Random) -> Draft:
    segments = _segments(rng)
    number = rng.randrange(1, len(segments))
    base, length = segments[number]
    offset = rng.randint(5, length - 5)
    physical = segmented_physical(number, offset, segments)
    stem = (
        "某分段存储管理系统按字节编址，某进程的段表如下（均为十进制数）："
        + table(["段号", "段始址", "段长/B"], [(n, *one) for n, one in enumerate(segments)])
        + f"则段号为 {number}、段内偏移为 {offset} 的逻辑地址对应的物理地址为"
    )
    wrong = [
        (segments[number - 1][0] + offset, "段号按从 1 开始计算，查错了段表项。"),
        (base + length + offset, "在段始址上又加了段长。"),
        (base + length - offset, "从段尾向前计算了偏移。"),
        (segments[number + 1][0] + offset if number + 1 < len(segments) else 0, "段号多算了 1，查到了下一个段表项。"),
        (length + offset, "用段长代替段始址与偏移相加。"),
        (base, "漏掉了段内偏移。"),
        (base + length, "得到的是段尾的下一个地址，没有用到段内偏移。"),
    ]
    wrong = [Choice(n, str(n), why) for n, why in wrong if n > 0]
    solution = (
        f"1. 段号 {number} 小于段表中的段数 {len(segments)}，合法。\n2. 段 {number} 的段长为 {length}，偏移 {offset} < {length}，不越界。\n"
        f"3. 物理地址 $= {base} + {offset} = {physical}$。"
    )
    right = Choice(physical, str(physical), "段始址加段内偏移。")
    return Draft(stem, right, wrong, solution, f"segmented_physical({number}, {offset}, {segments}) == {ANSWER}")


def _out_of_range(rng: random.Random) -> Draft:
    """Which of the addresses is out of range."""
    segments = _segments(rng)
    rng.shuffle(segments)
    good, bad = [], []
    for number, (_, length) in enumerate(segments):
        good.append(
            (number, rng.choice((length - 1, length - rng.randint(2, length // 2), rng.randint(1, length - 1))))
        )
        bad.append((number, length + rng.choice((0, 0, 1, rng.randint(2, 40)))))
    ask_bad = rng.random() < 0.6

    def named(one: tuple[int, int]) -> str:
        return f"段号 {one[0]} 段内偏移 {one[1]}"

    def told(one: tuple[int, int]) -> str:
        number, offset = one
        base, length = segments[number]
        if offset >= length:
            more = "段内偏移最大为段长减 1，误以为段长以内都合法。" if offset < length + 2 else "没有与本段的段长比较。"
            return f"段 {number} 的段长为 {length}，偏移 {offset} 不小于段长，越界。" + ("" if ask_bad else more)
        return f"段 {number} 的段长为 {length}，偏移 {offset} 小于段长，合法，物理地址为 {base + offset}。"

    right, wrong = (rng.choice(bad), good) if ask_bad else (rng.choice(good), bad)
    wrong = [one for one in wrong if one[0] != right[0]]
    if len(wrong) < 3:
        raise Redraw
    stem = (
        "某分段存储管理系统按字节编址，某进程的段表如下（均为十进制数）："
        + table(["段号", "段始址", "段长/B"], [(n, *one) for n, one in enumerate(segments)])
        + (
            "则下列逻辑地址中，访问时会产生越界中断的是" if ask_bad else "则下列逻辑地址中，访问时不产生越界中断的是"
        ).replace("不产生", "**不**产生")
    )
    rows = []
    for number, offset in sorted([right, *wrong]):
        base, length = segments[number]
        rows.append((number, offset, length, "越界" if offset >= length else base + offset))
    solution = "段内偏移从 0 开始，须小于段长：" + table(["段号", "段内偏移", "段长", "物理地址"], rows)
    solution += f"所求为{named(right)}。"
    choices = [Choice(one, named(one), told(one) + ("看错了段表项。" if ask_bad else "")) for one in wrong]
    test = "==" if ask_bad else "!="
    claim = f"segmented_physical({ANSWER}[0], {ANSWER}[1], {segments}) {test} None"
    return Draft(stem, Choice(right, named(right), told(right)), choices, solution, claim)


def draw(rng: random.Random) -> Draft:
    return draw_kind(rng.choice((_decimal_page, _hex_page, _hex_page, _segment, _out_of_range)), rng, 30)


FAMILY = Family(
    name="address_translation", title="逻辑地址到物理地址的变换", title_en="Address translation", node="os.3.1.3",
    also=("os.3.1.4",), skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
