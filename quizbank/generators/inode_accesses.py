"""How many disk blocks are read: a byte under mixed indexing, a range of bytes, a path, a linked file."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.file_blocks import inode_range_reads, path_lookup_reads
from quizbank.simulators.file_index import chained_reads, index_level_of

_KB = 1024
_LEVELS = ("直接地址项", "一级间接地址项", "二级间接地址项")


def _node(rng: random.Random) -> tuple[int, int, int, int]:
    block, pointer = rng.choice(((512, 2), (1 * _KB, 4), (1 * _KB, 4), (2 * _KB, 4), (4 * _KB, 4), (4 * _KB, 8)))
    return block, pointer, block // pointer, rng.randint(6, 13)


def _unit(value: int) -> str:
    return f"{value // _KB} KB" if value % _KB == 0 else f"{value} B"


def _told(block: int, pointer: int, direct: int) -> str:
    return (
        f"某文件的索引节点已在内存中，其中有 {direct} 个直接地址项，一级、二级间接地址项各 1 个；磁盘块大小为 {_unit(block)}，"
        f"每个地址项占 {pointer} B。除索引节点外，其他内容都不在内存中。"
    )


def _number(rng: random.Random, fan: int, direct: int) -> int:
    """A logical block, about a quarter of them direct."""
    level = rng.choice((0, 1, 1, 2, 2, 2))
    low, high = ((0, direct), (direct, direct + fan), (direct + fan, direct + fan + min(fan * fan, 4000)))[level]
    return rng.randrange(low, high)


def _two_bytes(rng: random.Random) -> Draft:
    """Two accesses one after the other: what the first brought in is there for the second."""
    block, pointer, fan, direct = _node(rng)
    first, second = _number(rng, fan, direct), _number(rng, fan, direct)
    levels = [index_level_of(n, fan, direct) for n in (first, second)]
    if first == second or max(levels) == 0:
        raise Redraw
    offsets = [n * block + rng.randrange(block) for n in (first, second)]
    alone = [inode_range_reads(offset, 1, block, pointer, direct) for offset in offsets]
    read = _read_blocks(first, fan, direct) | _read_blocks(second, fan, direct)
    total = len(read)
    by_block = max(first, second) > 100  # no long divisions
    if by_block:
        what = f"逻辑块 {first} 和逻辑块 {second}（逻辑块从 0 编号）"
    else:
        what = f"第 {offsets[0]} 字节和第 {offsets[1]} 字节处的数据（字节从 0 编号）"
    stem = _told(block, pointer, direct) + f"现先后读该文件的{what}，读入的磁盘块都留在内存中，则共需读磁盘块多少次？"
    lines = []
    for offset, number, level in zip(offsets, (first, second), levels, strict=True):
        rest = number - (0, direct, direct + fan)[level]
        place = f"由{_LEVELS[level]}指出"
        if level == 2:
            place += f"（二级间接部分的第 {rest} 块，用第 {rest // fan} 个第二级索引块）"
        where = f"逻辑块 {number}"
        if not by_block:
            where = f"第 {offset} 字节：$\\lfloor {offset} / {block} \\rfloor = {number}$，即逻辑块 {number}"
        lines.append(f"- {where}，{place}，单独读需 {level} 个索引块和 1 个数据块。")
    shared = sum(alone) - total
    solution = (
        f"每个索引块可存放 ${block} / {pointer} = {fan}$ 个地址项：直接地址项指第 0～{direct - 1} 块，一级间接指第 {direct}～"
        f"{direct + fan - 1} 块，二级间接指第 {direct + fan} 块起的各块。\n\n"
        + "\n".join(lines)
        + "\n\n"
        + (f"两次有 {shared} 个索引块相同，只读一次，" if shared else "两次没有共用的索引块，")
        + f"共 ${alone[0]} + {alone[1]}{f' - {shared}' if shared else ''} = {total}$ 次。"
    )
    right = Choice(total, f"{total} 次", "分别求出经过的索引块，相同的只读一次。")
    pairs = [
        (sum(alone), "相同的索引块已在内存中，不必再读一次。" if shared else ""),
        (total - 1, "少算了一个索引块，把较高一级间接当成了较低一级。"),
        (total + 1, "把已在内存的索引节点也算作了一次读盘。"),
        (total + 2, "两次访问都多算了一次读索引节点。"),
        (2, "只算了数据块，没有算索引块。"),
        (total - 2, "两次访问都漏掉了数据块本身。") if total > 3 else (3, "以为只有一次访问要经过一个索引块。"),
        (6, "以为每次访问都要经过二级间接。"),
        (4, "以为每次访问都只经过一级间接。"),
    ]
    wrong = [Choice(n, f"{n} 次", why) for n, why in pairs if n >= 2 and why]  # two different data blocks
    claim = f"inode_places_read({[first, second]}, {fan}, {direct}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _read_blocks(number: int, fan: int, direct: int) -> set:
    rest = number - direct
    if rest < 0:
        return {("data", number)}
    if rest < fan:
        return {("data", number), "single"}
    rest -= fan
    return {("data", number), "double", ("second", rest // fan)}


def _range(rng: random.Random) -> Draft:
    block, pointer, fan, direct = _node(rng)
    edge = rng.choice((direct, direct + fan, direct + 2 * fan, direct + 3 * fan))
    begin = edge - rng.randint(1, min(5, direct - 1))
    blocks = rng.randint(3, 8)
    offset = begin * block
    length = blocks * block
    end = begin + blocks - 1
    if end < edge:
        raise Redraw
    reads = inode_range_reads(offset, length, block, pointer, direct)
    index = reads - blocks
    stem = (
        _told(block, pointer, direct)
        + f"现从文件的第 {offset} 字节（从 0 编号）起顺序读出 {_unit(length)} 数据，读入的磁盘块都留在内存中，则共需读磁盘块"
    )
    right = Choice(reads, f"{reads} 次", "数据块数加上经过的各个索引块，索引块只读一次。")
    every = sum(inode_range_reads(n * block, 1, block, pointer, direct) for n in range(begin, end + 1))
    pairs = [
        (blocks, "只算了数据块，没有算索引块。"),
        (every, "每读一个数据块都重新读了一遍索引块。"),
        (reads + 1, "把已在内存的索引节点也算作了一次读盘。"),
        (reads - 1, "少算了一个索引块。"),
        (blocks + 1, "以为只经过一个索引块。"),
        (reads + 2, "多算了两个索引块，没有看清地址项的级数。"),
        (2 * blocks, "以为每个数据块都要另读一个索引块。"),
    ]
    wrong = [Choice(n, f"{n} 次", why) for n, why in pairs if n >= blocks]
    parts = []
    numbers = range(begin, end + 1)
    for level in (0, 1, 2):
        here = [n for n in numbers if index_level_of(n, fan, direct) == level]
        if here:
            blocks_here = {b for n in here for b in _read_blocks(n, fan, direct) if b != ("data", n)}
            parts.append(
                f"- 第 {here[0]}～{here[-1]} 块由{_LEVELS[level]}指出：数据块 {len(here)} 个，索引块 {len(blocks_here)} 个。"
            )
    solution = (
        f"每个索引块可存放 ${block} / {pointer} = {fan}$ 个地址项：直接地址项指第 0～{direct - 1} 块，一级间接指第 {direct}～"
        f"{direct + fan - 1} 块，之后由二级间接指出，每个第二级索引块指 {fan} 块。\n\n"
        f"起始块号为 ${offset} / {block} = {begin}$，共读 {blocks} 块，即第 {begin}～{end} 块：\n\n"
        + "\n".join(parts)
        + f"\n\n共 ${blocks} + {index} = {reads}$ 次。"
    )
    claim = f"inode_range_reads({offset}, {length}, {block}, {pointer}, {direct}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


_WORDS = ("usr", "home", "doc", "src", "data", "lib", "work", "exam", "note", "log")


def _path(rng: random.Random) -> Draft:
    names = rng.sample(_WORDS, rng.choice((2, 3, 4)))
    file = rng.choice(("a.txt", "list.dat", "main.c", "x.log"))
    path = "/" + "/".join([*names, file])
    per_directory = rng.choice((1, 1, 2))
    root_in = rng.random() < 0.7
    in_memory = ["/"] if root_in else []
    cached = None
    if len(names) > 2 and rng.random() < 0.4:
        cached = "/" + names[0]
        in_memory.append(cached)
    read_data = rng.random() < 0.6
    reads = path_lookup_reads(path, in_memory, data_blocks=per_directory, read_data=read_data)
    if root_in:
        what = ["根目录的索引节点已在内存中"]
    else:
        what = ["根目录的索引节点不在内存中，但它在磁盘上的位置已知"]
    if cached:
        what.append(f"目录 {cached} 的索引节点{'也' if root_in else ''}已在内存中")
    what.append("其他索引节点、各目录的目录块（包括根目录的目录块）和文件的数据块都不在内存中")
    stem = (
        f"某文件系统中，每个目录的目录项占 {per_directory} 个磁盘块，检索一个目录时要读出它的全部目录块；每个索引节点占 1 个磁盘块，各索引节点在不同的块中。"
        f"{'，'.join(what)}。"
        f"若要{'读文件' if read_data else '打开文件'} `{path}`"
        f"{' 的第 1 个数据块（由直接地址项指出）' if read_data else '（把它的索引节点读入内存）'}，"
        "则共需读磁盘块"
    )
    rows = []
    here = "/"
    for n, name in enumerate([*names, file]):
        if here not in in_memory:
            rows.append(f"读目录 `{here}` 的索引节点：1 块")
        rows.append(f"读目录 `{here}` 的内容，找到 {name}：{per_directory} 块")
        here = "/" + "/".join([*names, file][: n + 1])
    rows.append(f"读文件 `{path}` 的索引节点：1 块")
    if read_data:
        rows.append("读文件的第 1 个数据块：1 块")
    solution = "\n".join(f"{n}. {row}。" for n, row in enumerate(rows, 1)) + f"\n\n合计 {reads} 块。"
    depth = len(names) + 1
    pairs = [
        (path_lookup_reads(path, [*in_memory, "/"], data_blocks=per_directory, read_data=read_data), "漏掉了根目录的索引节点。"),
        (path_lookup_reads(path, [], data_blocks=per_directory, read_data=read_data), "已在内存的索引节点又读了一次。"),
        (depth * per_directory + read_data, "没有算读各级索引节点的次数。"),
        (reads - 1, "漏掉了文件自己的索引节点。"),
        (reads - per_directory, "漏掉了读根目录内容的次数，以为根目录的内容也在内存中。"),
        (reads + 1 if not read_data else reads - 2, "打开文件时不读文件的数据块，多算了。" if not read_data else "漏掉了文件自己的索引节点和数据块。"),
        (reads + per_directory, "多检索了一级目录，把文件本身也当作了目录。"),
        (depth + read_data, "每级只算了读一块，没有区分索引节点与目录内容。"),
        (path_lookup_reads(path, in_memory, data_blocks=3 - per_directory, read_data=read_data), "目录所占的磁盘块数看错了。"),
    ]  # fmt: skip
    wrong = [Choice(n, f"{n} 块", why) for n, why in pairs if n > 0]
    right = Choice(reads, f"{reads} 块", "逐级读索引节点和目录内容，已在内存的不读。")
    claim = f"path_lookup_reads({path!r}, {in_memory}, data_blocks={per_directory}, read_data={read_data}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _linked(rng: random.Random) -> Draft:
    block, pointer = rng.choice(((512, 2), (512, 4), (1 * _KB, 4), (2 * _KB, 4), (4 * _KB, 4)))
    usable = block - pointer
    number = rng.randint(4, 15)
    offset = number * usable + rng.choice((0, 1, rng.randrange(usable), usable - 1))
    reads = chained_reads(offset, block, pointer)
    stem = (
        f"某文件采用隐式链接分配，磁盘块大小为 {_unit(block)}，每块末尾的 {pointer} B 存放下一块的块号，其余存放数据；文件目录项已在内存中，"
        f"其中给出首块的块号，其他内容都不在内存中。要读该文件第 {offset} 字节（从 0 编号）处的数据，需读磁盘块"
    )
    right = Choice(reads, f"{reads} 次", "从首块起沿链逐块读到目标块。")
    pairs = [
        (offset // block + 1, "计算块号时没有扣除每块中存放块号的字节。"),
        (reads - 1, "漏掉了目标块本身（或块号从 0 开始没有加 1）。"),
        (reads + 1, "把已在内存的目录项也算作了一次读盘。"),
        (1, "以为链接分配可以直接算出目标块的位置。"),
        (2, "误按索引分配计算：一个索引块和一个数据块。"),
        (2 * reads, "以为取得下一块的块号要另读一次磁盘。"),
        (reads + 2, "块号和目录项都多算了一次。"),
    ]
    wrong = [Choice(n, f"{n} 次", why) for n, why in pairs if n > 0]
    solution = (
        f"每块存放数据 ${block} - {pointer} = {usable}$ B。\n\n"
        f"第 {offset} 字节在第 $\\lfloor {offset} / {usable} \\rfloor = {number}$ "
        f"块（从 0 编号）。链接分配只能从首块起逐块得到下一块的块号，依次读第 0～{number} 块，共 {reads} 次。"
    )
    claim = f"chained_reads({offset}, {block}, {pointer}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_two_bytes, _two_bytes, _range, _path, _path, _linked))(rng)


FAMILY = Family(
    name="inode_accesses", title="读文件的磁盘访问次数", title_en="Disk reads of file accesses", node="os.4.1.6",
    also=("os.4.1.2", "os.4.2.2"), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
