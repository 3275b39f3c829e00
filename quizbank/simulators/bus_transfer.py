"""Synchronous bus: how long it takes to read a block."""

from fractions import Fraction

__all__ = ["block_read_cycles", "block_read_rate"]


def block_read_cycles(block_bytes: int, width_bytes: int, address: int, wait: int, burst: bool = True) -> int:
    """Bus cycles: `address` for the address, `wait` for the memory, then one per word of the bus.

    Without burst every word of the bus is a transaction of its own with its own address and wait.
    """
    words = -(-block_bytes // width_bytes)
    return address + wait + words if burst else words * (address + wait + 1)


def block_read_rate(
    clock_mhz: int, block_bytes: int, width_bytes: int, address: int, wait: int, burst: bool = True
) -> Fraction:
    """Transfer rate in MB/s (10**6 bytes) of such reads one after the other."""
    return Fraction(clock_mhz * block_bytes, block_read_cycles(block_bytes, width_bytes, address, wait, burst))
