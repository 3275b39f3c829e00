"""Fixed-point codes of n bits, the add/subtract unit with its flags, and C's integer conversions.

A pattern is the unsigned integer that the n bits spell. The codes are named ``sign_magnitude`` (原码), ``ones_complement``
(反码), ``twos_complement`` (补码) and ``excess`` (移码, bias 2**(n-1)).
"""

__all__ = ["add_sub_flags", "c_convert", "fixed_code_value"]


def fixed_code_value(pattern: int, width: int, code: str) -> int:
    """The integer that an n-bit pattern stands for in the given code; both zeros of 原码 and 反码 give 0."""
    if not 0 <= pattern < 1 << width:
        raise ValueError(f"{pattern} does not fit in {width} bits")
    negative = pattern >> (width - 1)
    match code:
        case "sign_magnitude":
            magnitude = pattern & ((1 << (width - 1)) - 1)
            return -magnitude if negative else magnitude
        case "ones_complement":
            return -(~pattern & ((1 << width) - 1)) if negative else pattern
        case "twos_complement":
            return pattern - (1 << width) if negative else pattern
        case "excess":
            return pattern - (1 << (width - 1))
    raise ValueError(f"unknown code {code!r}")


def add_sub_flags(x: int, y: int, width: int, subtract: bool = False) -> dict[str, int]:
    """The n-bit unit computing x + y or x + ~y + 1: ``{"F", "OF", "SF", "ZF", "CF"}``.

    CF = carry out XOR Sub, so it means a borrow for a subtraction; OF is the XOR of the carries into and out of the top
    bit. x and y are patterns.
    """
    mask = (1 << width) - 1
    operand = ~y & mask if subtract else y
    total = x + operand + subtract
    low = (x & (mask >> 1)) + (operand & (mask >> 1)) + subtract
    carry_out, carry_in = total >> width, low >> (width - 1)
    result = total & mask
    return {
        "F": result,
        "OF": carry_out ^ carry_in,
        "SF": result >> (width - 1),
        "ZF": int(result == 0),
        "CF": carry_out ^ int(subtract),
    }


def c_convert(value: int, width: int, signed: bool) -> int:
    """A C integer converted to a type of `width` bits: reduced modulo 2**width; signed types are two's complement."""
    pattern = value & ((1 << width) - 1)
    return fixed_code_value(pattern, width, "twos_complement") if signed else pattern
