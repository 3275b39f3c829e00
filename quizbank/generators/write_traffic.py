"""Write policies of a cache: bytes to and from memory of a loop, memory accesses of a trace, mean access time."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.memory_hierarchy import cache_memory_traffic, loop_accesses

_THROUGH = "全写法（write through）和非写分配法"
_BACK = "回写法（write back）和写分配法"


def _loop(rng: random.Random) -> Draft:
    """A loop that reads and writes an array, with either policy."""
    line, sets = rng.choice((16, 32, 64)), rng.choice((4, 8, 16))
    passes = rng.choice((1, 1, 2))
    count = rng.choice((16, 24, 32, 48, 64, 80, 96, 128))
    back = rng.random() < 0.5
    text, kinds, told = rng.choice((
        ("a[i] = a[i] + 1;", "rw", "每次循环先读 a[i]、再写 a[i]"),
        ("a[i] = 0;", "w", "每次循环只写 a[i] 一次"),
        ("b[i] = a[i];", "copy", "每次循环先读 a[i]、再写 b[i]"),
    ))  # fmt: skip
    size = count * 4
    if size % line or (kinds == "copy" and size % (line * sets) == 0):
        raise Redraw
    if passes == 2 and size > line * sets:
        raise Redraw
    references = [("r", 0, 4), ("w", size, 4)] if kinds == "copy" else [(kind, 0, 4) for kind in kinds]
    ways = 2 if kinds == "copy" else 1
    accesses = loop_accesses(passes, count, references)
    traffic = cache_memory_traffic(accesses, line, sets, ways, back)
    mapping = "直接映射" if ways == 1 else " 2 路组相联映射、LRU 替换"
    lines = sets * ways
    arrays = "数组 a" if kinds != "copy" else "数组 a 和紧随其后的数组 b"
    repeat = "for (t = 0; t < 2; t++)\n    " if passes == 2 else ""
    stem = (
        f"某计算机的 Cache 采用{mapping}，共 {lines} 行，主存块大小为 {line} B，写策略采用{_BACK if back else _THROUGH}。"
        f"{arrays} 为 int 型（每个元素占 4 B），从块边界开始存放，有 {count} 个元素。有如下程序段：\n\n```c\n{repeat}"
        f"for (i = 0; i < {count}; i++)\n{'        ' if repeat else '    '}{text}\n```\n\n"
        f"循环变量在寄存器中，{told}。开始时 Cache 为空，"
        f"{'Cache 中被修改过的块在程序段结束后全部写回主存（计入传送量）' if back else '每次写主存传送 4 B'}，"
        "则 Cache 与主存之间传送的数据总量为"
    )
    reads = cache_memory_traffic([one for one in accesses if one[0] == "r"], line, sets, ways, back)
    other = cache_memory_traffic(accesses, line, sets, ways, not back)
    writes = sum(kind == "w" for kind, _ in accesses) * 4
    found = [
        (other, f"按{_THROUGH if back else _BACK}计算，混淆了写策略。"),
        (len(accesses) * 4, "以为每次访问都要与主存传送 4 B，没有考虑 Cache。"),
        (len(accesses) * line, "以为每次访问都要传送一个块。"),
        (writes, "只算了写主存的数据量，漏掉了装入块的数据量。"),
        (reads, "只算了读缺失时装入块的数据量。"),
        (traffic + size, "多算了一遍数组的大小。"),
        (traffic // 2, "装入与写回只算了一半。"),
        (traffic * 2, "把传送量重复计算了一遍。"),
    ]
    wrong = [Choice(n, f"{n} B", why) for n, why in found if n > 0]
    misses = size // line
    loads = misses * (kinds != "w") if not back else misses * (2 if kinds == "copy" else 1)
    if traffic != loads * line + (size if back else writes):
        raise Redraw
    if back:
        steps = [
            f"每个数组占 {size} B，即 {misses} 块。写分配法下{'读或写' if 'r' in kinds or kinds == 'copy' else '写'}缺失都把块装入 Cache。",
            f"装入 {loads} 块，共 {loads * line} B。",
            f"被修改过的有 {misses} 块，各写回一次，共 {misses * line} B。",
        ]
    else:
        steps = [
            "非写分配法下写缺失不装入块，" + ("本题只有写操作，不装入任何块。" if kinds == "w" else f"只有读缺失装入块：a 占 {misses} 块，共 {loads * line} B。"),
            f"全写法每次写都写主存：{writes // 4} 次 × 4 B = {writes} B。",
        ]  # fmt: skip
    steps.append(f"合计 {traffic} B。")
    solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    if passes == 2:
        solution += "\n\n数组能全部放在 Cache 中，第二遍不再缺失。" if back or kinds != "w" else ""
    right = Choice(traffic, f"{traffic} B", "按写策略分别计算装入的块与写主存的数据量。")
    loop = f"loop_accesses({passes}, {count}, {references})"
    claim = f"cache_memory_traffic({loop}, {line}, {sets}, {ways}, {back}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _trace(rng: random.Random) -> Draft:
    """How many blocks are written back in a short trace."""
    lines = 4
    ways = rng.choice((1, 2, 4))
    sets = lines // ways
    pool = rng.sample(range(16), 6)
    events = [(rng.choice("rrw"), rng.choice(pool)) for _ in range(rng.randint(8, 10))]
    size = 1  # one byte per block: traffic counts blocks

    def blocks_moved(trace: list[tuple[str, int]]) -> int:
        return cache_memory_traffic(trace, size, sets, ways, True)

    stored: list[dict[int, bool]] = [{} for _ in range(sets)]
    rows, loads, back = [], 0, 0
    for kind, block in events:
        held = stored[block % sets]
        hit, written = block in held, ""
        if hit:
            held[block] = held.pop(block) or kind == "w"
        else:
            loads += 1
            if len(held) == ways:
                gone = next(iter(held))
                written = f"块 {gone} 换出" + ("，写回" if held[gone] else "，不写回")
                back += held.pop(gone)
            held[block] = kind == "w"
        rows.append(
            (f"{'读' if kind == 'r' else '写'} {block}", block % sets, "命中" if hit else "缺失，装入", written)
        )
    left = sum(sum(one.values()) for one in stored)
    total = loads + back + left
    if total != blocks_moved(events) or not back or not left or loads == len(events):
        raise Redraw
    mapping = "直接映射" if ways == 1 else "全相联映射、LRU 替换" if sets == 1 else f" {ways} 路组相联映射、LRU 替换"
    told = listed(f"{'读' if kind == 'r' else '写'} {block}" for kind, block in events)
    place = "" if sets == 1 else f"（{'行号' if ways == 1 else '组号'} = 块号 mod {sets}）"
    stem = (
        f"某 Cache 共 {lines} 行，初始为空，采用{mapping}{place}，写策略采用{_BACK}。CPU 依次访问各主存块：{told}。"
        "访问结束后把仍在 Cache 中的被修改过的块全部写回，则整个过程中 Cache 与主存之间传送的块数为"
    )
    writes = sum(kind == "w" for kind, _ in events)
    found = [
        (loads, "只算了缺失时装入的块数，漏掉了写回。"),
        (loads + back, "漏掉了最后写回的块。"),
        (loads + left, "漏掉了被换出时写回的块。"),
        (loads + writes, "按全写法，把每次写都当作一次传送。"),
        (len(events), "把访问次数当作传送的块数。"),
        (2 * loads, "以为每个装入的块都要写回，没有修改过的块不写回。"),
        (total + 1, "没有修改过的块换出时也写回了一次。"),
        (total - 1, "有一个被修改过的块漏了写回。"),
    ]
    solution = (
        "逐次访问："
        + table(["访问", "行号" if ways == 1 else "组号", "结果", "换出"], rows)
        + f"装入 {loads} 块，换出时写回 {back} 块，最后写回 {left} 块，共 ${loads} + {back} + {left} = {total}$ 块。"
    )
    right = Choice(total, f"{total} 块", "装入的块数加上写回的块数。")
    wrong = [Choice(n, f"{n} 块", why) for n, why in found]
    return Draft(stem, right, wrong, solution, f"cache_memory_traffic({events}, 1, {sets}, {ways}, True) == {ANSWER}")


def _mean(rng: random.Random) -> Draft:
    """Mean access time with hits, misses and blocks that must be written back first."""
    cache, block = rng.choice((1, 2, 3, 4, 5)), rng.choice((40, 50, 60, 80, 100, 120))
    percent, dirty = rng.choice((80, 85, 90, 92, 94, 95, 96, 98)), rng.choice((20, 25, 30, 40, 50, 60))
    miss, share = Fraction(100 - percent, 100), Fraction(dirty, 100)
    mean = cache + miss * (1 + share) * block

    def text(value: Fraction) -> str | None:
        if (value * 100).denominator != 1:
            return None
        return f"{float(value):.2f}".rstrip("0").rstrip(".") + " ns" if value.denominator > 1 else f"{value} ns"

    shown = text(mean)
    if not shown:
        raise Redraw
    stem = (
        f"某计算机的 Cache 采用{_BACK}，访问 Cache 的时间为 {cache} ns，Cache 与主存之间传送一个块需 {block} ns，命中率为 "
        f"{percent}%。CPU 先访问 Cache，缺失时若被替换的块修改过，须先把它写回主存，再装入所需的块，然后直接把数据送 CPU（不再计访问 Cache 的时间）。"
        f"若缺失时被替换的块有 {dirty}% 修改过，则平均访问时间为"
    )
    found = [
        (cache + miss * block, "没有考虑写回被修改过的块所需的时间。"),
        (cache + miss * 2 * block, "以为每次缺失都要写回被替换的块。"),
        ((1 - miss) * cache + miss * (1 + share) * block, "缺失时漏掉了访问 Cache 的时间。"),
        (cache + miss * share * block, "只算了写回的时间，漏掉了装入的时间。"),
        (cache + share * block * 2, "没有乘以缺失率。"),
        (cache + (miss + share) * block, "缺失率与修改比例应相乘，误作相加。"),
        (cache + miss * (2 - share) * block, "把修改过与没有修改过的比例用反了。"),
        (cache + (1 - miss) * (1 + share) * block, "把命中率与缺失率用反了。"),
    ]
    wrong = [Choice(n, text(n), why) for n, why in found if text(n)]
    solution = (
        f"1. 缺失率为 {100 - percent}%。\n2. 每次缺失的平均损失：装入 {block} ns，另有 {dirty}% 的可能写回 {block} ns，"
        f"共 ${block} + {float(share):g} \\times {block} = {float((1 + share) * block):g}$ ns。\n"
        f"3. 平均访问时间 $= {cache} + {float(miss):g} \\times {float((1 + share) * block):g} = {float(mean):g}$ ns。"
    )
    right = Choice(mean, shown, "命中时间加上缺失率乘以平均的缺失损失。")
    claim = f"hierarchy_mean_time([({cache}, Fraction({percent}, 100))], {block} * (1 + {share!r})) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_loop, _trace, _trace, _mean))(rng)


FAMILY = Family(
    name="write_traffic", title="Cache 写策略与主存传送量", title_en="Cache write traffic", node="co.3.6.4",
    also=("co.3.6.1",), skill="trace", difficulty=4, seconds=180, draw=draw,
)  # fmt: skip
