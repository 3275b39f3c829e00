"""CSMA/CD: the shortest frame, the longest cable, and how one follows a change of the other."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.csma_cd import collision_bits_sent, shortest_frame_bits

_SPEED = 2 * 10**8  # m/s


def _number(value: Fraction | int) -> str:
    return f"{float(value):.8g}"


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("frame", "frame", "cable", "change", "detect"))
    rate = rng.choice((10, 20, 40, 50, 100, 200, 1000))  # Mbit/s
    length = rng.choice((100, 150, 200, 250, 300, 400, 500, 600, 800, 1000, 1200, 1500, 2000, 2500, 3000))  # m
    speed = "信号的传播速度为 $2\\times10^8$ m/s（1 M = $10^6$）"
    if case == "change":
        return _change(rng, rate, speed)
    if case == "detect":
        return _detect(rng, rate, length, speed)
    delay = Fraction(length * 10**6, _SPEED)  # µs, one way
    hubs, each = 0, Fraction(0)
    if case == "frame" and rng.random() < 0.5:
        hubs = rng.choice((1, 2, 3, 4))
        each = Fraction(rng.choice((1, 2, 3, 5)), rng.choice((1, 2)))
    one_way = delay + hubs * each
    bits = shortest_frame_bits(rate, one_way)
    if bits.denominator > 1 or bits % 8 or not 64 <= bits <= 20000:
        raise Redraw
    if case == "cable":
        return _cable(rate, length, bits, delay, speed)
    told = (
        f"两站之间经过 {hubs} 个中继器，每个中继器使信号延迟 {_number(each)} μs，" if hubs else "两站之间没有中继器，"
    )
    stem = (
        f"某采用 CSMA/CD 的局域网，数据传输速率为 {rate} Mbps，相距最远的两站之间的电缆总长 {length} m，{told}"
        f"{speed}。为保证发送期间能检测到冲突，最短帧长至少应为"
    )
    found = [
        (bits / 2, "传播时延只算了单程，应算往返。"),
        (bits * 2, "往返时延又乘了一次 2。"),
        (Fraction(512), "套用了 10 Mbps 以太网的最短帧长 64 B，没有按本题的数据计算。"),
        (bits / 4, "用了半程的传播时延。"),
        (bits * 3 / 2, "往返之外又多算了一个单程。"),
        (
            2 * (delay * 2 / 3 + hubs * each) * rate,
            "传播速度用了 $3\\times10^8$ m/s，题目给出的是 $2\\times10^8$ m/s。",
        ),
    ]
    if hubs:
        found += [
            (2 * delay * rate, "漏掉了中继器的延迟。"),
            (2 * (delay + each) * rate, "中继器的延迟只算了一个。"),
            ((2 * delay + hubs * each) * rate, "中继器的延迟只算了单程，往返都要经过中继器。"),
            ((2 * delay + 4 * hubs * each) * rate, "中继器的延迟多算了一次往返。"),
        ]
    wrong = [
        Choice(value, f"{value // 8} B", why)
        for value, why in found
        if value > 0 and value.denominator == 1 and value % 8 == 0
    ]
    solution = (
        f"1. 电缆上的单程传播时延为 {length} m ÷ ($2\\times10^8$ m/s) = {_number(delay)} μs"
        f"{f'，加中继器的延迟 {hubs} × {_number(each)} = {_number(hubs * each)} μs，单程共 {_number(one_way)} μs' if hubs else ''}。\n"
        f"2. 争用期为往返时延 2 × {_number(one_way)} = {_number(2 * one_way)} μs，最短帧的发送时间不能小于它。\n"
        f"3. 最短帧长为 {_number(2 * one_way)} μs × {rate} Mbps = {_number(bits)} bit = {bits // 8} B。"
    )
    claim = f"shortest_frame_bits({rate}, {one_way!r}) == {ANSWER}"
    return Draft(stem, Choice(bits, f"{bits // 8} B", "往返时延内发送的比特数。"), wrong, solution, claim)


def _cable(rate: int, length: int, bits: Fraction, delay: Fraction, speed: str) -> Draft:
    stem = (
        f"某采用 CSMA/CD 的局域网，数据传输速率为 {rate} Mbps，最短帧长为 {bits // 8} B，{speed}，两站之间没有中继器。"
        f"为保证发送期间能检测到冲突，相距最远的两站之间的电缆长度最大为"
    )
    found = [
        (2 * length, "把争用期当作单程传播时延，没有除以 2。"),
        (Fraction(length, 2), "多除了一次 2。"),
        (Fraction(length * 3, 2), "传播速度用了 $3\\times10^8$ m/s，题目给出的是 $2\\times10^8$ m/s。"),
        (Fraction(length, 8), "把帧长的字节数当成了比特数。"),
        (Fraction(length, 4), "把字节数当成比特数，又没有除以 2 求单程。"),
        (3 * length, "既没有除以 2，又用了 $3\\times10^8$ m/s 的传播速度。"),
        (4 * length, "该除以 2 时乘了 2。"),
    ]
    wrong = [Choice(value, f"{_number(value)} m", why) for value, why in found if Fraction(value).denominator == 1]
    solution = (
        f"1. 最短帧的发送时间为 {bits // 8} × 8 bit ÷ {rate} Mbps = {_number(bits / rate)} μs，它不能小于往返时延。\n"
        f"2. 单程传播时延最大为 {_number(bits / rate)} ÷ 2 = {_number(delay)} μs。\n"
        f"3. 电缆最长为 {_number(delay)} μs × $2\\times10^8$ m/s = {length} m。"
    )
    claim = f"shortest_frame_bits({rate}, Fraction({ANSWER}, 200)) == {bits}"
    answer = Choice(length, f"{length} m", "最短帧的发送时间等于往返时延。")
    return Draft(stem, answer, wrong, solution, claim)


def _change(rng: random.Random, rate: int, speed: str) -> Draft:
    bits = rng.choice((80, 160, 200, 240, 400, 480, 640, 800, 960, 1000, 1200, 1600, 2000, 2400, 3200, 4000))
    grow = rng.random() < 0.4
    metres = Fraction(bits * 200, 2 * rate)
    if metres.denominator > 1 or not 10 <= metres <= 4000 or metres % 5:
        raise Redraw
    verb = "增加" if grow else "减少"
    ask = "最多可以增加" if grow else "至少需要减少"
    stem = (
        f"某采用 CSMA/CD 的局域网，传输介质是一根完整的电缆，数据传输速率为 {rate} Mbps，{speed}。"
        f"若最短帧长{verb} {bits} bit，则相距最远的两站之间的距离{ask}"
    )
    found = [
        (2 * metres, "把帧长的变化当作单程的比特数，没有除以 2。"),
        (metres / 2, "多除了一次 2。"),
        (8 * metres, "把比特当成字节，多乘了 8。"),
        (metres * 3 / 2, "传播速度用了 $3\\times10^8$ m/s，题目给出的是 $2\\times10^8$ m/s。"),
        (4 * metres, "该除以 2 时乘了 2。"),
        (metres / 8, "把题目给出的比特数又除以 8。"),
    ]
    wrong = [Choice(value, f"{_number(value)} m", why) for value, why in found if value.denominator == 1]
    solution = (
        f"1. 帧长{verb} {bits} bit，发送时间{verb} {bits} ÷ {rate} = {_number(Fraction(bits, rate))} μs，"
        f"允许的往返时延随之{verb}这么多。\n"
        f"2. 单程传播时延{verb} {_number(Fraction(bits, 2 * rate))} μs。\n"
        f"3. 距离{ask} {_number(Fraction(bits, 2 * rate))} μs × $2\\times10^8$ m/s = {_number(metres)} m。"
    )
    claim = f"shortest_frame_bits({rate}, Fraction({ANSWER}, 200)) == {bits}"
    answer = Choice(metres, f"{_number(metres)} m", "帧长的变化等于往返时延内发送的比特数的变化。")
    return Draft(stem, answer, wrong, solution, claim)


def _detect(rng: random.Random, rate: int, length: int, speed: str) -> Draft:
    delay = Fraction(length * 10**6, _SPEED)
    start = delay * Fraction(rng.choice((1, 2, 3, 4)), 5)
    seconds, later = delay / 10**6, start / 10**6
    first, second = collision_bits_sent(rate * 10**6, seconds, later)
    if first % 4 or second % 4 or first > 60000 or second < 20:
        raise Redraw
    asked_first = rng.random() < 0.5
    right = first if asked_first else second
    name = "甲" if asked_first else "乙"
    stem = (
        f"站甲和站乙连在一根 {length} m 长的总线两端，采用 CSMA/CD，数据传输速率为 {rate} Mbps，{speed}。"
        f"$t=0$ 时甲开始发送一个足够长的帧，$t={_number(start)}$ μs 时乙也开始发送。不计检测本身的时间，到{name}检测到冲突时，{name}已发送的比特数为"
    )
    meet = (delay + start) / 2
    found = [
        (second if asked_first else first, f"求的是{'乙' if asked_first else '甲'}检测到冲突时它已发送的比特数。"),
        (2 * delay * rate, "用了整个往返时延；只有乙在甲的信号刚要到达时才开始发送，甲才会等这么久。"),
        (delay * rate, "用了一个单程传播时延，没有考虑乙开始发送的时刻。"),
        (meet * rate, "用了两个信号相遇的时刻；信号还要传到该站，冲突才被检测到。"),
        ((meet - start) * rate, "用了乙开始发送到两个信号相遇的时间。"),
        (start * rate, "用了乙开始发送时甲已发送的比特数。"),
        ((2 * delay + start) * rate, "多算了一个单程传播时延。"),
    ]
    wrong = [
        Choice(value, f"{_number(value)} bit", why)
        for value, why in found
        if value > 0 and Fraction(value).denominator == 1
    ]
    when = "乙" if asked_first else "甲"
    moment = start + delay if asked_first else delay
    sent = "" if asked_first else f"，此时乙已发送 {_number(delay)} − {_number(start)} = {_number(delay - start)} μs"
    solution = (
        f"1. 单程传播时延为 {length} m ÷ ($2\\times10^8$ m/s) = {_number(delay)} μs。\n"
        f"2. {name}在{when}的第一个比特到达时检测到冲突：$t={_number(moment)}$ μs{sent}。\n"
        f"3. {name}已发送 {_number(moment if asked_first else delay - start)} μs × {rate} Mbps = {right} bit。"
    )
    claim = f"collision_bits_sent({rate * 10**6}, {seconds!r}, {later!r})[{0 if asked_first else 1}] == {ANSWER}"
    return Draft(stem, Choice(right, f"{right} bit", "对方的第一个比特到达时检测到冲突。"), wrong, solution, claim)


FAMILY = Family(
    name="minimum_frame", title="CSMA/CD 的最短帧长", title_en="CSMA/CD minimum frame", node="cn.3.5.2", also=("cn.3.6.2",),
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
