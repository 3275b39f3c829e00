"""Share of the CPU's time that a device costs by polling, interrupts or DMA."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.io_costs import cpu_io_share

_MEGA = 10**6


def _percent(value: Fraction) -> str | None:
    value = Fraction(value) * 100
    if not 0 < value <= 100 or (value * 1000).denominator != 1:
        return None
    return f"{float(value):.3f}".rstrip("0").rstrip(".") + "%"


def _rate(value: int) -> str:
    return f"{value / _MEGA:g} MB/s" if value >= _MEGA // 2 else f"{value // 1000} KB/s"


def _share(found: list[tuple[Fraction, str]]) -> list[Choice]:
    return [Choice(Fraction(n), _percent(n), why) for n, why in found if _percent(n)]


def _interrupt(rng: random.Random) -> Draft:
    clock = rng.choice((50, 100, 200, 250, 400, 500, 800, 1000)) * _MEGA
    rate = rng.choice((40, 50, 80, 100, 200, 400, 500, 800, 1000, 2000)) * 1000
    each, cpi = rng.choice((1, 2, 4, 4, 8)), rng.choice((2, 4, 5))
    instructions, other = rng.choice((10, 15, 18, 20, 30, 40)), rng.choice((0, 2, 4, 10))
    cycles = (instructions + other) * cpi
    share = cpu_io_share(rate, each, cycles, clock)
    if not _percent(share) or share > Fraction(4, 5) or share < Fraction(1, 1000):
        raise Redraw
    extra = f"，其他开销（中断响应等）相当于 {other} 条指令的执行时间" if other else ""
    stem = (
        f"某计算机的 CPU 主频为 {clock // _MEGA} MHz，CPI 为 {cpi}。某外设的数据传输率为 {_rate(rate)}，以中断方式与主机交换数据，"
        f"每次中断传送 {8 * each} 位数据，对应的中断服务程序包含 {instructions} 条指令{extra}，则 CPU 用于该外设 I/O 的时间占整个 CPU "
        "时间的百分比为（1 M = $10^6$，1 K = $10^3$）"
    )
    found = [
        (share / cpi, "把指令条数当作了时钟周期数，没有乘以 CPI。"),
        (share * each, "以为每次中断只传送 1 B。") if each > 1 else (share * 2, "中断次数多算了一倍。"),
        (share / 8, "把每次传送的位数当作了字节数。"),
        (share * 8, "把字节又换算成了位，中断次数多算了 7 倍。"),
        (share / 10, "单位换算差了 10 倍。"),
        (share / 2, "中断次数少算了一半。"),
        (share * cpi, "CPI 重复乘了一次。"),
    ]
    if other:
        found.append((cpu_io_share(rate, each, instructions * cpi, clock), "漏掉了中断的其他开销。"))
        found.append((cpu_io_share(rate, each, instructions * cpi + other, clock), "其他开销没有乘以 CPI。"))
    solution = (
        f"1. 每秒中断 ${rate} / {each} = {rate // each}$ 次。\n"
        f"2. 每次中断用 ${f'({instructions} + {other})' if other else instructions} \\times {cpi} = {cycles}$ 个时钟周期。\n"
        f"3. 每秒用于 I/O 的时钟周期为 ${rate // each} \\times {cycles} = {rate // each * cycles}$ 个，占 "
        f"${rate // each * cycles} / ({clock // _MEGA} \\times 10^6)$，即 {_percent(share)}。"
    )
    right = Choice(share, _percent(share), "每秒中断次数乘以每次的时钟周期数，再除以主频。")
    claim = f"cpu_io_share({rate}, {each}, {cycles}, {clock}) == {ANSWER}"
    return Draft(stem, right, _share(found), solution, claim)


def _dma(rng: random.Random) -> Draft:
    clock = rng.choice((50, 100, 200, 250, 400, 500, 800, 1000)) * _MEGA
    rate = rng.choice((1, 2, 4, 5, 8, 10, 20, 40)) * _MEGA
    block, cycles = rng.choice((500, 1000, 2000, 4000, 5000, 8000)), rng.choice((200, 400, 500, 800, 1000, 1500, 2000))
    share = cpu_io_share(rate, block, cycles, clock)
    if not _percent(share) or share > Fraction(4, 5) or share < Fraction(1, 1000):
        raise Redraw
    stem = (
        f"某计算机的 CPU 主频为 {clock // _MEGA} MHz。某外设的数据传输率为 {_rate(rate)}，以 DMA 方式与主存交换数据，每次 DMA 传送的块大小为 "
        f"{block} B，且 DMA 预处理和后处理的总开销为 {cycles} 个时钟周期。假设 DMA 与 CPU 之间没有访存冲突，则 CPU 用于该外设 I/O 的时间占整个 "
        "CPU 时间的百分比为（1 M = $10^6$）"
    )
    found = [
        (share * 2, "预处理与后处理的开销各算了一次，总开销多算了一倍。"),
        (share / 2, "开销只算了一半。"),
        (share * 8, "把块的字节数当作了位数。"),
        (share / 8, "把数据传输率的字节当作了位。"),
        (share * 10, "单位换算差了 10 倍，结果偏大。"),
        (share / 10, "单位换算差了 10 倍，结果偏小。"),
        (Fraction(cycles, block), "用开销的时钟周期数直接除以块的字节数。"),
    ]
    solution = (
        f"1. 每秒 DMA 传送 ${rate // _MEGA} \\times 10^6 / {block} = {rate // block}$ 次。\n"
        f"2. 传送期间不占用 CPU，每次只有预处理和后处理用 {cycles} 个时钟周期，每秒共 ${rate // block} \\times {cycles} = "
        f"{rate // block * cycles}$ 个。\n"
        f"3. 占 ${rate // block * cycles} / ({clock // _MEGA} \\times 10^6)$，即 {_percent(share)}。"
    )
    right = Choice(share, _percent(share), "每秒的传送次数乘以每次的开销，再除以主频。")
    claim = f"cpu_io_share({rate}, {block}, {cycles}, {clock}) == {ANSWER}"
    return Draft(stem, right, _share(found), solution, claim)


def _polling(rng: random.Random) -> Draft:
    clock, cpi = rng.choice((50, 100, 200, 400, 500)) * _MEGA, rng.choice((2, 4, 5))
    bits = rng.choice((8, 16, 32))
    rate = rng.choice((20, 40, 50, 80, 100, 200, 400)) * 1000
    instructions = rng.choice((8, 10, 12, 15, 20))
    each = bits // 8
    share = cpu_io_share(rate, each, instructions * cpi, clock)
    if not _percent(share) or share > Fraction(4, 5) or share < Fraction(1, 1000):
        raise Redraw
    stem = (
        f"某计算机的 CPU 主频为 {clock // _MEGA} MHz，CPI 为 {cpi}。某外设的数据传输率为 {_rate(rate)}，其接口有一个 {bits} 位的数据缓冲寄存器，"
        f"CPU 以定时查询方式与它交换数据，每次查询（含取数）执行 {instructions} 条指令。为了不丢失数据且查询次数最少，则 CPU 用于该外设的时间占整个 CPU 时间的百分比为"
        "（1 K = $10^3$，1 M = $10^6$）"
    )
    found = [
        (share / cpi, "把指令条数当作了时钟周期数，没有乘以 CPI。"),
        (share * each, "以为每传送 1 B 查询一次，没有考虑缓冲寄存器的位数。")
        if each > 1
        else (share / 4, "以为每 4 B 查询一次。"),
        (share / 8, "把缓冲寄存器的位数当作了字节数。"),
        (share * 2, "查询次数多算了一倍。"),
        (share / 2, "查询次数少算了一半，会丢失数据。"),
        (share * 10, "单位换算差了 10 倍，结果偏大。"),
        (share / 10, "单位换算差了 10 倍，结果偏小。"),
    ]
    solution = (
        f"1. 缓冲寄存器存放 {each} B，为不丢失数据，每秒至少查询 ${rate} / {each} = {rate // each}$ 次。\n"
        f"2. 每次查询用 ${instructions} \\times {cpi} = {instructions * cpi}$ 个时钟周期。\n"
        f"3. 每秒共 {rate // each * instructions * cpi} 个时钟周期，占 "
        f"${rate // each * instructions * cpi} / ({clock // _MEGA} \\times 10^6)$，即 {_percent(share)}。"
    )
    right = Choice(share, _percent(share), "每秒查询次数乘以每次的时钟周期数，再除以主频。")
    claim = f"cpu_io_share({rate}, {each}, {instructions * cpi}, {clock}) == {ANSWER}"
    return Draft(stem, right, _share(found), solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_interrupt, _interrupt, _dma, _polling))(rng)


FAMILY = Family(
    name="io_overhead", title="查询、中断与 DMA 的 CPU 开销", title_en="CPU overhead of input and output",
    node="co.6.3.2", also=("co.6.3.1", "co.6.3.3"), skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
