"""A one-address accumulator machine whose 16-bit words hold instructions and data alike.

The first hexadecimal digit of an instruction is the operation, the other three are the address: 1 loads ACC, 2 adds the
word to ACC, 3 subtracts it, 4 stores ACC, 0 halts. Each instruction is fetched after the one before has finished.
"""

from collections.abc import Mapping

__all__ = ["run_accumulator_words"]

_MOST_STEPS = 10_000


def run_accumulator_words(words: Mapping[int, int], start: int) -> dict[int, int]:
    """The memory after running from `start` to the halt; arithmetic is modulo 2**16."""
    memory, counter, accumulator = dict(words), start, 0
    for _ in range(_MOST_STEPS):
        operation, address = memory[counter] >> 12, memory[counter] & 0xFFF
        counter += 1
        match operation:
            case 0:
                return memory
            case 1:
                accumulator = memory[address]
            case 2:
                accumulator = (accumulator + memory[address]) & 0xFFFF
            case 3:
                accumulator = (accumulator - memory[address]) & 0xFFFF
            case 4:
                memory[address] = accumulator
            case _:
                raise ValueError(f"unknown operation {operation:X}")
    raise ValueError("the program does not halt")
