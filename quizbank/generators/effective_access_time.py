"""Mean access time with TLB, page tables and page faults; the hit rate or fault rate that a target time allows."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.paging_figures import paging_mean_with_faults

_LEVELS = {1: "一级", 2: "二级", 3: "三级"}


def _ns(value: Fraction | int) -> str | None:
    """Nanoseconds with at most one decimal place, or None when more are needed."""
    value = Fraction(value)
    if value.denominator == 1:
        return f"{value.numerator} ns"
    return f"{float(value):.1f} ns" if (value * 10).denominator == 1 else None


def _choices(pairs: list[tuple[Fraction | int, str]]) -> list[Choice]:
    return [Choice(Fraction(value), _ns(value), why) for value, why in pairs if value > 0 and _ns(value)]


def _tlb(rng: random.Random) -> Draft:
    levels, tlb = rng.choice((1, 1, 2, 2, 3)), rng.choice((2, 4, 5, 8, 10, 20))
    memory, percent = rng.choice((40, 50, 60, 80, 100, 120, 150, 200)), rng.choice((60, 75, 80, 85, 90, 95, 98))
    hit = Fraction(percent, 100)
    mean = paging_mean_with_faults(tlb, memory, hit, levels)
    if not _ns(mean):
        raise Redraw
    slow = tlb + (levels + 1) * memory
    stem = (
        f"某请求分页系统采用{_LEVELS[levels]}页表，页表全部在内存中，并设有快表（TLB）。查一次 TLB 需 {tlb} ns，访问一次内存需 "
        f"{memory} ns，TLB 的命中率为 {percent}%。先查 TLB，未命中时再逐级查内存中的页表；忽略更新 TLB 的时间，"
        f"所访问的页都在内存中。则平均访问一个数据所需的时间为"
    )
    right = Choice(mean, _ns(mean), "命中与未命中两种情形按概率加权。")
    pairs = [
        (hit * (tlb + memory) + (1 - hit) * (levels + 1) * memory, "未命中时漏掉了查 TLB 的时间。"),
        (hit * (tlb + memory) + (1 - hit) * (tlb + levels * memory), "未命中时只算了查页表，漏掉了访问数据本身的那次访存。"),
        ((1 - hit) * (tlb + memory) + hit * slow, "把命中率与未命中率用反了。"),
        (hit * tlb + (1 - hit) * slow, "命中时只算了查 TLB 的时间，漏掉了访问数据本身的那次访存。"),
        (hit * memory + (1 - hit) * slow, "命中时漏掉了查 TLB 的时间。"),
        (paging_mean_with_faults(tlb, memory, hit, levels + 1), "页表的级数多算了一级。"),
        (paging_mean_with_faults(tlb, memory, hit, levels - 1), "页表的级数少算了一级。"),
        (slow, "只算了 TLB 未命中时的访问时间。"),
    ]  # fmt: skip
    wrong = _choices([pair for pair in pairs if pair[0] >= memory])  # the data itself is read from memory at least
    misses = " + ".join([str(tlb), *[str(memory)] * (levels + 1)])
    solution = (
        f"- TLB 命中：查 TLB 后直接访问数据，${tlb} + {memory} = {tlb + memory}$ ns。\n"
        f"- TLB 未命中：查 TLB、访存 {levels} 次查{_LEVELS[levels]}页表、再访存 1 次取数据，${misses} = {slow}$ ns。\n\n"
        f"平均时间为 ${float(hit):g} \\times {tlb + memory} + {float(1 - hit):g} \\times {slow} = {float(mean):g}$ ns。"
    )
    claim = f"paging_mean_with_faults({tlb}, {memory}, {hit!r}, {levels}) == {ANSWER}"
    return Draft(stem, right, wrong, solution, claim)


def _hit_rate(rng: random.Random) -> Draft:
    levels, tlb, memory = rng.choice((1, 2)), rng.choice((5, 10, 20)), rng.choice((50, 80, 100, 200))
    percent = rng.choice((70, 75, 80, 85, 90, 95))
    hit = Fraction(percent, 100)
    target = paging_mean_with_faults(tlb, memory, hit, levels)
    if target.denominator != 1:
        raise Redraw
    stem = (
        f"某分页系统采用{_LEVELS[levels]}页表和快表（TLB），页表全部在内存中。查一次 TLB 需 {tlb} ns，访问一次内存需 {memory} ns，"
        f"先查 TLB，未命中时再逐级查内存中的页表，忽略更新 TLB 的时间。要使平均访问一个数据的时间不超过 {target} ns，"
        "则 TLB 的命中率至少应为"
    )
    slow = tlb + (levels + 1) * memory
    pairs = [
        (Fraction(slow - tlb - target, levels * memory), "未命中时漏掉了查 TLB 的时间。"),
        (Fraction(target - tlb - memory, levels * memory), "求出的是未命中率，不是命中率。"),
        (Fraction(slow - target, (levels + 1) * memory), "命中时漏掉了访问数据本身的那次访存。"),
        (Fraction(slow + memory - target, (levels + 1) * memory), "页表的级数多算了一级。"),
        (hit - Fraction(5, 100), "没有取到满足要求的最小值，此命中率下平均时间会超过要求。"),
        (hit + Fraction(5, 100), "满足要求，但不是最小的命中率。"),
        (hit - Fraction(10, 100), "解不等式时计算有误，此命中率下平均时间会超过要求。"),
    ]
    wrong = [
        Choice(value, f"{float(value * 100):g}%", why)
        for value, why in pairs
        if 0 < value < 1 and (value * 100).denominator == 1
    ]
    solution = (
        f"命中时需 ${tlb} + {memory} = {tlb + memory}$ ns，未命中时需 ${tlb} + {levels} \\times {memory} + {memory} = {slow}$ ns。"
        f"设命中率为 $h$：\n\n$h \\times {tlb + memory} + (1 - h) \\times {slow} \\le {target}$\n\n"
        f"即 ${slow} - {slow - tlb - memory}h \\le {target}$，解得 $h \\ge {float(hit):g}$，至少为 {percent}%。"
    )
    right = Choice(hit, f"{percent}%", "由平均时间的不等式解出。")
    claim = f"paging_mean_with_faults({tlb}, {memory}, {ANSWER}, {levels}) == {target}"
    return Draft(stem, right, wrong, solution, claim)


def _faults(rng: random.Random) -> Draft:
    memory, service = rng.choice((50, 80, 100, 150, 200)), rng.choice((2, 4, 5, 8, 10, 12, 20))
    parts, rate = rng.choice(((1, 10**5), (2, 10**5), (5, 10**5), (1, 10**4), (1, 10**6), (2, 10**6), (5, 10**6)))
    p = Fraction(parts, rate)
    dirty = rng.choice((0, 20, 25, 40, 50, 60, 75))
    write = service * rng.choice((2, 3)) if dirty else service
    share = Fraction(dirty, 100)
    mean_service = (1 - share) * service + share * write
    ns = mean_service * 10**6
    mean = (1 - p) * memory + p * ns
    about = Fraction(round(mean * 10), 10)
    if abs(about - mean) > Fraction(1, 20) or mean - memory < 5 or about.denominator not in (1, 2, 5, 10):
        raise Redraw
    shown = f"${parts} \\times 10^{{-{len(str(rate)) - 1}}}$" if parts > 1 else f"$10^{{-{len(str(rate)) - 1}}}$"
    how = (
        f"缺页时，若被换出的页未修改过，处理一次缺页需 {service} ms；若修改过，需 {write} ms。被换出的页有 {dirty}% 修改过。"
        if dirty
        else f"处理一次缺页需 {service} ms。"
    )
    stem = (
        f"某请求分页系统访问一次内存（含地址变换）的时间为 {memory} ns。{how}缺页处理时间已包含之后的内存访问。若缺页率为 {shown}，"
        "则平均有效访问时间约为（保留一位小数）"
    )
    pairs = [
        (memory + p * ns / 1000 if p * ns / 1000 >= 1 else Fraction(0), "把毫秒换算成纳秒时少乘了 1000。"),
        (p * ns, "只算了缺页处理所占的平均时间，漏掉了不缺页时的内存访问。"),
        (memory + p * ns / 10, "缺页率的小数位数弄错了一位。"),
        (memory + p * ns * 10, "缺页率的小数位数弄错了一位，平均时间被放大了。"),
    ]
    if dirty:
        pairs += [
            (memory + p * service * 10**6, "没有考虑修改过的页需要更长的处理时间。"),
            (memory + p * write * 10**6, "把所有被换出的页都当作修改过的页。"),
            (memory + p * ((1 - share) * write + share * service) * 10**6, "把修改过与未修改过的比例用反了。"),
            (memory + p * (service + write) * 10**6 / 2, "没有按比例加权，直接取了两种处理时间的平均。"),
        ]
    else:
        pairs += [
            (memory + 2 * p * ns, "缺页处理时间重复算了一次。"),
            (2 * memory + p * ns, "缺页处理之外的内存访问多算了一次。"),
            (memory + p * ns / 2, "缺页处理时间只算了一半。"),
        ]
    wrong = [Choice(value, f"{float(value):.1f} ns", why) for value, why in pairs if value > 0]
    right = Choice(mean, f"{float(mean):.1f} ns", "不缺页与缺页两种情形按缺页率加权。")
    service_ms = float(mean_service)
    first = (
        f"平均一次缺页的处理时间为 ${float(1 - share):g} \\times {service} + {float(share):g} \\times {write} = {service_ms:g}$ ms"
        if dirty
        else f"一次缺页的处理时间为 ${service_ms:g}$ ms"
    )
    solution = (
        f"{first}，即 ${service_ms:g} \\times 10^6$ ns。设缺页率为 $p$，平均有效访问时间为\n\n"
        f"$(1 - p) \\times {memory} + p \\times {service_ms:g} \\times 10^6 \\approx {memory} + {float(p * ns):g} "
        f"\\approx {float(mean):.1f}$ ns。"
    )
    claim = f"abs(demand_paging_time({memory}, {p!r}, {ns!r}) - {ANSWER}) < Fraction(1, 20)"
    return Draft(stem, right, wrong, solution, claim)


def _fault_rate(rng: random.Random) -> Draft:
    memory, service = rng.choice((50, 80, 100, 150, 200)), rng.choice((2, 4, 5, 8, 10, 20, 25))
    percent = rng.choice((5, 10, 20, 25, 40, 50))
    extra = Fraction(memory * percent, 100)
    p = extra / (service * 10**6)
    text = _scientific(p)
    if not text:
        raise Redraw
    stem = (
        f"某请求分页系统访问一次内存的时间为 {memory} ns，每发生一次缺页要在内存访问之外另花费 {service} ms 处理。"
        f"若要求由缺页引起的性能损失不超过 {percent}%（即平均有效访问时间不超过 {_ns(memory + extra)}），则缺页率最大约为"
    )
    pairs = [
        (p * 10, "把指数算错了一位。"),
        (p / 10, "把指数算错了一位。"),
        (p * 1000, "把毫秒换算成纳秒时少乘了 1000。"),
        ((memory + extra) / (service * 10**6), "没有从允许的平均时间中减去内存访问时间。"),
        (Fraction(memory) / (service * 10**6), "没有乘以允许的损失比例，用内存访问时间直接相除。"),
        (p * 2, "允许增加的时间多算了一倍。"),
        (p / 2, "一次缺页的代价多算了一倍。"),
    ]
    wrong = [Choice(value, _scientific(value), why) for value, why in pairs if _scientific(value)]
    solution = (
        f"允许增加的平均时间为 ${memory} \\times {percent}\\% = {float(extra):g}$ ns，一次缺页另花费 "
        f"${service} \\times 10^6$ ns。设缺页率为 $p$：\n\n"
        f"${memory} + p \\times {service} \\times 10^6 \\le {float(memory + extra):g}$\n\n"
        f"解得 $p \\le {float(extra):g} / ({service} \\times 10^6)$，即 {text}。"
    )
    right = Choice(p, text, "允许增加的平均时间除以一次缺页另花费的时间。")
    target = memory + extra
    claim = f"paging_mean_with_faults(0, {memory}, Fraction(1), 0, {ANSWER}, {service * 10**6}) == {target!r}"
    return Draft(stem, right, wrong, solution, claim)


def _scientific(value: Fraction) -> str | None:
    """$2.5 \\times 10^{-6}$, or None when more than one decimal place is needed."""
    power = 0
    while value < 1:
        value *= 10
        power -= 1
    if (value * 10).denominator != 1 or value >= 10:
        return None
    return f"${float(value):.1f} \\times 10^{{{power}}}$"


def draw(rng: random.Random) -> Draft:
    return rng.choice((_tlb, _tlb, _hit_rate, _faults, _faults, _fault_rate))(rng)


FAMILY = Family(
    name="effective_access_time", title="平均有效访问时间", title_en="Effective access time", node="os.3.2.6",
    also=("os.3.2.2", "os.3.1.3"), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
