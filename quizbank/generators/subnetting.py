"""Subnets: the broadcast address of a host, equal subnets of a block, subnets of different sizes."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.ipv4 import broadcast_address, largest_host_address, network_address, subnets_of, vlsm_subnets


def _number(address: str) -> int:
    a, b, c, d = map(int, address.split("."))
    return a << 24 | b << 16 | c << 8 | d


def _dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _prefix(address: int, length: int) -> str:
    """The block of that length around an address."""
    return f"{_dotted(address >> 32 - length << 32 - length)}/{length}"


def _mask(bits: int) -> str:
    return _dotted((1 << 32) - (1 << 32 - bits))


def _start(rng: random.Random) -> str:
    return rng.choice(
        (
            f"10.{rng.randrange(256)}",
            f"172.{rng.randint(16, 31)}",
            "192.168",
            f"{rng.randint(128, 191)}.{rng.randrange(256)}",
        )
    )


def draw(rng: random.Random) -> Draft:
    case = rng.choice(("broadcast", "equal", "sizes"))
    if case == "broadcast":
        return _broadcast(rng)
    if case == "equal":
        return _equal(rng)
    return _sizes(rng)


def _broadcast(rng: random.Random) -> Draft:
    bits = rng.choice((18, 19, 20, 21, 22, 23, 25, 26, 27, 28))
    host = f"{_start(rng)}.{rng.randrange(256)}.{rng.randint(1, 254)}"
    network = network_address(host, bits)
    prefix = f"{network}/{bits}"
    last = broadcast_address(prefix)
    if host in (network, last) or network.endswith(".0.0"):
        raise Redraw
    asked = rng.choice(("广播地址", "最大可用主机地址", "网络地址"))
    size = 1 << 32 - bits
    base = _number(network)
    right = {"广播地址": last, "最大可用主机地址": largest_host_address(prefix), "网络地址": network}[asked]
    wider, narrow = f"{network_address(host, bits - 1)}/{bits - 1}", f"{network_address(host, bits + 1)}/{bits + 1}"
    shift = {"广播地址": 0, "最大可用主机地址": -1, "网络地址": 0}[asked]

    def end(block: str) -> int:
        return _number(block.split("/")[0]) if asked == "网络地址" else _number(broadcast_address(block)) + shift

    right_number = _number(right)
    found = [
        (end(wider), f"把前缀长度当成 {bits - 1} 位，少看了一位网络位。"),
        (end(narrow), f"把前缀长度当成 {bits + 1} 位，多看了一位网络位。"),
        (right_number + size, "所在的子网找错了，给出的是下一个子网的地址。"),
        (right_number - size, "所在的子网找错了，给出的是前一个子网的地址。"),
    ]
    if asked == "网络地址":
        found.append(
            (_number(network_address(host, bits // 8 * 8)), "按字节边界取网络地址，没有看掩码的非整字节部分。")
        )
        found.append((base + 1, "给出的是子网内最小的可用主机地址。"))
    else:
        block = bits // 8 * 8
        whole = _number(network_address(host, block)) + (1 << 32 - block) - 1 + shift
        found.append((whole, "按字节边界把主机位全部置 1，没有看掩码的非整字节部分。"))
        other = right_number - 1 if asked == "广播地址" else right_number + 1
        found.append((other, "广播地址的主机位全为 1，它比最大的可用主机地址大 1，两者弄混了。"))
        if bits < 24:
            found.append(
                (_number(host) // 256 * 256 + 255 + shift, "只把最后一个字节置为全 1，主机位还包括前一字节的一部分。")
            )
            found.append((base + 255 + shift, "从网络地址起只把最后一个字节置为全 1，漏掉了第三个字节中的主机位。"))
    told = f"{host}/{bits}" if rng.random() < 0.5 else f"{host}，子网掩码为 {_mask(bits)}"
    stem = f"某主机的 IP 地址为 {told}，则该主机所在子网的{asked}为"
    wrong = [Choice(_dotted(value), _dotted(value), why) for value, why in found if 0 < value < 1 << 32]
    byte = bits // 8
    octet = int(host.split(".")[byte])
    cut = bits % 8
    shown = f"{octet:08b}"
    solution = (
        f"1. 前缀长度为 {bits}，分界在第 {byte + 1} 个字节：{octet} = {shown[:cut]}|{shown[cut:]}（竖线左边是网络位）。\n"
        f"2. 主机位全部置 0，网络地址为 {network}；主机位全部置 1，广播地址为 {last}。\n"
        f"3. 可用主机地址为 {_dotted(base + 1)}～{largest_host_address(prefix)}，所求的{asked}是 {right}。"
    )
    claim = {
        "广播地址": f"broadcast_address({prefix!r}) == {ANSWER}",
        "最大可用主机地址": f"largest_host_address({prefix!r}) == {ANSWER}",
        "网络地址": f"network_address({host!r}, {bits}) == {ANSWER}",
    }[asked]
    return Draft(stem, Choice(right, right, "由前缀长度分出网络位与主机位求得。"), wrong, solution, claim)


def _equal(rng: random.Random) -> Draft:
    bits = rng.choice((20, 21, 22, 23, 24))
    more = rng.choice((2, 3, 4))
    block = f"{network_address(f'{_start(rng)}.{rng.randrange(256)}.0', bits)}/{bits}"
    parts = subnets_of(block, bits + more)
    count, size = len(parts), 1 << 32 - bits - more
    need = count - rng.choice((0, 1)) if more > 2 else count
    place = rng.randint(2, need) - 1
    last = rng.random() < 0.5
    right = largest_host_address(parts[place]) if last else parts[place]
    base = _number(parts[place].split("/")[0])
    many = "第 {} 个"
    text = "（子网从小到大编号为第 1、第 2、…个，全 0 和全 1 的子网也使用）"
    stem = (
        f"某单位把地址块 {block} 划分成大小相同的子网，至少要有 {need} 个子网，且每个子网尽可能大{text}。"
        f"{many.format(place + 1)}子网的{'最大可用主机地址' if last else '地址（CIDR 表示）'}为"
    )
    tail = bits + more
    start = _number(block.split("/")[0])
    if last:
        found = [
            (_dotted(base + size - 1), "这是该子网的广播地址，不能分配给主机。"),
            (_dotted(base + 2 * size - 2), "子网多数了一个；第 1 个子网的子网号为 0。"),
            (_dotted(base - 2), "子网少数了一个，给出的是前一个子网的最大可用主机地址。"),
            (_dotted(base + size - 3), "把广播地址之前的地址又多减了 1。"),
            (_dotted(start + (place + 1) * size // 2 - 2), "借用的主机位多了一位，子网没有尽可能大。"),
        ]
    else:
        found = [
            (f"{_dotted(base + size)}/{tail}", "子网多数了一个；第 1 个子网的子网号为 0。"),
            (f"{_dotted(base - size)}/{tail}", "子网少数了一个，给出的是前一个子网。"),
            (f"{_dotted(start + place * size // 2)}/{tail + 1}", "借用的主机位多了一位，子网没有尽可能大。"),
            (f"{_dotted(base)}/{tail + 1}", "前缀长度多算了一位。"),
            (_prefix(base, tail - 1), "前缀长度少算了一位，子网的个数不够。"),
            (_prefix(base, bits), "仍用划分以前的前缀长度。"),
        ]
    found = [pair for pair in found if pair[0] != right]
    wrong = [Choice(value, value, why) for value, why in found]
    rows = [(n + 1, f"{n:0{more}b}", part, largest_host_address(part)) for n, part in enumerate(parts)]
    keep = [row for row in rows if abs(row[0] - 1 - place) <= 1 or row[0] in (1, count)]
    solution = (
        f"1. 至少 {need} 个子网，需要借用 {more} 位主机位（$2^{{{more}}}={count}\\ge{need}$，而 $2^{{{more - 1}}}={count // 2}$ 不够），"
        f"子网的前缀长度为 {bits} + {more} = {tail}，每个子网有 {size} 个地址。\n"
        f"2. 部分子网如下：" + table(["第几个", "子网号", "子网", "最大可用主机地址"], keep) + f"所求为 {right}。"
    )
    inner = f"subnets_of({block!r}, {tail})[{place}]"
    claim = f"largest_host_address({inner}) == {ANSWER}" if last else f"{inner} == {ANSWER}"
    return Draft(stem, Choice(right, right, f"第 {place + 1} 个子网的子网号为 {place}。"), wrong, solution, claim)


def _sizes(rng: random.Random) -> Draft:
    bits = rng.choice((22, 23, 24))
    block = f"{network_address(f'{_start(rng)}.{rng.randrange(256)}.0', bits)}/{bits}"
    sizes = sorted(rng.choice(((1, 2, 3, 3), (1, 2, 3, 4), (1, 3, 3, 3), (2, 2, 2, 3), (2, 2, 3, 3), (1, 2, 4, 4))))
    hosts = []
    for cut in sizes:
        top = (1 << 32 - bits - cut) - 2
        hosts.append(rng.randint(top // 2 + 1, top) if rng.random() < 0.7 else top)
    if len(set(hosts)) < 4:
        raise Redraw
    hosts.sort(reverse=True)
    parts = vlsm_subnets(block, hosts)
    place = rng.randint(1, 3)
    right = parts[place]
    base, tail = _number(right.split("/")[0]), int(right.split("/")[1])
    size = 1 << 32 - tail
    names = "甲乙丙丁"
    told = "、".join(f"{name}部门 {count} 个" for name, count in zip(names, hosts, strict=True))
    stem = (
        f"某单位用变长子网掩码划分地址块 {block}，各部门需要的可用主机地址数为：{told}。"
        f"按甲、乙、丙、丁的次序从低地址开始连续划分，每个部门分到满足需要的最小子网，则{names[place]}部门的子网为"
    )
    before = _number(parts[place - 1].split("/")[0])
    start = _number(block.split("/")[0])
    found = [
        (f"{_dotted(base)}/{tail + 1}", "前缀长度多算了一位，子网容纳不下该部门的主机。"),
        (_prefix(base, tail - 1), "前缀长度少算了一位，子网不是满足需要的最小子网。"),
        (f"{_dotted(base + size)}/{tail}", "起始地址多跳过了一个子网。"),
        (f"{_dotted(before)}/{tail}", f"从{names[place - 1]}部门的起始地址划分，与前一个子网重叠。"),
        (f"{_dotted(start + place * size)}/{tail}", "以为前面各部门的子网都与本部门的一样大。"),
        (_prefix(base, bits), "仍用划分以前的前缀长度。"),
    ]
    wrong = [Choice(value, value, why) for value, why in found]
    rows = []
    for name, count, part in zip(names, hosts, parts, strict=True):
        length = int(part.split("/")[1])
        rows.append((name, count, f"{1 << 32 - length} − 2 = {(1 << 32 - length) - 2}", part, broadcast_address(part)))
    solution = (
        "每个子网的地址数取 2 的幂，减去网络地址和广播地址后不少于需要的个数；依次划分："
        + table(["部门", "需要", "可用地址数", "子网", "广播地址"], rows)
        + f"所求的子网为 {right}。"
    )
    claim = f"vlsm_subnets({block!r}, {hosts})[{place}] == {ANSWER}"
    return Draft(stem, Choice(right, right, "依次划分满足需要的最小子网。"), wrong, solution, claim)


FAMILY = Family(
    name="subnetting", title="子网划分", title_en="Subnetting and VLSM", node="cn.4.3.3", also=("cn.4.3.2",),
    skill="compute", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
