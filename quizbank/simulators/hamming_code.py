"""Hamming code (海明码) that corrects one error; positions count from 1 at the left, even parity.

Check bits stand at the positions 1, 2, 4, 8, ...; the one at position p covers every position whose number contains p.
"""

__all__ = ["hamming_check_bits", "hamming_correct", "hamming_encode", "hamming_syndrome"]


def hamming_check_bits(data_bits: int) -> int:
    """The smallest r with 2**r >= data_bits + r + 1."""
    count = 0
    while 2**count < data_bits + count + 1:
        count += 1
    return count


def hamming_encode(data: str) -> str:
    """The code word of the data bits, which fill the positions that are no power of two from left to right."""
    length = len(data) + hamming_check_bits(len(data))
    word = [0] * (length + 1)
    bits = iter(data)
    for position in range(1, length + 1):
        if position & (position - 1):
            word[position] = int(next(bits))
    syndrome = _syndrome(word)
    for power in range(length.bit_length()):
        if syndrome >> power & 1:
            word[1 << power] = 1
    return "".join(map(str, word[1:]))


def hamming_syndrome(word: str) -> int:
    """0 when all parities hold, otherwise the position of a single error."""
    return _syndrome([0, *map(int, word)])


def hamming_correct(word: str) -> str:
    """The data bits of a received word in which at most one bit is wrong."""
    bits = [0, *map(int, word)]
    wrong = _syndrome(bits)
    if wrong >= len(bits):
        raise ValueError("the syndrome names no position: more than one bit is wrong")
    if wrong:
        bits[wrong] ^= 1
    return "".join(str(bit) for position, bit in enumerate(bits) if position & (position - 1))


def _syndrome(bits: list[int]) -> int:
    result = 0
    for position, bit in enumerate(bits):
        if bit:
            result ^= position
    return result
