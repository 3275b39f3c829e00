"""IPv4 fragmentation over one or two small links: how many pieces, and the fields of one of them."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.ipv4 import ipv4_fragments

_MTUS = (420, 500, 532, 576, 620, 780, 800, 820, 940, 1000, 1020, 1100, 1200, 1260, 1400, 1420, 1500)


def draw(rng: random.Random) -> Draft:
    mtu = rng.choice(_MTUS)
    total = (
        rng.choice(range(1500, 6001, 20)) if rng.random() < 0.8 else rng.choice((1500, 2000, 3000, 4000, 4500, 5000))
    )
    second = rng.choice([m for m in _MTUS if m < mtu - 100] or [0]) if rng.random() < 0.35 else 0
    pieces = ipv4_fragments(total, [mtu, second] if second else [mtu])
    if not 3 <= len(pieces) <= 8 or pieces[-1][0] < 40:
        raise Redraw
    case = rng.choice(("count", "offset", "last", "offset"))
    if case == "count" and not second:
        raise Redraw
    data, room = total - 20, (mtu - 20) // 8 * 8
    path = f"先后通过 MTU 为 {mtu} B 和 {second} B 的两条链路" if second else f"通过一条 MTU 为 {mtu} B 的链路"
    stem = (
        f"一个总长度为 {total} B、首部为 20 B 的 IPv4 分组（DF = 0，未分片）{path}。"
        f"需要分片时，除最后一片外，每一片都取允许的最大长度，各分片的首部都是 20 B。"
    )
    place = rng.randint(3, len(pieces)) - 1 if case == "offset" else len(pieces) - 1
    length, offset, _ = pieces[place]
    links = [mtu, second] if second else [mtu]
    final = second or mtu
    if case == "count":
        right, unit = len(pieces), " 个"
        stem += "目的主机收到的分片数为"
        found = [
            (-(-data // room), "只考虑了第一条链路上的分片。" if second else "按 MTU 不含首部计算。"),
            (-(-total // final), "用总长度除以 MTU，没有扣除首部。"),
            (-(-data // final), "以为每片都能装满 MTU 个字节的数据，没有扣除各分片的首部。"),
            (-(-data // ((final - 20) // 8 * 8)), "按较小的 MTU 一次分片；分片在第一条链路上已经划开，不会重新合并。"),
            (right + 1, "多算了一个分片。"),
            (right - 1, "少算了一个分片，最后不满的一片也要发送。"),
            (2 * -(-data // room), "以为第一条链路上的每一片都再分成两片；长度不超过 MTU 的分片不再划分。"),
            (data // room, "用除法的商作为片数，没有向上取整。"),
        ]
        found = [pair for pair in found if "MTU 不含" not in pair[1] and (second or "一次分片" not in pair[1])]
    elif case == "offset":
        right, unit = offset, ""
        stem += f"目的主机收到的各分片按片偏移从小到大排列，其中第 {place + 1} 个分片的片偏移字段的值为"
        plain = place * ((mtu - 20) // 8)
        found = [
            (offset * 8, "以字节为单位；片偏移字段以 8 B 为单位。"),
            ((offset * 8 + 20 * place) // 8, "把前面各分片的首部也算进了偏移。"),
            (place * (final // 8), "用 MTU 除以 8 作为每片的数据单位数，没有扣除首部。"),
            (ipv4_fragments(total, links)[place - 1][1], "给出的是前一个分片的片偏移，片的序号少数了一个。"),
            (
                pieces[place + 1][1] if place + 1 < len(pieces) else offset + room // 8,
                "片的序号多数了一个，第 1 个分片的片偏移是 0。",
            ),
            (offset * 2, "以 4 B 为单位；片偏移字段以 8 B 为单位。"),
            (plain, "只考虑了第一条链路上的分片。"),
            (place * ((final - 20) // 8), "按较小的 MTU 一次分片；第一条链路上的分片不会重新合并。"),
        ]
        found = [pair for pair in found if second or ("第一条" not in pair[1])]
    else:
        right, unit = length, " B"
        stem += "目的主机收到的最后一个分片（片偏移最大）的总长度为"
        found = [
            (length - 20, "只算了数据部分，总长度还包括 20 B 首部。"),
            (total - 20 - (len(pieces) - 1) * (final - 20), "每片的数据取 MTU 减 20，没有取 8 的倍数，也漏掉了首部。"),
            (total - (len(pieces) - 1) * final, "用总长度减去前面各片的 MTU，没有考虑各分片都有首部。"),
            (total - (len(pieces) - 1) * ((final - 20) // 8 * 8) + 20, "分片前的首部又作为数据装进了分片。"),
            (length + 20, "首部算了两次。"),
            ((final - 20) // 8 * 8 + 20, "以为最后一片也装满。"),
            (length + 8, "前面各片的数据少取了一个 8 B 单位。"),
            (length - 8, "前面各片的数据多取了一个 8 B 单位。"),
        ]
        if second:  # the other mistakes count with pieces of one size
            found = [pair for pair in found if not pair[1].startswith(("每片", "用总长度", "分片前"))]
    limit = total
    wrong = [
        Choice(value, f"{value}{unit}", why)
        for value, why in found
        if 1 < value <= limit and (case != "offset" or value < 8192) and (case != "last" or 20 < value <= final)
    ]
    rows = [(n + 1, size, size - 20, where, flag) for n, (size, where, flag) in enumerate(pieces)]
    head = ["分片", "总长度/B", "数据/B", "片偏移", "MF"]
    steps = f"1. 数据部分为 {total} − 20 = {data} B。MTU 为 {mtu} B 时，每片的数据最多为不超过 {mtu - 20} B 的 8 的倍数，即 {room} B。\n"
    if second:
        inner = [
            (n + 1, size, size - 20, where, flag) for n, (size, where, flag) in enumerate(ipv4_fragments(total, [mtu]))
        ]
        small = (second - 20) // 8 * 8
        steps += (
            "   第一条链路上的分片：" + table(head, inner) + f"2. MTU 为 {second} B 时，每片的数据最多为 {small} B，"
            f"总长度超过 {second} B 的分片再次分片。目的主机收到的分片：" + table(head, rows)
        )
    else:
        steps += "2. 片偏移以 8 B 为单位，各分片为：" + table(head, rows)
    last = {
        "count": f"共 {right} 个分片。",
        "offset": f"第 {place + 1} 个分片前面共有 {offset * 8} B 数据，片偏移为 {offset * 8} ÷ 8 = {offset}。",
        "last": f"最后一个分片的数据为 {length - 20} B，总长度为 {length} B。",
    }[case]
    fragments = f"ipv4_fragments({total}, {links})"
    claim = {
        "count": f"len({fragments}) == {ANSWER}",
        "offset": f"{fragments}[{place}][1] == {ANSWER}",
        "last": f"{fragments}[-1][0] == {ANSWER}",
    }[case]
    reason = {
        "count": "每片的数据取 8 的倍数，逐条链路分片。",
        "offset": "前面各分片的数据总长除以 8。",
        "last": "剩余的数据加上 20 B 首部。",
    }[case]
    return Draft(stem, Choice(right, f"{right}{unit}", reason), wrong, steps + last, claim)


FAMILY = Family(
    name="ip_fragmentation", title="IPv4 分片", title_en="IPv4 fragmentation", node="cn.4.3.1", skill="compute", difficulty=3,
    seconds=150, draw=draw,
)  # fmt: skip
