"""Hits in a cache: a sequence of blocks, a loop over an array, a matrix by rows or by columns."""

import random
from fractions import Fraction
from itertools import pairwise

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.cache_mapping import cache_hit_count, cache_hit_trace


def _percent(value: Fraction) -> str | None:
    value *= 100
    if (value * 100).denominator != 1 or not 0 <= value <= 100:
        return None
    return f"{float(value):.2f}".rstrip("0").rstrip(".") + "%"


def _sequence(rng: random.Random) -> Draft:
    lines = rng.choice((4, 4, 8))
    ways = rng.choice((1, 2, 2, lines)) if lines == 4 else rng.choice((2, 4))
    policy = rng.choice(("LRU", "LRU", "FIFO")) if ways > 1 else "LRU"
    sets = lines // ways
    pool = rng.sample(range(2 * lines + 8), 5 if lines == 4 else 6)
    blocks = [rng.choice(pool) for _ in range(rng.randint(9, 12))]
    if any(a == b for a, b in pairwise(blocks)):
        raise Redraw
    hits = cache_hit_count(blocks, 1, sets, ways, policy)
    if not 2 <= hits <= len(blocks) - 4 or hits == len(blocks) - len(set(blocks)):
        raise Redraw
    ask_hits = rng.random() < 0.5
    mapping = (
        "直接映射" if ways == 1 else "全相联映射" if sets == 1 else f" {ways} 路组相联映射（组号 = 块号 mod {sets}）"
    )
    how = "" if ways == 1 else f"和 {policy} 替换算法"
    stem = (
        f"某 Cache 共有 {lines} 行，初始为空，采用{mapping}方式{how}。CPU 依次访问的主存块号为 {listed(blocks)}，"
        f"则访问过程中 Cache {'命中' if ask_hits else '缺失'}的次数为"
    )

    def counted(number: int) -> int:
        return number if ask_hits else len(blocks) - number

    others = [
        (cache_hit_count(blocks, 1, 1, lines, policy), "按全相联映射计算，没有限制块只能放在对应的组（行）中。"),
        (cache_hit_count(blocks, 1, lines, 1), "按直接映射计算。"),
        (cache_hit_count(blocks, 1, sets, ways, "FIFO" if policy == "LRU" else "LRU"), "混淆了 LRU 与 FIFO 替换算法。"),
        (len(blocks) - len(set(blocks)), "以为装入的块不会再被替换，只有首次访问才缺失。"),
        (len(blocks) - hits, "把命中次数与缺失次数弄反了。"),
        (hits + 1, "有一次访问的块已被替换出去，误算作命中。"),
        (hits - 1, "有一次访问的块仍在 Cache 中，误算作缺失。"),
        (cache_hit_count(blocks, 1, sets, ways * 2, policy), "每组的行数多算了一倍。"),
    ]
    trace = cache_hit_trace(blocks, sets, ways, policy)
    rows = [
        (block, block % sets, listed(held), "命中" if hit else "缺失")
        for block, (held, hit) in zip(blocks, trace, strict=True)
    ]
    where = "行号" if ways == 1 else "组号"
    order = "" if ways == 1 else f"（按{'最久未用到最近使用' if policy == 'LRU' else '装入先后'}排列）"
    head = f"{where} = 块号 mod {sets}。" if sets > 1 else "只有一组，块可放在任一行。"
    solution = (
        head
        + "逐次访问："
        + table(["块号", where, f"访问后该{where[0]}中的块{order}", "结果"], rows)
        + f"命中 {hits} 次，缺失 {len(blocks) - hits} 次。"
    )
    right = Choice(counted(hits), f"{counted(hits)} 次", "按映射方式和替换算法逐次模拟得到。")
    wrong = [Choice(counted(n), f"{counted(n)} 次", why) for n, why in others if counted(n) > 0]
    run = f"cache_hit_count({blocks}, 1, {sets}, {ways}, {policy!r})"
    claim = f"{run if ask_hits else f'{len(blocks)} - {run}'} == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


_BODIES = (  # C statement, accesses per element, how they are told
    ("s += a[i];", 1, "每次循环只读 a[i] 一次"),
    ("a[i] = a[i] + k;", 2, "每次循环先读 a[i]、再写 a[i]"),
    ("a[i] = 0;", 1, "每次循环只写 a[i] 一次"),
)


def _loop(rng: random.Random) -> Draft:
    """A loop over an array of ints in a small cache: the hit rate."""
    line = rng.choice((16, 32, 64, 128))
    element, kind = rng.choice(((4, "int"), (4, "int"), (2, "short"), (8, "double")))
    stride = rng.choice((1, 1, 2, 4))
    count = rng.choice((64, 96, 128, 160, 200, 240, 256))
    text, accesses, told = rng.choice(_BODIES)
    lines = rng.choice((4, 8, 16))
    if element * stride >= line or count * element % line:
        raise Redraw
    steps = -(-count // stride)
    per_block = line // (element * stride)
    addresses = [i * element for i in range(0, count, stride) for _ in range(accesses)]
    rate = Fraction(cache_hit_count(addresses, line, lines, 1), len(addresses))
    if not _percent(rate):
        raise Redraw
    policy = "，写操作采用写分配策略" if "写" in told else ""
    stem = (
        f"某计算机的 Cache 采用直接映射，共 {lines} 行，主存块大小为 {line} B{policy}。有如下 C 语言程序段：\n\n"
        f"```c\nfor (i = 0; i < {count}; i{'++' if stride == 1 else f' += {stride}'})\n    {text}\n```\n\n"
        f"其中数组 a 为 {kind} 型（每个元素占 {element} B），按块边界对齐存放，循环变量和其他变量都在寄存器中，{told}。"
        "若开始时 Cache 为空，则访问数组 a 的 Cache 命中率为"
    )
    per = per_block * accesses
    found = [
        (Fraction(1, per), "求成了缺失率。"),
        (1 - Fraction(1, per_block), "每个元素要访问多次，只按一次计算。") if accesses > 1
        else (1 - Fraction(1, 2 * per), "每块的访问次数多算了一倍。"),
        (1 - Fraction(1, 2 * per_block * accesses), "每块所含的元素个数多算了一倍。"),
        (1 - Fraction(2, per), "每块所含的元素个数少算了一半。"),
        (1 - Fraction(element, line * accesses), "没有考虑步长，以为块中每个元素都被访问。") if stride > 1
        else (1 - Fraction(1, line * accesses), "把块内字节数当作了元素个数。"),
        (Fraction(0), "以为每次访问都缺失。"),
        (Fraction(accesses - 1, accesses), "以为每个元素的第一次访问都缺失。"),
        (1 - Fraction(1, 4 * per), "每块的访问次数算成了 4 倍。"),
        (1 - Fraction(4, per), "每块的访问次数算成了四分之一。"),
    ]  # fmt: skip
    wrong = [Choice(n, _percent(n), why) for n, why in found if 0 <= n < 1 and _percent(n)]
    solution = (
        f"1. 每个主存块含 ${line} / {element} = {line // element}$ 个元素，"
        + (f"步长为 {stride}，其中被访问的有 {per_block} 个" if stride > 1 else "全部被依次访问")
        + f"，每个元素访问 {accesses} 次，每块共访问 ${per_block} \\times {accesses} = {per}$ 次。\n"
        f"2. 每块第一次访问缺失，装入后其余 {per - 1} 次都命中；顺序访问，不会再用到被替换的块。\n"
        f"3. 共访问 {steps * accesses} 次，缺失 {steps * accesses - int(rate * steps * accesses)} 次，命中率为 "
        f"${per - 1} / {per}$，即 {_percent(rate)}。"
    )
    right = Choice(rate, _percent(rate), "每块只有第一次访问缺失，其余都命中。")
    listing = f"loop_addresses({steps}, {[(0, element * stride)] * accesses})"
    claim = f"Fraction(cache_hit_count({listing}, {line}, {lines}, 1), {steps * accesses}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _matrix(rng: random.Random) -> Draft:
    """Row by row or column by column through a matrix that does not fit into the cache."""
    line, lines = rng.choice((16, 16, 32)), rng.choice((4, 8, 16))
    rows, columns = rng.choice((4, 6, 8, 10, 12, 16)), rng.choice((8, 12, 16, 24, 32))
    by_columns = rng.random() < 0.65
    text, accesses, told = rng.choice((_BODIES[0], _BODIES[1]))
    if rows * columns * 4 <= line * lines // 2 or columns * 4 % line:
        raise Redraw
    loops = [(columns, 4), (rows, columns * 4)] if by_columns else [(rows, columns * 4), (columns, 4)]
    addresses = [i * a + j * b for (m, a), (n, b) in [loops] for i in range(m) for j in range(n)]
    repeated = [one for one in addresses for _ in range(accesses)]
    hits = cache_hit_count(repeated, line, lines, 1)
    rate = Fraction(hits, len(repeated))
    other = [i * 4 * columns + j * 4 for i in range(rows) for j in range(columns)]
    if not by_columns:
        other = [i * 4 * columns + j * 4 for j in range(columns) for i in range(rows)]
    other_rate = Fraction(cache_hit_count([o for o in other for _ in range(accesses)], line, lines, 1), len(repeated))
    text = text.replace("[i]", "[i][j]")
    first, second = (("j", columns), ("i", rows)) if by_columns else (("i", rows), ("j", columns))
    policy = "，写操作采用写分配策略" if "写" in told else ""
    stem = (
        f"某计算机的数据 Cache 采用直接映射，共 {lines} 行，主存块大小为 {line} B{policy}。int 型二维数组 "
        f"a[{rows}][{columns}] 按行优先存放，首地址为 0，每个元素占 4 B。有如下程序段：\n\n```c\n"
        f"for ({first[0]} = 0; {first[0]} < {first[1]}; {first[0]}++)\n"
        f"    for ({second[0]} = 0; {second[0]} < {second[1]}; {second[0]}++)\n        {text}\n```\n\n"
        f"循环变量和其他变量都在寄存器中，{told.replace('[i]', '[i][j]')}。若开始时 Cache 为空，则访问数组 a 的命中率为"
    )
    per = line // 4
    found = [
        (other_rate, "把按行访问与按列访问弄反了。"),
        (1 - rate, "求成了缺失率。"),
        (1 - Fraction(1, per), "以为每块只有第一次访问缺失，且每个元素只访问一次。"),
        (1 - Fraction(1, per * accesses), "以为每块只有第一次访问缺失，没有考虑装入的块会被替换。"),
        (Fraction(accesses - 1, accesses), "以为每个元素的第一次访问都缺失。"),
        (1 - Fraction(1, 2 * per * accesses), "每块所含的元素个数多算了一倍。"),
        (1 - Fraction(2, per * accesses), "每块所含的元素个数少算了一半。"),
        (Fraction(1, 2), "以为一半的访问命中，没有按块分析。"),
    ]
    wrong = [Choice(n, _percent(n), why) for n, why in found if 0 <= n < 1 and _percent(n)]
    if not _percent(rate):
        raise Redraw
    blocks_row = columns * 4 // line
    used = len({r * blocks_row % lines for r in range(rows)})
    if by_columns:
        kept = hits > len(repeated) * Fraction(accesses - 1, accesses)
        explain = (
            f"2. 按列访问，相邻两次访问的元素相隔 ${columns} \\times 4 = {columns * 4}$ B，即 {blocks_row} 块。一列的 {rows} 个元素分属 "
            f"{rows} 个块，它们的行号为块号 mod {lines}，只用到 {used} 个不同的 Cache 行。\n"
            + (
                f"3. {rows} 个块各占不同的行，访问后面几列时仍在 Cache 中，每块只缺失一次。\n"
                if kept
                else "3. 这些块互相替换，访问下一列的同一块时它已不在 Cache 中，因此每个元素的第一次访问都缺失。\n"
            )
        )
        if kept != (used == rows):
            raise Redraw
    else:
        explain = (
            f"2. 按行访问，元素在主存中连续，每块装入后其中的 {per} 个元素依次被访问。\n3. 每块只有第一次访问缺失。\n"
        )
    solution = (
        f"1. 每个主存块含 ${line} / 4 = {per}$ 个元素，每个元素访问 {accesses} 次。\n{explain}"
        f"4. 共访问 ${rows} \\times {columns} \\times {accesses} = {len(repeated)}$ 次，命中 {hits} 次，命中率为 {_percent(rate)}。"
    )
    right = Choice(rate, _percent(rate), "按访问次序和直接映射的行号逐次分析得到。")
    inner = [*loops, *([(accesses, 0)] if accesses > 1 else [])]
    claim = f"Fraction(cache_hit_count(nested_addresses({inner}), {line}, {lines}, 1), {len(repeated)}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_sequence, _sequence, _sequence, _loop, _matrix))(rng)


FAMILY = Family(
    name="cache_hits", title="Cache 的命中次数与命中率", title_en="Cache hits", node="co.3.6.3",
    also=("co.3.6.2", "co.3.6.1"), skill="trace", difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
