"""Bitmaps and file allocation tables: their sizes, positions in them, chains of blocks."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.file_blocks import bitmap_position
from quizbank.simulators.file_index import bitmap_bytes, fat_bytes
from quizbank.simulators.file_structures import fat_chain

_KB, _MB, _GB = 1 << 10, 1 << 20, 1 << 30


def _size(value: int) -> str:
    for name, unit in (("GB", _GB), ("MB", _MB), ("KB", _KB)):
        if value % unit == 0 and value >= unit:
            return f"{value // unit} {name}"
    return f"{value} B"


def _power(value: int) -> str:
    """Large numbers as odd part times a power of 2, in LaTeX."""
    twos = (value & -value).bit_length() - 1
    if value < 10_000 or twos < 4:
        return str(value)
    return f"2^{{{twos}}}" if value >> twos == 1 else f"{value >> twos} \\times 2^{{{twos}}}"


def _sizes(rng: random.Random) -> Draft:
    """How large the bitmap or the FAT of a disk is."""
    disk = rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 100)) * rng.choice(
        (_GB, _GB, 64 * _MB)
    )
    block = rng.choice((512, 1 * _KB, 2 * _KB, 4 * _KB, 8 * _KB))
    blocks = disk // block
    stem = f"某磁盘容量为 {_size(disk)}，磁盘块大小为 {_size(block)}，"
    count = f"磁盘块数为 {_size(disk)} / {_size(block)} $= {_power(blocks)}$。"
    if rng.random() < 0.5:
        total = bitmap_bytes(disk, block)
        if total % block:
            raise Redraw
        if rng.random() < 0.5:
            pairs = [
                (blocks, "把位当成了字节，没有除以 8。"),
                (total // 8, "多除了一次 8。"),
                (total * 2, "磁盘块大小少算了一半。"),
                (total // 2, "磁盘块大小多算了一倍。"),
                (total * 4, "以为每个磁盘块在位图中占 4 位。"),
                (blocks * 4, "按每个磁盘块占 4 B 的表项计算，混淆了位图与文件分配表。"),
            ]
            wrong = [Choice(n, _size(n), why) for n, why in pairs if n > 0]
            solution = (
                f"{count}位图中每个磁盘块占 1 位，共 ${_power(blocks)} / 8 = {_power(total)}$ B，即 {_size(total)}。"
            )
            return Draft(
                stem + "用位图管理空闲空间，每个磁盘块对应 1 位，则位图的大小为",
                Choice(total, _size(total), "磁盘块数除以 8 就是字节数。"),
                wrong, solution, f"bitmap_bytes({disk}, {block}) == {ANSWER}",
            )  # fmt: skip
        need = total // block
        pairs = [
            (blocks // block, "把位当成了字节，没有除以 8。"),
            (need * 2, "位图的大小算大了一倍。"),
            (need // 2, "位图的大小算小了一半。"),
            (need // 8, "多除了一次 8。"),
            (need + 1, "位图恰好占满整数块，多算了一块。"),
            (blocks * 4 // block, "按每个磁盘块占 4 B 的表项计算，混淆了位图与文件分配表。"),
            (need * 4, "以为每个磁盘块在位图中占 4 位。"),
        ]
        wrong = [Choice(n, f"{n} 块", why) for n, why in pairs if n > 0]
        solution = f"{count}位图共 ${_power(blocks)}$ 位，每块可放 ${block} \\times 8 = {_power(block * 8)}$ 位，需 {need} 块。"
        return Draft(
            stem + "用位图管理空闲空间，每个磁盘块对应 1 位，则存放位图需要磁盘块",
            Choice(need, f"{need} 块", "位图的位数除以每块的位数。"),
            wrong, solution, f"bitmap_bytes({disk}, {block}) // {block} == {ANSWER}",
        )  # fmt: skip
    need = (blocks - 1).bit_length()
    bits = next(b for b in (12, 16, 20, 24, 28, 32) if b >= need)
    total = fat_bytes(disk, block, bits)
    if total % _KB or bits - need > 6:
        raise Redraw
    pairs = [
        (blocks * bits, "把位当成了字节，没有除以 8。"),
        (bitmap_bytes(disk, block), "按每块 1 位计算，混淆了文件分配表与位图。"),
        (blocks * 4, "按每个表项 4 B 计算，没有用给定的位数。"),
        (blocks * 2, "按每个表项 2 B 计算，没有用给定的位数。"),
        (total * 2, "磁盘块大小少算了一半。"),
        (total // 2, "磁盘块大小多算了一倍。"),
        (blocks * 3, "按每个表项 3 B 计算，没有用给定的位数。"),
    ]
    wrong = [Choice(n, _size(n), why) for n, why in pairs if n > 0]
    solution = f"{count}FAT 为每个磁盘块设一个表项，大小为 ${_power(blocks)} \\times {bits} / 8 = {_power(total)}$ B，即 {_size(total)}。"
    stem += f"文件系统采用 FAT，每个磁盘块在文件分配表中有一个 {bits} 位的表项，则文件分配表的大小为"
    right = Choice(total, _size(total), "磁盘块数乘以表项的字节数。")
    return Draft(stem, right, wrong, solution, f"fat_bytes({disk}, {block}, {bits}) == {ANSWER}")


def _largest_disk(rng: random.Random) -> Draft:
    """How much disk the entries of a FAT, or a bitmap of so many blocks, can describe."""
    block = rng.choice((512, 1 * _KB, 2 * _KB, 4 * _KB, 8 * _KB, 16 * _KB, 32 * _KB))
    if rng.random() < 0.5:
        bits = rng.choice((12, 16, 20))
        total = block << bits
        pairs = [
            (block << (bits - 1), "表项的最高位当作符号位，块数少了一半。"),
            (block << (bits + 1), "块数多算了一倍。"),
            ((1 << bits) * bits // 8, "算的是文件分配表本身的大小，不是磁盘容量。"),
            (block * bits, "用表项位数乘以块大小，没有取 2 的幂。"),
            (total // 8, "把字节又除以了 8。"),
            (total * 8, "把字节又乘以了 8。"),
        ]
        stem = (
            f"某 FAT 文件系统的簇大小为 {_size(block)}，文件分配表的每个表项为 {bits} 位，用来存放簇号。不考虑保留的表项值，"
            "则该文件系统最多可管理的磁盘空间为"
        )
        solution = (
            f"{bits} 位的簇号可表示 $2^{{{bits}}}$ 个簇，每簇 {_size(block)}，"
            f"最多可管理 $2^{{{bits}}} \\times$ {_size(block)} = {_size(total)}。"
        )
        claim = f"fat_bytes({ANSWER}, {block}, 8) == 2 ** {bits} and {ANSWER} % {block} == 0"
    else:
        count = rng.choice((1, 2, 3, 4, 5, 6, 8, 10, 12, 16))
        if block > 8 * _KB:
            raise Redraw
        total = count * block * 8 * block
        pairs = [
            (count * block * block, "每块的位数按字节数计算，没有乘以 8。"),
            (count * block * 8, "只算了位图的位数，没有乘以磁盘块大小。"),
            (total * 2, "磁盘块大小多算了一倍。"),
            (total // 2, "磁盘块大小少算了一半。"),
            (total * 8, "多乘了一次 8。"),
            (block * 8 * block, "只算了一个磁盘块中的位图。") if count > 1 else (total * 4, "块的大小弄错了。"),
        ]
        stem = (
            f"某文件系统的磁盘块大小为 {_size(block)}，用位图管理空闲空间，每个磁盘块对应 1 位，位图共占 {count} 个磁盘块，"
            "则位图最多可管理的磁盘空间为"
        )
        solution = (
            f"每块有 ${block} \\times 8 = {block * 8}$ 位，{count} 块共 {count * block * 8} 位，可管理 {count * block * 8} 个磁盘块，"
            f"共 {count * block * 8} × {_size(block)} = {_size(total)}。"
        )
        claim = f"bitmap_bytes({ANSWER}, {block}) == {count * block} and {ANSWER} % {block * block * 8} == 0"
    wrong = [Choice(n, _size(n), why) for n, why in pairs if n >= _KB and n % _KB == 0]
    return Draft(stem, Choice(total, _size(total), "块（簇）数乘以块（簇）的大小。"), wrong, solution, claim)


def _position(rng: random.Random) -> Draft:
    """Where a block's bit is, or whose bit stands at a place."""
    block, word = rng.choice((512, 1 * _KB, 2 * _KB, 4 * _KB)), rng.choice((8, 16, 32, 64))
    first = rng.choice((1, 2, 4, 8, 16, 32))
    per = block * 8
    number = rng.randint(1, 9) * per + rng.randint(word, per - 1)
    where, row, bit = bitmap_position(number, block, word, first)
    if bit == 0 or row < 2:
        raise Redraw
    unit = "字节" if word == 8 else "字"
    length = "" if word == 8 else f"；字长为 {word} 位"
    stem = (
        f"某文件系统的磁盘块大小为 {_size(block)}，磁盘块从 0 编号；用位图管理空闲空间，位图从磁盘块 {first} 开始连续存放，"
        f"位图的第 0 位对应磁盘块 0，第 1 位对应磁盘块 1，依此类推"
    )
    inner = f"{length or '；'}{'，' if length else ''}位图的块内{unit}号和{unit}内位号都从 0 编号。"
    base = (
        f"每个磁盘块有 ${block} \\times 8 = {per}$ 位。$\\lfloor {number} / {per} \\rfloor = {number // per}$，位于位图的第 "
        f"{number // per} 块（从 0 数），即磁盘块 ${first} + {number // per} = {where}$；块内位序为 "
        f"${number} - {number // per} \\times {per} = {number % per}$。"
    )
    run = f"bitmap_position({number}, {block}, {word}, {first})"
    asked = rng.choice(("where", "row", "number"))
    if asked == "where":
        right = Choice(where, f"磁盘块 {where}", "先求位图中的第几块，再加位图的起始块号。")
        pairs = [
            (number // per, "漏掉了位图的起始块号。"),
            (first + number // block, "每块的位数按字节数计算，没有乘以 8。"),
            (where + 1, "位图内的块序号多算了 1，应从 0 数。"),
            (where - 1, "位图内的块序号少算了 1。"),
            (number // block, "没有乘以 8，也漏掉了位图的起始块号。"),
            (first + number // word // block, "用字号除以块的字节数，单位没有统一。"),
            (number // per + 1, "漏掉了位图的起始块号，并从 1 数起。"),
        ]
        wrong = [Choice(n, f"磁盘块 {n}", why) for n, why in pairs if n >= first]
        return Draft(stem + f"。则磁盘块 {number} 对应的位所在的磁盘块是", right, wrong, base, f"{run}[0] == {ANSWER}")
    if asked == "row":
        right = Choice(row, f"第 {row} {unit}", "块内位序除以每单位的位数，取整。")
        pairs = [
            (row + 1, "从 1 编号，而题中从 0 编号。"),
            (row - 1, "少算了 1。"),
            (number // word, "没有先减去前面各块中的位。"),
            (bit, "求出的是位号。"),
            (number % block // word, "每块的位数按字节数计算。"),
            (number % per // (word // 2 if word > 8 else 16), "每单位的位数看错了。"),
            (number % per // (word * 2), "每单位的位数多算了一倍。"),
        ]
        wrong = [Choice(n, f"第 {n} {unit}", why) for n, why in pairs if 0 <= n < per // word]
        solution = base + f"\n\n${number % per} = {row} \\times {word} + {bit}$，在第 {row} {unit}的第 {bit} 位。"
        return Draft(
            stem + inner + f"则磁盘块 {number} 对应的位在它所处的位图块中位于",
            right,
            wrong,
            solution,
            f"{run}[1] == {ANSWER}",
        )
    right = Choice(number, str(number), "由位图中的位置还原出块号。")
    pairs = [
        (where * per + row * word + bit, "没有减去位图的起始块号。"),
        (row * word + bit, "漏掉了位图前面各块中的位。"),
        ((where - first) * block + row * word + bit, "每块的位数按字节数计算，没有乘以 8。"),
        (number + 1, "块号从 1 数起。"),
        (number - word, f"{unit}号按从 1 编号处理，少算了一个{unit}。"),
        (number + word, f"{unit}号多算了 1。"),
        ((where - first) * per + bit * word + row, f"把{unit}号与位号弄反了。"),
        (number - 1, "位号按从 1 编号处理，少算了 1。"),
    ]
    wrong = [Choice(n, str(n), why) for n, why in pairs if n >= 0]
    solution = (
        f"每个磁盘块有 ${block} \\times 8 = {per}$ 位。磁盘块 {where} 是位图的第 ${where} - {first} = {where - first}$ 块（从 0 数），"
        f"块号为 ${where - first} \\times {per} + {row} \\times {word} + {bit} = {number}$。"
    )
    question = f"则位图中磁盘块 {where} 的第 {row} {unit}第 {bit} 位对应的磁盘块号为"
    claim = f"bitmap_position({ANSWER}, {block}, {word}, {first}) == {(where, row, bit)}"
    return Draft(stem + inner + question, right, wrong, solution, claim)


def _chain(rng: random.Random) -> Draft:
    """A small FAT: the block that holds a byte, or how many blocks a file has."""
    blocks = list(range(2, 16))
    rng.shuffle(blocks)
    chains = [blocks[:5], blocks[5:9], blocks[9:12]]
    extra = rng.choice((0, 1))
    chains[0] += blocks[12 : 12 + extra]
    fat = {}
    for chain in chains:
        fat |= dict(zip(chain, [*chain[1:], -1], strict=True))
    size = rng.choice((512, 1 * _KB, 2 * _KB, 4 * _KB))
    file = chains[0]
    which = rng.randint(2, len(file) - 1)
    offset = which * size + rng.choice((0, rng.randrange(size), size - 1))
    shown = [(n, "结束" if fat[n] == -1 else fat[n]) for n in sorted(fat)]
    half = -(-len(shown) // 2)
    stem = (
        f"某 FAT 文件系统的簇大小为 {_size(size)}，文件分配表的一部分如下（“结束”表示文件的最后一簇）："
        + table(
            ["簇号", "表项", "簇号", "表项"],
            [(*shown[i], *(shown[i + half] if i + half < len(shown) else ("", ""))) for i in range(half)],
        )
        + f"某文件的首簇号为 {file[0]}，"
    )
    chain = fat_chain(fat, file[0])
    links = "→".join(map(str, chain))
    right = Choice(file[which], f"簇 {file[which]}", "沿链走到所求的那一簇。")
    pairs = [
        (file[which - 1], "把首簇当作第 1 簇，少走了一步。"),
        (file[which + 1] if which + 1 < len(file) else 0, "多走了一步。"),
        (file[0] + which, "以为文件的各簇是连续的，直接用首簇号相加。"),
        (file[0], "以为表项中的首簇就是所求的簇。"),
        (which, "把簇在文件内的序号当成了簇号。"),
        (file[-1], "取了文件的最后一簇。"),
        (file[1], "只沿链走了一步。"),
    ]
    wrong = [Choice(n, f"簇 {n}", why) for n, why in pairs if n in fat]
    solution = (
        f"第 {offset} 字节在文件的第 $\\lfloor {offset} / {size} \\rfloor = {which}$ 簇（从 0 数）。\n\n"
        f"沿文件分配表得到簇链 {links}，首簇为第 0 簇，第 {which} 簇是簇 {file[which]}。"
    )
    claim = f"fat_chain({fat}, {file[0]})[{offset} // {size}] == {ANSWER}"
    return Draft(stem + f"则该文件第 {offset} 字节（从 0 编号）所在的簇是", right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_sizes, _largest_disk, _position, _position, _chain))(rng)


FAMILY = Family(
    name="fat_bitmap", title="位图与文件分配表", title_en="Bitmaps and FAT", node="os.4.3.2", also=("os.4.1.6",),
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
