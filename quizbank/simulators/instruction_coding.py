"""Instruction words and data in memory: expanding opcodes, relative branches, alignment and byte order."""

from collections.abc import Sequence

__all__ = ["expanding_opcode_rest", "relative_field", "stored_byte", "struct_layout"]


def expanding_opcode_rest(word_bits: int, address_bits: int, used: Sequence[int]) -> int:
    """Largest number of instructions of one format when the other formats need the given numbers.

    `used` lists the formats from most addresses to none, -1 in the one place that is asked for: with 16-bit words and
    5-bit addresses ``[50, -1, 500]`` asks for the one-address instructions beside 50 two-address and 500 zero-address.
    """
    formats = len(used) - 1
    asked = used.index(-1)
    below = 0  # code points of the asked format that the shorter formats use up as prefixes
    for count in reversed(used[asked + 1 :]):
        below = -(-(count + below) >> address_bits)
    left = 1 << (word_bits - formats * address_bits)
    for count in used[:asked]:
        left = (left - count) << address_bits
    return left - below


def relative_field(branch: int, target: int, instruction_bytes: int, bits: int, unit: int = 1) -> int:
    """The n-bit two's complement field of a PC-relative branch, counted in `unit` bytes.

    The base is the address of the next instruction. Raises ValueError when the target cannot be reached.
    """
    distance = target - (branch + instruction_bytes)
    if distance % unit or not -(1 << (bits - 1)) <= distance // unit < 1 << (bits - 1):
        raise ValueError("the target cannot be reached")
    return distance // unit & ((1 << bits) - 1)


def struct_layout(sizes: Sequence[int]) -> dict[str, object]:
    """``{"offsets": [...], "size": n}`` of a struct whose members align to their own size, the whole to the largest."""
    offsets, end = [], 0
    for size in sizes:
        end = -(-end // size) * size
        offsets.append(end)
        end += size
    largest = max(sizes)
    return {"offsets": offsets, "size": -(-end // largest) * largest}


def stored_byte(value: int, size: int, position: int, order: str) -> int:
    """The byte at address start + position of a `size`-byte value; order is "little" or "big"."""
    return value.to_bytes(size, "little" if order == "little" else "big")[position]
