"""What an inode with direct and indirect pointers holds: the largest file, the index blocks that a file needs."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed
from quizbank.simulators.file_blocks import inode_largest_file
from quizbank.simulators.file_index import index_blocks_used

_KB = 1024


def _setup(rng: random.Random, triple: bool) -> tuple[int, int, tuple[int, int, int, int]]:
    block, pointer = rng.choice((512, 1 * _KB, 1 * _KB, 2 * _KB, 4 * _KB)), rng.choice((2, 4, 4, 8))
    counts = (
        rng.randint(5, 13),
        rng.choice((1, 1, 2)),
        rng.choice((0, 1, 1, 2)),
        1 if triple and rng.random() < 0.2 else 0,
    )
    if counts[3] and not counts[2]:
        raise Redraw
    return block, pointer, counts


def _unit(value: int) -> str:
    return f"{value // _KB} KB" if value % _KB == 0 else f"{value} B"


def _told(block: int, pointer: int, counts: tuple[int, int, int, int]) -> str:
    names = ("直接地址项", "一级间接地址项", "二级间接地址项", "三级间接地址项")
    parts = [f"{n} 个{name}" for n, name in zip(counts, names, strict=True) if n]
    return (
        f"某文件系统的索引节点中有 {listed(parts)}，磁盘块大小为 {_unit(block)}，每个地址项占 {pointer} B，"
        "索引块（间接块）的大小与磁盘块相同。"
    )


def _largest(rng: random.Random) -> Draft:
    block, pointer, counts = _setup(rng, triple=True)
    largest = inode_largest_file(block, pointer, *counts)
    fan = block // pointer
    if largest // block > 1 << 8 * pointer:
        raise Redraw  # more blocks than an address can name
    if largest % _KB or (block == 512 and any(n * fan**i % 2 for i, n in enumerate(counts))):
        raise Redraw
    direct, single, double, triple = counts

    def size(blocks: int) -> int:
        return blocks * block

    levels = [n * fan**i for i, n in enumerate(counts)]
    blocks = sum(levels)
    top = max(i for i, n in enumerate(counts) if n)
    pairs = [
        (size(blocks - direct), "漏掉了直接地址项所指的块。"),
        (size(levels[top]), "只算了级数最高的间接地址项。"),
        (size(blocks - levels[top]), f"漏掉了{'一二三'[top - 1]}级间接地址项。"),
        (inode_largest_file(block, pointer * 2, *counts), "每个索引块能存放的地址项数少算了一半。"),
        (inode_largest_file(block, 1, *counts), "以为每个索引块能存放的地址项数等于块的字节数，没有除以地址项大小。"),
        (size(direct + single * fan + double * 2 * fan + triple * 3 * fan), "多级间接的块数应相乘，误按级数相加。"),
        (size(blocks + single + double * (fan + 1)), "把索引块也算作了文件的数据块。"),
        (blocks * _KB, "块数对了，但按每块 1 KB 换算。")
        if block != _KB
        else (size(blocks) * 2, "块的大小算大了一倍。"),
    ]
    wrong = [Choice(n, f"{n // _KB} KB", why) for n, why in pairs if n > 0 and n % _KB == 0]
    kinds = ("直接", "一级间接", "二级间接", "三级间接")
    lines = [
        (f"- {kind}：${n} \\times {fan}{f'^{i}' if i > 1 else ''} = {n * fan**i}$ 块" if i else f"- {kind}：{n} 块")
        for i, (kind, n) in enumerate(zip(kinds, counts, strict=True))
        if n
    ]
    solution = (
        f"每个索引块可存放 ${block} / {pointer} = {fan}$ 个地址项。\n\n" + "\n".join(lines) + f"\n\n合计 {blocks} 块，"
        f"文件最大为 {blocks} × {_unit(block)} = {largest // _KB} KB。"
    )
    right = Choice(largest, f"{largest // _KB} KB", "各级地址项所指的块数相加，再乘以块大小。")
    claim = f"inode_largest_file({block}, {pointer}, {direct}, {single}, {double}, {triple}) == {ANSWER}"
    return Draft(_told(block, pointer, counts) + "则单个文件的最大长度为", right, wrong, solution, claim)


def _index_blocks(rng: random.Random) -> Draft:
    block, pointer, counts = _setup(rng, triple=False)
    direct, single, double, _ = counts
    fan = block // pointer
    if not double:
        raise Redraw
    limit = direct + single * fan + double * fan * fan
    blocks = direct + single * fan + rng.randint(1, min(12, limit // fan)) * fan + rng.randint(-fan // 2, fan // 2)
    if not direct + single * fan + fan < blocks < min(limit, 1 << 8 * pointer):
        raise Redraw
    size = blocks * block
    if size % _KB:
        raise Redraw
    used = index_blocks_used(blocks, fan, direct, single, double)
    rest = blocks - direct - single * fan
    second = -(-rest // fan)
    firsts = used - single - second
    pairs = [
        (used - firsts, "漏掉了二级间接中的第一级索引块。"),
        (used - single, "漏掉了一级间接的索引块。"),
        (-(-blocks // fan), "没有减去直接地址项所指的块，也没有计入第一级索引块。"),
        (used - 1 if rest % fan else used + 1, "最后一个索引块的取整方向错了。"),
        (second, "只算了二级间接中的第二级索引块。"),
        (used + 1, "把索引节点也算作了一个索引块。"),
        (single + -(-(blocks - single * fan) // fan) + firsts, "没有减去直接地址项所指的块。"),
        (used + 2, "为用不到的间接地址项也分配了索引块。"),
    ]
    wrong = [Choice(n, f"{n} 个", why) for n, why in pairs if n > 0]
    solution = (
        f"文件有 {size // _KB} KB / {_unit(block)} = {blocks} 个数据块，每个索引块可存放 ${block} / {pointer} = {fan}$ 个地址项。\n\n"
        f"- 直接地址项指 {direct} 块。\n- 一级间接：{single} 个索引块，指 ${single} \\times {fan} = {single * fan}$ 块。\n"
        f"- 其余 ${blocks} - {direct} - {single * fan} = {rest}$ 块由二级间接地址项指出：第二级索引块 "
        f"$\\lceil {rest} / {fan} \\rceil = {second}$ 个，第一级索引块 {firsts} 个。\n\n"
        f"共 ${single} + {second} + {firsts} = {used}$ 个索引块。"
    )
    right = Choice(used, f"{used} 个", "先减去直接地址项所指的块，再逐级计算。")
    stem = (
        _told(block, pointer, counts) + f"若文件的长度为 {size // _KB} KB，则需要为它分配的索引块（不含索引节点）个数为"
    )
    claim = f"index_blocks_used({blocks}, {fan}, {direct}, {single}, {double}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_largest, _largest, _index_blocks))(rng)


FAMILY = Family(
    name="inode_capacity", title="混合索引的文件大小", title_en="Files under mixed indexing", node="os.4.1.6",
    also=("os.4.1.2",), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
