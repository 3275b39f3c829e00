"""Store-and-forward: how long a message cut into packets takes over several links."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.packet_delay import store_and_forward_seconds

_RULES = "结点采用存储转发，收到完整的分组后立即转发，不计处理时延和排队时延"


def _ms(value: Fraction) -> str:
    return f"{float(value):.8g} ms"


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("plain", "propagation", "header", "rates"))
    links = rng.choice((2, 3, 3, 4))
    size = rng.choice((500, 800, 1000, 1250, 1500, 2000))  # bytes of a whole packet
    packets = rng.choice((4, 5, 6, 8, 10, 12, 15, 20, 25))
    rates = [rng.choice((1, 2, 4, 5, 10, 20))] * links  # Mbit/s
    if case == "rates":
        rates = [rng.choice((1, 2, 4, 5, 10, 20)) for _ in range(links)]
        if len(set(rates)) == 1 or links == 4:
            raise Redraw
    header = rng.choice((20, 40, 50)) if case == "header" else 0
    if header:
        packets = rng.choice((20, 25, 30))
    hop = rng.choice((1, 2, 3, 5)) if case == "propagation" else 0  # ms
    message = packets * (size - header)
    times = [Fraction(size * 8, rate * 1000) for rate in rates]  # ms of one packet on each link
    total = store_and_forward_seconds(
        [size * 8] * packets, [rate * 10**6 for rate in rates], [Fraction(hop, 1000)] * links
    )
    right = total * 1000
    if right.denominator not in (1, 2, 5, 10, 4, 25, 20) or any((t * 100).denominator > 1 for t in times):
        raise Redraw
    slow, one = max(times), sum(times)
    path = f"主机甲到主机乙的路径由 {links} 段链路串联而成（中间有 {links - 1} 个结点）"
    speed = (
        f"各段链路的数据传输速率依次为 {listed(rates)} Mbps"
        if case == "rates"
        else f"每段链路的数据传输速率都是 {rates[0]} Mbps"
    )
    way = f"每段链路的单程传播时延都是 {hop} ms" if hop else "传播时延忽略不计"
    cut = (
        f"甲把 {message} B 的报文分成若干个总长度为 {size} B 的分组，其中每个分组含 {header} B 首部"
        if header
        else f"甲把 {message} B 的报文分成 {packets} 个等长的分组，分组首部的开销忽略不计"
    )
    stem = f"{path}，{speed}（1 M = $10^6$），{way}；{_RULES}。{cut}。从甲开始发送到乙收到全部数据所需的时间为"
    found = [
        (
            sum(Fraction(message * 8, rate * 1000) for rate in rates) + hop * links,
            "按报文交换计算：以为每个结点要收完整个报文才转发。",
        ),
        (packets * one + hop * links, "以为前一个分组到达乙之后才能发送下一个分组，没有流水式地转发。"),
        (right + slow, "流水线多算了一个分组的发送时间，链路数多数了一段。"),
        (right - slow, "少算了一个分组的发送时间：第一个分组要在每段链路上各发送一次。"),
        (packets * slow + hop * links, "只算了全部分组的发送时间，漏掉了中间结点存储转发的时间。"),
    ]
    if hop:
        found += [
            (right - hop * links + hop, "传播时延只算了一段链路，应当每段链路都算一次。"),
            (right - hop * links, "漏掉了各段链路的传播时延。"),
        ]
    if header:
        naive = -(-message // size) * times[0] + (links - 1) * times[0]
        found.append((naive, "求分组数时用报文长度除以分组总长度，没有扣除首部。"))
    if case == "rates":
        found += [
            ((packets - 1) * times[0] + one, "后续分组按第一段链路的速率流水，没有受最慢的链路限制。"),
            ((packets - 1) * times[-1] + one, "后续分组按最后一段链路的速率流水，没有受最慢的链路限制。"),
            ((packets - 1) * min(times) + one, "后续分组按最快的链路流水，瓶颈应是最慢的链路。"),
        ]
        found = [pair for pair in found if pair[0] != packets * slow] + [
            (packets * slow, "只算了瓶颈链路上的发送时间。")
        ]
    wrong = [Choice(value, _ms(value), why) for value, why in found if value > 0 and (value * 1000).denominator == 1]
    shown = min(packets, 3)
    rows = []
    for number in (*range(1, shown + 1), *([packets] if packets > shown else [])):
        cells = [  # equal packets: the slowest link so far sets the distance between them
            f"{float(sum(times[:link]) + (number - 1) * max(times[:link]) + hop * link):.8g}"
            for link in range(1, links + 1)
        ]
        rows.append((f"第 {number} 个", *cells))
    heads = ["分组", *(f"收完于第 {n} 个结点" for n in range(1, links)), "收完于乙"]
    counted = f"每个分组的数据为 {size} − {header} = {size - header} B，" if header else ""
    rest = packets - 1
    solution = (
        f"1. {counted}分组数为 {packets}，每个分组长 {size * 8} bit，"
        f"在各段链路上的发送时间依次为 {listed(f'{float(t):.8g}' for t in times)} ms。\n"
        f"2. 第 1 个分组到达乙：各段发送时间之和 {float(one):.8g} ms"
        f"{f'，加传播时延 {links} × {hop} = {links * hop} ms' if hop else ''}，"
        f"共 {float(one + hop * links):.8g} ms。\n"
        f"3. 其余 {rest} 个分组流水式到达，每隔{'最慢链路上' if case == 'rates' else ''}一个发送时间 {float(slow):.8g} ms 到达一个："
        f"{rest} × {float(slow):.8g} = {float(rest * slow):.8g} ms。\n"
        f"4. 合计 {float(one + hop * links):.8g} + {float(rest * slow):.8g} = {_ms(right)}。\n\n"
        f"各分组被完整收下的时刻（ms）：" + table(heads, rows)
    )
    claim = (
        f"store_and_forward_seconds([{size * 8}] * {packets}, {[rate * 10**6 for rate in rates]}, "
        f"[Fraction({hop}, 1000)] * {links}) * 1000 == {ANSWER}"
    )
    return Draft(
        stem, Choice(right, _ms(right), "第一个分组逐段存储转发，其余分组流水式到达。"), wrong, solution, claim
    )


FAMILY = Family(
    name="packet_delay", title="分组的存储转发时延", title_en="Store-and-forward delay", node="cn.1.1.3",
    also=("cn.2.1.4",), skill="compute", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
