"""Mean access time of a disk: seek, half a turn, transfer; the speed, the rate and the capacity behind it."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.storage_media import disk_access_ms

_SPEEDS = (3000, 3600, 5000, 6000, 7200, 7500, 10000, 12000, 15000)


def _number(value: Fraction | int, places: int = 2) -> str:
    shown = f"{float(value):.{places}f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _exact(value: Fraction | int, places: int = 2) -> bool:
    return value > 0 and (Fraction(value) * 10**places).denominator == 1


def _choices(found: list[tuple[Fraction, str]], unit: str) -> list[Choice]:
    return [Choice(Fraction(n), f"{_number(n)} {unit}", why) for n, why in found if _exact(n)]


def _access(rng: random.Random) -> Draft:
    rpm, sectors = rng.choice(_SPEEDS), rng.choice((50, 100, 125, 200, 250, 400, 500, 1000))
    seek = Fraction(rng.choice((3, 4, 5, 6, 7, 8, 9, 10, 12)))
    count = rng.choice((1, 1, 4, 5, 8, 10, 20, 25))
    controller = Fraction(rng.choice((0, 0, 0, 1, 2)), rng.choice((1, 5)))
    turn = Fraction(60_000, rpm)
    one = turn / sectors
    total = disk_access_ms(seek, rpm, sectors, count, controller)
    if not _exact(total) or not _exact(turn, 1) or count >= sectors // 2:
        raise Redraw
    told = "一个扇区" if count == 1 else f"同一磁道上连续的 {count} 个扇区"
    extra = f"，磁盘控制器的延迟为 {_number(controller)} ms" if controller else ""
    stem = (
        f"某磁盘的转速为 {rpm} 转/分，平均寻道时间为 {_number(seek)} ms，每个磁道有 {sectors} 个扇区{extra}，"
        f"则读取{told}的平均存取时间为"
    )
    found = [
        (total + turn / 2, "平均旋转等待时间取了一整圈，应为半圈。"),
        (total - turn / 2, "漏掉了平均旋转等待时间。"),
        (total - count * one, "漏掉了传送扇区的时间。"),
        (total - seek, "漏掉了寻道时间。"),
        (total - count * one + turn, "把传送时间当作了旋转一整圈的时间。"),
        (total + seek, "寻道时间重复计算了一次。"),
        (total - turn / 4, "平均旋转等待时间取了四分之一圈。"),
    ]
    if controller:
        found.append((total - controller, "漏掉了磁盘控制器的延迟。"))
    if count > 1:
        found += [
            (total + (count - 1) * (turn / 2), "连续的扇区不需要重新等待旋转，误以为每个扇区都要等待半圈。"),
            (total - (count - 1) * one, "只算了一个扇区的传送时间。"),
            (total + (count - 1) * (seek + turn / 2), "连续的扇区不需要重新寻道，误以为每个扇区都要单独存取。"),
        ]
    steps = [
        f"转一圈的时间：$60 \\times 1000 / {rpm} = {_number(turn)}$ ms，平均旋转等待 {_number(turn / 2, 3)} ms。",
        f"传送 {count} 个扇区：${_number(turn)} \\times {count} / {sectors} = {_number(count * one, 4)}$ ms。",
        f"平均存取时间 $= {_number(seek)} + {_number(turn / 2, 3)} + {_number(count * one, 4)}"
        + (f" + {_number(controller)}" if controller else "")
        + f" = {_number(total)}$ ms。",
    ]
    solution = "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1))
    right = Choice(total, f"{_number(total)} ms", "寻道时间、半圈的旋转等待时间与传送时间之和。")
    claim = f"disk_access_ms({seek!r}, {rpm}, {sectors}, {count}, {controller!r}) == {ANSWER}"
    return Draft(stem, right, _choices(found, "ms"), solution, claim)


def _speed(rng: random.Random) -> Draft:
    """The rotational speed that a given access time allows."""
    rpm, seek = rng.choice(_SPEEDS), Fraction(rng.randint(6, 25), 2)
    turn = Fraction(60_000, rpm)
    total = disk_access_ms(seek, rpm, 1, 0)
    if not _exact(total):
        raise Redraw
    stem = (
        f"某磁盘的平均寻道时间为 {_number(seek)} ms，若忽略数据传送时间，平均存取时间（寻道时间与旋转等待时间之和）为 "
        f"{_number(total)} ms，则该磁盘的转速为"
    )
    rest = total - seek
    found = [
        (Fraction(rpm * 2), "平均旋转等待时间取了一整圈，应为半圈。"),
        (Fraction(rpm, 2), "把平均等待时间当作转一圈时间的四分之一。"),
        (60_000 / total, "没有减去寻道时间，又以为平均等待一整圈。"),
        (60_000 / (2 * total), "没有减去寻道时间。"),
        (60_000 / (2 * seek), "用寻道时间代替了旋转等待时间。"),
        (Fraction(rpm, 60), "求的是每秒的转数。"),
        (60_000 / (total + rest), "只把旋转等待时间加倍，没有减去寻道时间。"),
    ]
    wrong = [Choice(n, f"{n} 转/分", why) for n, why in found if n.denominator == 1 and n >= 50]
    solution = (
        f"1. 平均旋转等待时间为 ${_number(total)} - {_number(seek)} = {_number(rest)}$ ms，是转半圈的时间。\n"
        f"2. 转一圈需 $2 \\times {_number(rest)} = {_number(turn, 3)}$ ms。\n"
        f"3. 转速为 $60 \\times 1000 / {_number(turn, 3)} = {rpm}$ 转/分。"
    )
    right = Choice(rpm, f"{rpm} 转/分", "存取时间减去寻道时间是半圈的时间，由此求出转速。")
    claim = f"disk_access_ms({seek!r}, {ANSWER}, 1, 0) == {total!r}"
    return Draft(stem, right, wrong, solution, claim)


def _rate(rng: random.Random) -> Draft:
    """Transfer rate or time of a file, from the layout of the disk."""
    rpm, sectors = rng.choice(_SPEEDS), rng.choice((100, 128, 200, 250, 256, 400, 500, 512))
    size = rng.choice((512, 512, 1024, 4096))
    track = sectors * size
    rate = Fraction(track * rpm, 60)
    million = rate / 10**6
    if not _exact(million):
        raise Redraw
    sides = rng.choice((2, 4, 8))
    stem = (
        f"某磁盘组有 {sides} 个记录面，转速为 {rpm} 转/分，每个磁道有 {sectors} 个扇区，每个扇区存放 {size} B，每次由一个磁头读写，"
        "则磁头沿磁道连续读取时的数据传输率为（1 M = $10^6$）"
    )
    found = [
        (million * sides, "乘了记录面数，每次只有一个磁头读写。"),
        (million * 60, "转速没有换算成每秒的转数。"),
        (million / 2, "以为旋转半圈就能读出一个磁道，弄反了半圈等待的含义。"),
        (million * 8, "单位是位每秒的数值，没有换算成字节。"),
        (million * 2, "磁道的容量多算了一倍。"),
        (million / 8, "磁道的容量是字节数，又多除了 8。"),
    ]
    solution = (
        f"1. 每个磁道存放 ${sectors} \\times {size} = {track}$ B。\n"
        f"2. 每秒转 ${rpm} / 60 = {_number(Fraction(rpm, 60))}$ 圈，每圈读出一个磁道。\n"
        f"3. 数据传输率为 ${track} \\times {rpm} / 60 = {rate}$ B/s，即 {_number(million)} MB/s。"
    )
    right = Choice(million, f"{_number(million)} MB/s", "每秒的转数乘以每个磁道的容量。")
    turn = f"(disk_access_ms(0, {rpm}, {sectors}, {sectors}) - disk_access_ms(0, {rpm}, {sectors}, 0))"
    claim = f"{track} / {turn} / 1000 == {ANSWER}"
    return Draft(stem, right, _choices(found, "MB/s"), solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_access, _access, _access, _speed, _rate))(rng)


FAMILY = Family(
    name="disk_access_time", title="磁盘的平均存取时间", title_en="Disk access time", node="co.3.5.1",
    skill="compute", difficulty=2, seconds=120, draw=draw,
)  # fmt: skip
