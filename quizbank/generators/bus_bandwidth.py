"""Bandwidth of a synchronous bus, and time and rate of block transfers in bursts or one by one."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.bus_transfer import block_read_cycles, block_read_rate


def _number(value: Fraction | int) -> str | None:
    value = Fraction(value)
    if value <= 0 or (value * 100).denominator != 1:
        return None
    shown = f"{float(value):.2f}"
    return shown.rstrip("0").rstrip(".")


def _choices(found: list[tuple[Fraction | int, str]], unit: str) -> list[Choice]:
    return [Choice(Fraction(n), f"{_number(n)} {unit}", why) for n, why in found if _number(n)]


def _peak(rng: random.Random) -> Draft:
    clock = rng.choice((33, 66, 100, 133, 150, 200, 250, 300, 400, 500, 800, 1000))
    width = rng.choice((16, 32, 32, 64, 64, 128))
    cycles, times = rng.choice(((1, 1), (2, 1), (4, 1), (5, 1), (1, 2), (1, 2), (1, 4)))
    rate = block_read_rate(clock, width // 8, width // 8, cycles - 1, 0) * times
    if not _number(rate):
        raise Redraw
    if cycles > 1:
        how = f"每个总线事务占 {cycles} 个时钟周期，传送一个总线宽度的数据"
    elif times > 1:
        how = f"每个时钟周期传送 {times} 次数据"
    else:
        how = "每个时钟周期传送一次数据"
    stem = (
        f"某同步总线的时钟频率为 {clock} MHz，数据线为 {width} 位，地址线与数据线分开设置，{how}，"
        "则该总线的最大数据传输率为（1 M = $10^6$）"
    )
    found = [
        (rate * 8, "没有把位换算成字节。"),
        (Fraction(clock * width, 8), "没有考虑每个时钟周期传送的次数（或每次传送所占的时钟周期数）。"),
        (Fraction(clock * width, 8) * cycles / times, "每个时钟周期传送的次数与每次传送的时钟周期数用反了。"),
        (rate / 2, "以为两个时钟周期（或两次传送）才得到一个数据，少算了一半。"),
        (rate * 2, "以为地址和数据各传送一次，次数多算了一倍。"),
        (Fraction(clock) / cycles * times, "没有乘以总线的宽度。"),
    ]
    factor = f" / {cycles}" if cycles > 1 else f" \\times {times}" if times > 1 else ""
    each = f"{clock} M 除以 {cycles}" if cycles > 1 else f"{clock} M 乘以 {times}" if times > 1 else f"{clock} M"
    solution = (
        f"1. 每次传送 ${width} / 8 = {width // 8}$ B。\n2. 每秒传送的次数为 {each}。\n"
        f"3. 最大数据传输率为 ${clock}{factor} \\times {width // 8} = {_number(rate)}$ MB/s。"
    )
    right = Choice(rate, f"{_number(rate)} MB/s", "每秒的传送次数乘以每次传送的字节数。")
    claim = f"block_read_rate({clock}, {width // 8}, {width // 8}, {cycles - 1}, 0) * {times} == {ANSWER}"
    return Draft(stem, right, _choices(found, "MB/s"), solution, claim)


def _block(rng: random.Random) -> Draft:
    clock = rng.choice((50, 100, 125, 200, 250, 400, 500))
    width, block = rng.choice((4, 4, 8, 8)), rng.choice((16, 32, 64, 64, 128))
    address, wait = rng.choice((1, 1, 2)), rng.choice((1, 2, 3, 4, 5, 6, 8, 10))
    burst = rng.random() < 0.75
    words = block // width
    if words < 4:
        raise Redraw
    cycles = block_read_cycles(block, width, address, wait, burst)
    period = Fraction(1000, clock)
    ask = rng.choice(("time", "time", "rate"))
    way = (
        "采用突发传送方式，传送首地址后连续传送一个块的各字，存储器准备好第一个字后，以后每个时钟周期传送一个字"
        if burst
        else "不采用突发传送方式，每个总线事务只传送一个字，各字逐个读出"
    )
    stem = (
        f"某同步总线的时钟频率为 {clock} MHz，数据线为 {width * 8} 位，传送一个地址需 {address} 个时钟周期，存储器从收到地址到准备好"
        f"{'第一个' if burst else '一个'}字需 {wait} 个时钟周期，在总线上传送一个字需 1 个时钟周期；{way}。"
    )
    counts = [
        (block_read_cycles(block, width, address, wait, not burst), f"按{'不采用' if burst else '采用'}突发传送方式计算。"),
        (cycles - address if burst else words * (wait + 1), "漏掉了传送地址的时钟周期。"),
        (cycles - wait if burst else words * (address + 1), "漏掉了存储器准备数据的时钟周期。"),
        (words, "只算了传送数据的时钟周期。"),
        (cycles - 1, "少算了一个时钟周期。"),
        (cycles + 1, "多算了一个时钟周期。"),
        (address + wait + block, "把块的字节数当作了字数。") if burst else (words * (address + wait), "漏掉了传送数据的时钟周期。"),
        (address + words * (wait + 1), "以为地址只传一次，但每个字都要等待存储器。"),
    ]  # fmt: skip
    shape = (
        f"{address} + {wait} + {words} = {cycles}" if burst else f"{words} \\times ({address} + {wait} + 1) = {cycles}"
    )
    first = (
        f"1. 一个块有 ${block} / {width} = {words}$ 个字。\n2. 所需时钟周期为 ${shape}$ 个"
        f"（传送地址、准备数据、传送数据{'' if burst else '，每个字都重复一遍'}）。\n"
    )
    if ask == "time":
        time = cycles * period
        text = _number(time)
        if not text:
            raise Redraw
        right = Choice(time, f"{text} ns", "时钟周期数乘以时钟周期。")
        solution = (
            first + f"3. 时钟周期为 {_number(period)} ns，时间为 ${cycles} \\times {_number(period)} = {text}$ ns。"
        )
        wrong = _choices([(n * period, why) for n, why in counts if n > 0], "ns")
        claim = f"block_read_cycles({block}, {width}, {address}, {wait}, {burst}) * Fraction(1000, {clock}) == {ANSWER}"
        return Draft(stem + f"则读出一个 {block} B 的主存块所需的时间为", right, wrong, solution, claim)
    rate = block_read_rate(clock, block, width, address, wait, burst)
    text = _number(rate)
    if not text:
        raise Redraw
    found = [(Fraction(clock * block, n), why) for n, why in counts if n > 0]
    found += [
        (Fraction(clock * width), "得到的是总线的最大数据传输率。"),
        (rate * 8, "没有把位换算成字节。"),
        (rate / 2, "时间多算了一倍。"),
    ]
    right = Choice(rate, f"{text} MB/s", "块的字节数除以读出一个块的时间。")
    solution = first + f"3. 数据传输率为 ${block} \\times {clock} / {cycles} = {text}$ MB/s。"
    claim = f"block_read_rate({clock}, {block}, {width}, {address}, {wait}, {burst}) == {ANSWER}"
    stem += f"则接连读出多个 {block} B 的主存块时，数据传输率为（1 M = $10^6$）"
    return Draft(stem, right, _choices(found, "MB/s"), solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_peak, _block, _block))(rng)


FAMILY = Family(
    name="bus_bandwidth", title="总线的带宽与块传送", title_en="Bus bandwidth", node="co.6.1.2",
    also=("co.6.1.3",), skill="compute", difficulty=2, seconds=100, draw=draw,
)  # fmt: skip
