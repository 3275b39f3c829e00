"""Circuit, message and packet switching: how long the same message takes."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.packet_delay import circuit_switching_seconds, store_and_forward_seconds


def _ms(value: Fraction) -> str:
    return f"{float(value):.8g} ms"


def draw(rng: random.Random) -> Draft:
    asked = rng.choice(("circuit", "packet", "message", "saved"))
    links = rng.choice((2, 3, 4, 5))
    rate = rng.choice((1, 2, 4, 5, 10))  # Mbit/s
    size = rng.choice((1000, 2000, 4000, 5000, 10000))  # bits of a packet
    packets = rng.choice((4, 5, 8, 10, 20, 25))
    hop = rng.choice((0, 1, 2, 5))
    setup = rng.choice((20, 30, 50, 60, 80, 100))
    bits = size * packets
    one, whole = Fraction(size, rate * 1000), Fraction(bits, rate * 1000)
    if (one * 10).denominator > 1:
        raise Redraw
    flight = links * hop
    delays = [Fraction(hop, 1000)] * links
    times = {
        "circuit": circuit_switching_seconds(bits, rate * 10**6, Fraction(setup, 1000), delays) * 1000,
        "message": store_and_forward_seconds([bits], [rate * 10**6] * links, delays) * 1000,
        "packet": store_and_forward_seconds([size] * packets, [rate * 10**6] * links, delays) * 1000,
    }
    if asked == "saved" and times["circuit"] <= times["packet"] + 1:
        raise Redraw
    times["saved"] = times["circuit"] - times["packet"]
    right = times[asked]
    ask = {
        "circuit": "采用电路交换时，从开始建立连接到乙收到整个报文所需的时间为",
        "message": "采用报文交换时，从甲开始发送到乙收到整个报文所需的时间为",
        "packet": "采用分组交换时，从甲开始发送到乙收到整个报文所需的时间为",
        "saved": "从开始建立连接（或开始发送）到乙收到整个报文，分组交换比电路交换少用的时间为",
    }[asked]
    stem = (
        f"甲要把一个 {bits} bit 的报文传送给乙，两者之间有 {links} 段链路，每段链路的数据传输速率都是 {rate} Mbps（1 M = $10^6$），"
        f"{f'每段链路的单程传播时延都是 {hop} ms' if hop else '传播时延忽略不计'}。"
        f"电路交换时，建立连接共需 {setup} ms；报文交换时不分组；分组交换时，分组长度为 {size} bit，首部开销忽略不计，不建立连接。"
        f"不计结点的处理时延和排队时延，也不计释放连接的时间。{ask}"
    )
    slower = [
        (times["packet"] + one, "分组交换的流水线多算了一个分组的发送时间。"),
        (whole + flight, "漏掉了中间结点对第一个分组逐段存储转发的时间。"),
    ]
    found = {
        "circuit": [
            (whole + flight, "漏掉了建立连接的时间。"),
            (setup * links + whole + flight, "把全部建立时间又按每段链路各算了一次。"),
            (setup + whole * links + flight, "以为每个结点都要存储转发；电路建立以后，数据直达乙。"),
            (times["packet"] + setup, "在分组交换的时间上加了建立连接的时间。"),
            (setup + whole, "漏掉了传播时延。"),
            (setup + whole + hop, "传播时延只算了一段链路。"),
            (setup + one + flight, "只算了一个分组的发送时间，报文应全部发完。"),
        ],
        "message": [
            (whole + flight, "以为报文直达乙，漏掉了中间结点重新发送的时间。"),
            (whole * (links - 1) + flight, "少算了一段链路上的发送时间。"),
            (whole * (links + 1) + flight, "多算了一段链路上的发送时间。"),
            (times["packet"], "按分组交换计算了；报文交换要收完整个报文才转发。"),
            (whole * links, "漏掉了传播时延。"),
            (setup + whole * links + flight, "报文交换不建立连接，多加了建立时间。"),
        ],
        "packet": [
            *slower,
            (times["message"], "按报文交换计算：以为收完整个报文才转发。"),
            (times["packet"] + setup, "加上了建立连接的时间；数据报方式的分组交换不建立连接。"),
            (times["packet"] - one, "少算了一个分组的发送时间。"),
            (whole + (links - 1) * one, "漏掉了传播时延。"),
            (whole + (links - 1) * one + hop, "传播时延只算了一段链路。"),
        ],
        "saved": [
            (Fraction(setup), "只比较了建立时间，漏掉了分组在中间结点存储转发的时间。"),
            (right - one, "分组交换的流水线多算了一个分组的发送时间。"),
            (right + one, "分组在中间结点转发的次数少算了一次。"),
            (times["circuit"] - times["message"], "与报文交换作了比较；分组交换不必收完整个报文才转发。"),
            (right + flight, "分组交换漏掉了传播时延。"),
        ],
    }[asked]
    wrong = [Choice(value, _ms(value), why) for value, why in found if value > 0]
    steps = {
        "circuit": f"电路交换：建立连接 {setup} + 发送整个报文 {float(whole):.8g} + 传播 {flight} = {_ms(times['circuit'])}。",
        "message": f"报文交换：整个报文在 {links} 段链路上各发送一次 {links} × {float(whole):.8g} "
        f"+ 传播 {flight} = {_ms(times['message'])}。",
        "packet": f"分组交换：甲发完 {packets} 个分组 {float(whole):.8g} + 最后一个分组在 {links - 1} 个中间结点各再发送一次 "
        f"{links - 1} × {float(one):.8g} + 传播 {flight} = {_ms(times['packet'])}。",
    }
    used = ("circuit", "packet") if asked == "saved" else (asked,)
    solution = (
        f"整个报文的发送时间为 {bits} bit ÷ {rate} Mbps = {float(whole):.8g} ms，"
        f"一个分组的发送时间为 {size} bit ÷ {rate} Mbps = {float(one):.8g} ms，"
        f"全程传播时延为 {links} × {hop} = {flight} ms。\n\n" + "\n".join(f"- {steps[name]}" for name in used)
    )
    if asked == "saved":
        solution += (
            f"\n- 相差 {float(times['circuit']):.8g} − {float(times['packet']):.8g} = {_ms(right)}"
            f"（建立时间减去中间结点转发的时间）。"
        )
    hops = f"[Fraction({hop}, 1000)] * {links}"
    circuit = f"circuit_switching_seconds({bits}, {rate * 10**6}, Fraction({setup}, 1000), {hops})"
    packet = f"store_and_forward_seconds([{size}] * {packets}, [{rate * 10**6}] * {links}, {hops})"
    message = f"store_and_forward_seconds([{bits}], [{rate * 10**6}] * {links}, {hops})"
    expression = {"circuit": circuit, "packet": packet, "message": message, "saved": f"({circuit} - {packet})"}[asked]
    reason = {
        "circuit": "建立时间、一次发送时间与全程传播时延之和。",
        "message": "每段链路都把整个报文发送一次，再加传播时延。",
        "packet": "发完全部分组，最后一个分组再在各中间结点转发一次。",
        "saved": "省去了建立时间，但多了中间结点的转发时间。",
    }[asked]
    return Draft(stem, Choice(right, _ms(right), reason), wrong, solution, f"{expression} * 1000 == {ANSWER}")


FAMILY = Family(
    name="switching_times", title="电路、报文与分组交换的时间", title_en="Circuit, message and packet switching",
    node="cn.2.1.4", skill="compute", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
