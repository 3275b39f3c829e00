"""Set-associative caches: address fields, total size and hits; ways = 1 is direct mapping, sets = 1 fully associative."""

from collections.abc import Iterable, Sequence

__all__ = ["cache_address_fields", "cache_hit_count", "cache_hit_trace", "cache_storage_bits", "loop_addresses"]


def cache_storage_bits(
    address_bits: int, data_bytes: int, line_bytes: int, ways: int, control_bits: int
) -> dict[str, int]:
    """``tag``, ``index``, ``offset`` widths and ``total`` bits (data + tag + control bits of every line).

    `control_bits` are the bits a line has besides data and tag: valid, dirty, replacement.
    """
    lines = data_bytes // line_bytes
    offset = line_bytes.bit_length() - 1
    index = (lines // ways).bit_length() - 1
    tag = address_bits - index - offset
    return {"tag": tag, "index": index, "offset": offset, "total": lines * (8 * line_bytes + tag + control_bits)}


def loop_addresses(iterations: int, references: Sequence[tuple[int, int]]) -> list[int]:
    """Byte addresses of ``for i in range(iterations)`` touching start + i * stride for each (start, stride) in turn."""
    return [start + i * stride for i in range(iterations) for start, stride in references]


def cache_hit_count(addresses: Iterable[int], line_bytes: int, sets: int, ways: int, policy: str = "LRU") -> int:
    """Hits of the accesses in an empty cache. Every miss loads the block (write allocate); policy LRU or FIFO."""
    if policy not in ("LRU", "FIFO"):
        raise ValueError(f"unknown policy {policy!r}")
    stored: list[list[int]] = [[] for _ in range(sets)]
    hits = 0
    for address in addresses:
        block = address // line_bytes
        lines = stored[block % sets]
        if block in lines:
            hits += 1
            if policy == "LRU":
                lines.remove(block)
                lines.append(block)
            continue
        if len(lines) == ways:
            lines.pop(0)
        lines.append(block)
    return hits


def cache_address_fields(address: int, line_bytes: int, sets: int) -> tuple[int, int, int]:
    """(tag, set, offset in the block) of a byte address; with sets = lines the set is the line number."""
    block = address // line_bytes
    return block // sets, block % sets, address % line_bytes


def cache_hit_trace(blocks: Iterable[int], sets: int, ways: int, policy: str = "LRU") -> list[tuple[list[int], bool]]:
    """For each block asked for: (blocks then in its set, the next one to be replaced first; was it a hit?).

    The cache is empty at first; set = block mod sets; policy LRU or FIFO.
    """
    if policy not in ("LRU", "FIFO"):
        raise ValueError(f"unknown policy {policy!r}")
    stored: list[list[int]] = [[] for _ in range(sets)]
    trace = []
    for block in blocks:
        lines = stored[block % sets]
        hit = block in lines
        if hit and policy == "LRU":
            lines.remove(block)
        elif not hit and len(lines) == ways:
            lines.pop(0)
        if not hit or policy == "LRU":
            lines.append(block)
        trace.append((list(lines), hit))
    return trace
