"""Page tables: their size, their levels, the split of the address, the tables that a process really needs."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed
from quizbank.simulators.memory_allocation import two_level_table_pages
from quizbank.simulators.paging_figures import index_bits_by_level, whole_page_table

_KB = 1024


def _size(value: int) -> str:
    """A power-of-two-like size with the largest unit that divides it."""
    for name, unit in (("TB", 1 << 40), ("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if value % unit == 0 and value >= unit:
            return f"{value // unit} {name}"
    return f"{value} B"


def _bits(value: int) -> int:
    return value.bit_length() - 1


def _parameters(rng: random.Random, widths: tuple[int, ...]) -> tuple[int, int, int]:
    """Address bits, page bytes, entry bytes; wide addresses have larger pages, and entries that can hold a frame number."""
    width = rng.choice(widths)
    page = rng.choice((1, 2, 4, 8, 16) if width <= 32 else (4, 8, 16)) * _KB
    entry = rng.choice((2, 4) if width <= 26 else (4,) if width <= 32 else (4, 8) if width <= 36 else (8,))
    return width, page, entry


def _whole(rng: random.Random) -> Draft:
    width, page, entry = _parameters(rng, (24, 26, 28, 30, 32, 36))
    total = whole_page_table(width, page, entry)
    if total < page:
        raise Redraw
    pages = total // entry
    stem = f"某计算机按字节编址，逻辑地址为 {width} 位，采用一级页表的分页存储管理，页面大小为 {_size(page)}，每个页表项占 {entry} B。"
    offset = _bits(page)
    common = f"页内偏移占 {offset} 位（$2^{{{offset}}}$ B = {_size(page)}），页号占 ${width} - {offset} = {width - offset}$ 位，"
    if rng.random() < 0.6:
        right = Choice(total, _size(total), "页数乘以页表项大小。")
        wrong = [
            (pages, "只算了页表项的个数，没有乘以每项的字节数。"),
            (total * 8, "把每个页表项的字节数又换算成了位数。"),
            (total * 2, "页内偏移少算了一位，页数多了一倍。"),
            (total // 2, "页内偏移多算了一位，页数少了一半。"),
            (total * 1024, "把单位换算错了。"),
            (page // entry * page, "把一个页面所能容纳的页表项数与页面大小相乘，混淆了概念。"),
            (page * entry, "把页面大小与页表项大小相乘，混淆了概念。"),
        ]
        wrong = [Choice(n, _size(n), why) for n, why in wrong if n < 1 << width]
        solution = (
            f"{common}共有 $2^{{{width - offset}}}$ 个页。页表为每页设一项，大小为 "
            f"$2^{{{width - offset}}} \\times {entry}$ B = {_size(total)}。"
        )
        claim = f"whole_page_table({width}, {page}, {entry}) == {ANSWER}"
        return Draft(stem + "则一个进程的页表最大为", right, wrong, solution, claim)
    frames = total // page
    right = Choice(frames, f"{frames} 个", "页表大小除以页面大小。")
    wrong = [
        (frames * 2, "页内偏移少算了一位，页数多了一倍。"),
        (frames // 2, "页内偏移多算了一位，页数少了一半。"),
        (pages // page, "没有乘以每个页表项的字节数。"),
        (page // entry, "算的是一个页面能容纳的页表项数。"),
        (frames + 1, "多算了一个页面，以为页表之外还要一页存放页表始址。"),
        (frames * 8, "把每个页表项的字节数又换算成了位数。"),
        (pages, "算的是页表项的个数，不是页表所占的页面数。"),
    ]
    wrong = [Choice(n, f"{n} 个", why) for n, why in wrong if n > 0]
    solution = (
        f"{common}共有 $2^{{{width - offset}}}$ 个页表项，页表占 $2^{{{width - offset}}} \\times {entry}$ B = {_size(total)}，"
        f"存放它需要 $2^{{{_bits(total)}}} / 2^{{{offset}}} = {frames}$ 个页面。"
    )
    claim = f"whole_page_table({width}, {page}, {entry}) // {page} == {ANSWER}"
    return Draft(stem + "则存放一个进程的整个页表最多需要页面", right, wrong, solution, claim)


def _levels(rng: random.Random) -> Draft:
    width, page, entry = _parameters(rng, (32, 36, 39, 40, 42, 44, 46, 48, 52, 57, 64))
    split = index_bits_by_level(width, page, entry)
    if not 2 <= len(split) <= 6:
        raise Redraw
    full, offset = _bits(page // entry), _bits(page)
    stem = (
        f"某系统按字节编址，逻辑地址为 {width} 位，页面大小为 {_size(page)}，页表项占 {entry} B，采用多级页表，"
        f"除顶级页表外，每个页表恰好占满一个页面，"
    )
    common = (
        f"页内偏移占 {offset} 位，页号占 ${width} - {offset} = {width - offset}$ 位。一个页面可容纳 "
        f"${_size(page)} / {entry}$ B $ = 2^{{{full}}}$ 个页表项，故每级页号至多 {full} 位，"
        f"级数为 $\\lceil {width - offset} / {full} \\rceil = {len(split)}$，从顶级起各级依次占 {listed(split)} 位。"
    ).replace(f"${_size(page)} / {entry}$ B $ =", f"{_size(page)} / {entry} B $=")
    run = f"index_bits_by_level({width}, {page}, {entry})"
    if rng.random() < 0.5 or split[0] == full:
        right = Choice(len(split), f"{len(split)} 级", "页号位数除以每级可用的位数，向上取整。")
        wrong = [
            (len(split) - 1, "向下取整，或漏掉了不满一页的顶级页表。"),
            (len(split) + 1, "多算了一级，把页内偏移也当作一级索引。"),
            (-(-width // full), "没有先从逻辑地址中减去页内偏移的位数。"),
            (-(-(width - offset) // offset), "没有考虑页表项的大小，以页内偏移的位数作为每级的位数。"),
            (len(split) + 2, "每级页号的位数算小了。"),
            (len(split) - 2, "每级页号的位数算大了。"),
        ]
        wrong = [Choice(n, f"{n} 级", why) for n, why in wrong if n > 0]
        return Draft(
            stem + "且顶级页表不超过一个页面，则至少需要采用几级页表？", right, wrong, common, f"len({run}) == {ANSWER}"
        )
    items = 1 << split[0]
    right = Choice(items, f"{items} 个", f"顶级页号占 {split[0]} 位。")
    wrong = [
        (1 << full, "误以为顶级页表也占满一个页面。"),
        (items * 2, "页内偏移少算了一位。"),
        (items // 2, "页内偏移多算了一位。"),
        (items * entry, "算的是顶级页表的字节数，不是页表项数。"),
        (1 << max(width % full, 1), "没有先从逻辑地址中减去页内偏移的位数。"),
        (items * 4, "每级页号的位数算错了。"),
        (items // 4, "页内偏移多算了两位。"),
    ]
    wrong = [Choice(n, f"{n} 个", why) for n, why in wrong if 1 < n <= 1 << full]
    solution = common + f"\n\n顶级页号占 {split[0]} 位，顶级页表有 $2^{{{split[0]}}} = {items}$ 项。"
    return Draft(
        stem + f"采用 {len(split)} 级页表，则顶级页表中的页表项个数为",
        right, wrong, solution, f"2 ** {run}[0] == {ANSWER}",
    )  # fmt: skip


def _needed(rng: random.Random) -> Draft:
    """Two levels, a process that uses the low and the high end of its address space."""
    page, entry = rng.choice(((4 * _KB, 4), (4 * _KB, 4), (1 * _KB, 4), (8 * _KB, 4)))
    width = min(_bits(page) + 2 * _bits(page // entry), 32)
    reach = page * (page // entry)
    unit = reach // 4
    low, high = rng.randint(1, 40) * unit, rng.randint(1, 24) * unit
    if (low + high) * 2 > 1 << width:
        raise Redraw
    ranges = [(0, low), ((1 << width) - high, high)]
    count = two_level_table_pages(ranges, page, entry)
    first, second = -(-low // reach), -(-high // reach)
    if first + second < 3:
        raise Redraw
    stem = (
        f"某系统按字节编址，逻辑地址为 {width} 位，页面大小为 {_size(page)}，页表项占 {entry} B，采用二级页表，页目录和每个"
        f"二级页表各占一个页面，二级页表只在它所映射的区域中有页面被使用时才建立。某进程使用了逻辑地址空间最低端的 {_size(low)} "
        f"和最高端的 {_size(high)}，"
    )
    pages = (low + high) // page
    right = Choice(count, f"{count} 个", "页目录 1 个，加上两端各自所需的二级页表。")
    wrong = [
        (count - 1, "只算了二级页表，漏掉了页目录。"),
        (-(-(low + high) // reach) + 1, "把两端的大小合在一起计算，没有考虑它们由不同的二级页表映射。"),
        (low // reach + high // reach + 1, "不满一个二级页表的部分被舍去，应向上取整。"),
        (count + 1, "二级页表多算了一个。"),
        ((1 << width) // reach + 1, "为整个逻辑地址空间都建立了二级页表。"),
        (-(-pages * entry // page), "按页表项总数计算，没有页目录，也没有考虑两端分开。"),
        (count + 2, "以为两端各需要一个页目录，二级页表也多算了。"),
    ]
    wrong = [Choice(n, f"{n} 个", why) for n, why in wrong if n > 0]
    solution = (
        f"一个二级页表有 {page // entry} 项，可映射 ${page // entry} \\times$ {_size(page)} = {_size(reach)}。\n\n"
        f"- 最低端 {_size(low)}：从 0 开始，需 {_size(low)} / {_size(reach)} 向上取整，即 {first} 个二级页表。\n"
        f"- 最高端 {_size(high)}：到末尾为止，需 {_size(high)} / {_size(reach)} 向上取整，即 {second} 个二级页表。\n"
        f"- 页目录 1 个。\n\n共 ${first} + {second} + 1 = {count}$ 个页面。"
    )
    claim = f"two_level_table_pages({ranges}, {page}, {entry}) == {ANSWER}"
    return Draft(stem + "则该进程的页目录和页表共占用页面", right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_whole, _levels, _needed))(rng)


FAMILY = Family(
    name="page_table_size", title="页表的大小与级数", title_en="Size and levels of page tables", node="os.3.1.3",
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
