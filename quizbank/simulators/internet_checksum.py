"""The Internet checksum (UDP, TCP, IPv4 header): one's complement of the one's complement sum of 16-bit words."""

from collections.abc import Iterable

__all__ = ["checksum_accepts", "internet_checksum", "ones_complement_sum"]


def ones_complement_sum(words: Iterable[int]) -> int:
    """Sum of 16-bit words; a carry out of the highest bit is added to the lowest one."""
    total = 0
    for word in words:
        total += word
        total = (total & 0xFFFF) + (total >> 16)
    return total


def internet_checksum(words: Iterable[int]) -> int:
    """What the sender writes into the field (the field itself counts as 0 while summing)."""
    return ~ones_complement_sum(words) & 0xFFFF


def checksum_accepts(words: Iterable[int]) -> bool:
    """True when the sum over all words, the checksum included, is FFFF."""
    return ones_complement_sum(words) == 0xFFFF
