"""IPv4: addresses and prefixes, subnets of different sizes, longest-prefix match, aggregation, fragmentation."""

from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "aggregate_prefixes",
    "broadcast_address",
    "ipv4_fragments",
    "largest_host_address",
    "longest_prefix_match",
    "multicast_mac",
    "network_address",
    "smallest_forwarding_table",
    "subnets_of",
    "vlsm_subnets",
]


def _number(address: str) -> int:
    parts = [int(part) for part in address.split(".")]
    if len(parts) != 4 or any(not 0 <= part <= 255 for part in parts):
        raise ValueError(f"no IPv4 address: {address}")
    return parts[0] << 24 | parts[1] << 16 | parts[2] << 8 | parts[3]


def _dotted(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


def _prefix(text: str) -> tuple[int, int]:
    address, _, length = text.partition("/")
    number, bits = _number(address), int(length)
    if not 0 <= bits <= 32 or number & ((1 << (32 - bits)) - 1):
        raise ValueError(f"bits are set behind the prefix: {text}")
    return number, bits


def _covers(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[1] <= inner[1] and outer[0] >> (32 - outer[1]) == inner[0] >> (32 - outer[1])


def broadcast_address(prefix: str) -> str:
    """The last address of a subnet, all host bits 1."""
    number, bits = _prefix(prefix)
    return _dotted(number | (1 << (32 - bits)) - 1)


def network_address(address: str, bits: int) -> str:
    """The network address of a host with a mask of that many 1s: all host bits 0."""
    return _dotted(_number(address) >> (32 - bits) << (32 - bits))


def subnets_of(block: str, bits: int) -> list[str]:
    """All subnets of `block` with the prefix length `bits`, from low addresses to high ones, all 0s and all 1s too."""
    start, own = _prefix(block)
    if not own <= bits <= 32:
        raise ValueError("a subnet cannot be larger than its block")
    return [f"{_dotted(start + (number << 32 - bits))}/{bits}" for number in range(1 << bits - own)]


def largest_host_address(prefix: str) -> str:
    """The largest address a host or router interface may have: one below the broadcast address."""
    number, bits = _prefix(prefix)
    if bits > 30:
        raise ValueError("no host fits")
    return _dotted((number | (1 << (32 - bits)) - 1) - 1)


def vlsm_subnets(block: str, addresses: Sequence[int]) -> list[str]:
    """Cut subnets out of `block` in the order given, from low addresses to high ones.

    Each gets the smallest power of two that holds its addresses plus the network and the broadcast address, and
    starts at the next multiple of its own size.
    """
    start, bits = _prefix(block)
    position, end = start, start + (1 << (32 - bits))
    subnets = []
    for count in addresses:
        size = 4
        while size - 2 < count:
            size *= 2
        position = -(-position // size) * size
        if position + size > end:
            raise ValueError("the block is too small")
        subnets.append(f"{_dotted(position)}/{33 - size.bit_length()}")
        position += size
    return subnets


def longest_prefix_match(table: Mapping[str, str], destination: str) -> str | None:
    """The next hop of the longest prefix that covers the destination; None when no entry (not even 0.0.0.0/0) does."""
    host = (_number(destination), 32)
    matching = [(_prefix(prefix)[1], hop) for prefix, hop in table.items() if _covers(_prefix(prefix), host)]
    return max(matching)[1] if matching else None


def aggregate_prefixes(prefixes: Iterable[str]) -> str:
    """The longest single prefix that covers all of them (it may cover other addresses too)."""
    values = [_prefix(prefix) for prefix in prefixes]
    bits = min(length for _, length in values)
    while len({number >> (32 - bits) for number, _ in values}) > 1:
        bits -= 1
    return f"{_dotted(values[0][0] >> (32 - bits) << (32 - bits))}/{bits}"


def smallest_forwarding_table(table: Mapping[str, str]) -> int:
    """Fewest entries of a table that forwards every address like `table`, which must hold a default route.

    Longest-prefix match is used before and after (the optimal routing table constructor of Draves et al.).
    """
    entries = {_prefix(prefix): hop for prefix, hop in table.items()}
    if (0, 0) not in entries:
        raise ValueError("a default route is needed")

    def build(number: int, bits: int, inherited: str) -> tuple[set[str], object]:
        hop = entries.get((number, bits), inherited)
        if not any(_covers((number, bits), other) and other != (number, bits) for other in entries):
            return {hop}, None
        low = build(number, bits + 1, hop)
        high = build(number | 1 << (31 - bits), bits + 1, hop)
        return low[0] & high[0] or low[0] | high[0], (low, high)

    def count(node: tuple[set[str], object], inherited: str | None) -> int:
        candidates, children = node
        own = 0
        if inherited not in candidates:
            own, inherited = 1, min(candidates)
        return own + (sum(count(child, inherited) for child in children) if children else 0)

    return count(build(0, 0, ""), None)


def ipv4_fragments(total_length: int, mtus: Sequence[int], header: int = 20) -> list[tuple[int, int, int]]:
    """(total length, fragment offset, MF) of the fragments that reach the destination over links with these MTUs.

    The packet starts unfragmented (offset 0, MF 0, DF 0). Each router fills every fragment but the last one to the
    largest multiple of 8 data bytes; fragments are put together only at the destination.
    """
    pieces = [(total_length - header, 0, 0)]  # data bytes, offset in units of 8 bytes, MF
    for mtu in mtus:
        room = (mtu - header) // 8 * 8
        cut: list[tuple[int, int, int]] = []
        for data, offset, more in pieces:
            if data + header <= mtu:
                cut.append((data, offset, more))
                continue
            for start in range(0, data, room):
                size = min(room, data - start)
                last = start + size == data
                cut.append((size, offset + start // 8, more if last else 1))
        pieces = cut
    return [(data + header, offset, more) for data, offset, more in pieces]


def multicast_mac(group: str) -> str:
    """The Ethernet address of an IPv4 multicast group: 01-00-5E, a 0 bit and the low 23 bits of the group."""
    number = _number(group)
    if number >> 28 != 0b1110:
        raise ValueError("multicast groups lie in 224.0.0.0/4")
    low = number & 0x7FFFFF
    return f"01-00-5E-{low >> 16:02X}-{low >> 8 & 255:02X}-{low & 255:02X}"
