"""A forwarding table with overlapping prefixes: where a packet goes, or which packet goes to a hop."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.ipv4 import longest_prefix_match, network_address


def _number(address: str) -> int:
    a, b, c, d = map(int, address.split("."))
    return a << 24 | b << 16 | c << 8 | d


def _dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _covers(prefix: str, host: str) -> bool:
    address, bits = prefix.split("/")
    return network_address(host, int(bits)) == address


def draw(rng: random.Random) -> Draft:
    octets = f"{rng.randint(11, 223)}.{rng.randrange(256)}"
    host = f"{octets}.{rng.randrange(256)}.{rng.randint(1, 254)}"
    lengths = sorted(rng.sample(range(17, 29), rng.choice((4, 5))))
    prefixes = []
    for place, bits in enumerate(lengths):
        network = network_address(host, bits)
        if place >= len(lengths) - rng.choice((1, 2)) and place:  # turn a late bit: close, but no match
            network = _dotted(_number(network) ^ 1 << 32 - rng.randint(max(18, bits - 2), bits))
        prefixes.append(f"{network}/{bits}")
    prefixes.append("0.0.0.0/0")
    if len(set(prefixes)) < len(prefixes):
        raise Redraw
    rng.shuffle(prefixes)
    routes = {prefix: f"R{n}" for n, prefix in enumerate(prefixes, 1)}
    right = longest_prefix_match(routes, host)
    chosen = next(prefix for prefix, hop in routes.items() if hop == right)
    matching = [prefix for prefix in prefixes if _covers(prefix, host)]
    tail = _number(host) & (1 << 32 - int(chosen.split("/")[1])) - 1
    if not 0 < tail < (1 << 32 - int(chosen.split("/")[1])) - 1:
        raise Redraw
    if chosen == "0.0.0.0/0" or len(matching) < 3 or chosen == prefixes[0]:
        raise Redraw
    head = "某路由器的转发表如下，按最长前缀匹配转发：" + table(["目的网络", "下一跳"], routes.items())
    if rng.random() < 0.3:
        return _which(rng, routes, chosen, head)
    stem = f"{head}该路由器收到一个目的 IP 地址为 {host} 的分组，转发的下一跳为"
    first = next(prefix for prefix in prefixes if prefix in matching)
    found = []
    for prefix, hop in routes.items():
        bits = int(prefix.split("/")[1])
        if prefix == "0.0.0.0/0":
            why = "这是默认路由，只在没有其他匹配的表项时使用。"
        elif prefix not in matching:
            why = f"前缀 {prefix} 与目的地址相近，但前 {bits} 位并不相同，不匹配。"
        elif prefix == first:
            why = f"{prefix} 是表中第一个匹配的表项，但还有更长的前缀匹配。"
        else:
            why = f"{prefix} 虽然匹配，但不是最长的前缀。"
        if hop != right:
            found.append(Choice(hop, hop, why))
    rows = []
    for prefix, hop in routes.items():
        bits = prefix.split("/")[1]
        rows.append((prefix, hop, network_address(host, int(bits)), "匹配" if prefix in matching else "不匹配"))
    solution = (
        f"把目的地址 {host} 与各表项的掩码相与，再同目的网络比较："
        + table(["目的网络", "下一跳", "相与的结果", "是否匹配"], rows)
        + f"匹配的表项中前缀最长的是 {chosen}，下一跳为 {right}。"
    )
    claim = f"longest_prefix_match({routes}, {host!r}) == {ANSWER}"
    return Draft(stem, Choice(right, right, f"{chosen} 是匹配的最长前缀。"), found, solution, claim)


def _which(rng: random.Random, routes: dict[str, str], chosen: str, head: str) -> Draft:
    hop = routes[chosen]
    bits = int(chosen.split("/")[1])
    start, size = _number(chosen.split("/")[0]), 1 << 32 - bits
    right = _dotted(start + rng.randrange(1, size - 1))
    if longest_prefix_match(routes, right) != hop:
        raise Redraw
    places = [start + size + rng.randrange(size), start - 1 - rng.randrange(size)]
    for prefix in routes:
        address, length = prefix.split("/")
        if int(length):
            places.append(_number(address) + rng.randrange(1, (1 << 32 - int(length)) - 1))
    wrong = []
    for place in places:
        address = _dotted(place)
        taken = longest_prefix_match(routes, address)
        used = next(prefix for prefix, other in routes.items() if other == taken)
        if _covers(chosen, address):
            why = f"虽然属于 {chosen}，但还有更长的前缀 {used} 匹配，转发给 {taken}。"
        else:
            why = f"不属于 {chosen}，匹配的最长前缀是 {used}，转发给 {taken}。"
        wrong.append(Choice(address, address, why))
    stem = f"{head}下列目的 IP 地址的分组中，转发给 {hop} 的是"
    rows = []
    for prefix, other in sorted(routes.items(), key=lambda pair: -int(pair[0].split("/")[1])):
        address, length = prefix.split("/")
        rows.append((prefix, other, f"{address}～{_dotted(_number(address) + (1 << 32 - int(length)) - 1)}"))
    solution = (
        "按前缀从长到短列出各表项包括的地址，一个地址使用第一个包括它的表项："
        + table(["目的网络", "下一跳", "地址范围"], rows)
        + f"转发给 {hop} 的地址应属于 {chosen}，且不属于更长的前缀；{right} 符合。"
    )
    claim = f"longest_prefix_match({routes}, {ANSWER}) == {hop!r}"
    return Draft(stem, Choice(right, right, f"匹配的最长前缀是 {chosen}。"), wrong, solution, claim)


FAMILY = Family(
    name="longest_prefix", title="最长前缀匹配", title_en="Longest-prefix match", node="cn.4.8.2", also=("cn.4.3.3",),
    skill="trace", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
