"""Several prefixes as one: the longest prefix that covers them all."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.ipv4 import aggregate_prefixes, network_address


def draw(rng: random.Random) -> Draft:
    first = rng.choice((rng.randint(11, 126), rng.randint(128, 191), rng.randint(192, 223)))
    second = rng.randrange(256)
    length = rng.choice((22, 23, 24, 24, 25, 26))
    count = rng.choice((3, 4, 4))
    spread = rng.choice((4, 5, 6, 8, 10, 12))
    step = 32 - length
    whole = 1 << 16 - step  # blocks of this size in the last two bytes
    low = rng.randrange(0, whole - spread)
    numbers = sorted(rng.sample(range(low, low + spread), count))
    if (
        numbers == list(range(numbers[0], numbers[0] + count))
        and numbers[0] % count == 0
        and count == 4
        and rng.random() < 0.5
    ):
        raise Redraw

    def dotted(number: int) -> str:
        return f"{first}.{second}.{(number << step) >> 8}.{(number << step) & 255}"

    mixed = [(number, length) for number in numbers]
    if rng.random() < 0.4:  # one block twice as large
        place = rng.randrange(count)
        even = numbers[place] & ~1
        if even in numbers[:place] or even + 1 in numbers[place + 1 :]:
            raise Redraw
        mixed[place] = (even, length - 1)
    prefixes = [f"{dotted(number)}/{bits}" for number, bits in mixed]
    right = aggregate_prefixes(prefixes)
    address, bits = right.split("/")
    bits = int(bits)
    if bits >= length - 1 or bits < 17 or (address == prefixes[0].split("/")[0] and rng.random() < 0.4):
        raise Redraw
    smallest, largest = prefixes[0].split("/")[0], prefixes[-1].split("/")[0]
    wide = bits - 1
    found = [
        (f"{network_address(smallest, bits + 1)}/{bits + 1}", "前缀长度多取了一位，没有覆盖全部地址块。"),
        (f"{network_address(largest, bits + 1)}/{bits + 1}", "前缀长度多取了一位，只覆盖了地址较大的一部分地址块。"),
        (f"{network_address(smallest, wide)}/{wide}", "前缀长度少取了一位，不是最长的公共前缀。"),
        (f"{network_address(smallest, bits - 2)}/{bits - 2}", "前缀长度少取了两位，不是最长的公共前缀。"),
        (f"{network_address(smallest, length - 2)}/{length - 2}", "只按地址块的个数求应合并的位数，没有比较公共前缀。"),
    ]
    if address != smallest:
        found.append((f"{smallest}/{bits}", "直接用最小的地址块的地址，主机位没有清零。"))
    if bits < 24:
        found.append((f"{network_address(smallest, 24)}/{24}", "以为聚合后仍取 24 位的前缀。"))
        if bits > 17:
            found.append((f"{network_address(smallest, 16)}/{16}", "只比较到整字节，第三个字节的公共位没有计入前缀。"))
    use = rng.choice(("超网", "路由"))
    rng.shuffle(prefixes)
    stem = f"路由器要把{'地址块' if use == '超网' else '目的网络'} {listed(prefixes)} 聚合成一个地址块通告出去，允许包含其他地址，但前缀要尽可能长，则该地址块为"
    rows = []
    for prefix in sorted(prefixes, key=lambda text: [int(part) for part in text.split("/")[0].split(".")]):
        octets = [int(part) for part in prefix.split("/")[0].split(".")]
        tail = "".join(f"{octet:08b}" for octet in octets[2:])
        rows.append((prefix, f"`{tail[: bits - 16]}`", f"`{tail[bits - 16 :]}`"))
    solution = (
        f"各地址的前两个字节都是 {first}.{second}，比较后两个字节的二进制表示："
        + table(["地址块", "后两个字节中的公共前缀", "其余的位"], rows)
        + f"公共前缀共 16 + {bits - 16} = {bits} 位，其余各位置 0，聚合为 {right}。"
    )
    claim = f"aggregate_prefixes({prefixes}) == {ANSWER}"
    widest = min(own for _, own in mixed)
    wrong = [Choice(value, value, why) for value, why in found if int(value.split("/")[1]) <= widest]
    return Draft(stem, Choice(right, right, "取最长的公共前缀，其余各位置 0。"), wrong, solution, claim)


FAMILY = Family(
    name="route_aggregation", title="路由聚合", title_en="Route aggregation", node="cn.4.3.3", also=("cn.4.8.2",),
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
