"""Cyclic redundancy check (循环冗余校验) by modulo-2 division; bit strings, highest power first."""

__all__ = ["crc_accepts", "crc_codeword", "crc_detects", "crc_division_steps", "crc_remainder"]


def crc_remainder(bits: str, generator: str) -> str:
    """The check bits of `bits`: remainder of bits·x^r divided by the generator, r = its degree, with leading zeros."""
    degree = len(generator) - 1
    return _divide(bits + "0" * degree, generator)


def crc_codeword(bits: str, generator: str) -> str:
    """Data followed by its check bits, as it is sent."""
    return bits + crc_remainder(bits, generator)


def crc_accepts(received: str, generator: str) -> bool:
    """True when the received word is divisible by the generator, so that the receiver finds no error."""
    return "1" not in _divide(received, generator)


def crc_detects(pattern: str, generator: str) -> bool:
    """True when an error pattern (1 = this bit is flipped) is noticed, whatever code word was sent."""
    return not crc_accepts(pattern, generator)


def crc_division_steps(dividend: str, generator: str) -> list[tuple[str, str, str]]:
    """The long division as it is written by hand: (bits in work, quotient bit, bits left after subtracting).

    The bits in work are as long as the generator; a quotient bit 0 subtracts nothing. The last entry leaves the
    remainder behind its leading 0.
    """
    width = len(generator)
    work, rest, steps = dividend[:width], dividend[width:], []
    while True:
        taken = generator if work[0] == "1" else "0" * width
        left = "".join(str(int(a != b)) for a, b in zip(work, taken, strict=True))
        steps.append((work, work[0], left))
        if not rest:
            return steps
        work, rest = left[1:] + rest[0], rest[1:]


def _divide(bits: str, generator: str) -> str:
    if not generator.startswith("1") or len(generator) < 2:
        raise ValueError("the generator must start with 1 and have a degree of at least 1")
    rest = [int(bit) for bit in bits]
    divisor = [int(bit) for bit in generator]
    for start in range(len(rest) - len(divisor) + 1):
        if rest[start]:
            for offset, bit in enumerate(divisor):
                rest[start + offset] ^= bit
    return "".join(map(str, rest[len(rest) - len(divisor) + 1 :]))
