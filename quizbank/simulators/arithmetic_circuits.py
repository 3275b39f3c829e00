"""Circuits that add, subtract, multiply and divide n-bit patterns (a pattern is the unsigned integer its bits spell).

The multiplier keeps a carry C, the partial product P and the multiplier Y; one step adds X to P when the last bit of Y is
1 and then shifts C, P, Y right together, a 0 coming into C. The dividers keep R (0 at first) and Q (the dividend at
first); one step shifts R, Q left together and then subtracts (or adds) the divisor once.
"""

from collections.abc import Mapping

from quizbank.simulators.integer_codes import add_sub_flags, fixed_code_value

__all__ = ["division_operations", "flag_outcomes", "missing_carry_in_errors", "shift_add_registers"]


def shift_add_registers(x: int, y: int, width: int, steps: int) -> tuple[int, int]:
    """(P, Y) after so many steps of the unsigned shift-and-add multiplier."""
    mask = (1 << width) - 1
    if not (0 <= x <= mask and 0 <= y <= mask and 0 <= steps <= width):
        raise ValueError("operands or steps do not fit the width")
    partial = 0
    for _ in range(steps):
        total = partial + (x if y & 1 else 0)
        y = (total & 1) << (width - 1) | y >> 1
        partial = total >> 1
    return partial, y


def division_operations(dividend: int, divisor: int, width: int, restoring: bool) -> tuple[int, int, int]:
    """(additions and subtractions done, quotient, remainder) of an unsigned division of `width` steps.

    Restoring: every step subtracts, and adds the divisor back after a negative remainder. Non-restoring: every step
    subtracts after a remainder >= 0 and adds after a negative one; a negative last remainder is corrected by one addition.
    """
    if not (0 <= dividend < 1 << width and 0 < divisor < 1 << width):
        raise ValueError("operands do not fit the width")
    remainder = quotient = operations = 0
    for place in reversed(range(width)):
        add = remainder < 0
        remainder = 2 * remainder + (dividend >> place & 1) + (divisor if add else -divisor)
        operations += 1
        quotient = 2 * quotient + (remainder >= 0)
        if restoring and remainder < 0:
            remainder += divisor
            operations += 1
    if remainder < 0:
        remainder += divisor
        operations += 1
    return operations, quotient, remainder


def flag_outcomes(width: int, flags: Mapping[str, int]) -> set[tuple[int, int]]:
    """What x - y can have given when its flags are these: the pairs (SF, order).

    order is -1, 0 or 1 for x < y, x = y, x > y as two's complement; all pairs of n-bit patterns are tried.
    """
    found = set()
    for x in range(1 << width):
        for y in range(1 << width):
            result = add_sub_flags(x, y, width, subtract=True)
            if all(result[name] == value for name, value in flags.items()):
                left, right = (fixed_code_value(one, width, "twos_complement") for one in (x, y))
                found.add((result["SF"], (left > right) - (left < right)))
    return found


def missing_carry_in_errors(width: int) -> list[tuple[int, int]]:
    """The pairs (x, y) whose unsigned order x < y is told wrongly by CF when x - y is computed as x + ~y + 0.

    CF is the carry out XOR Sub, with Sub = 1; only the carry into the last bit is missing.
    """
    mask = (1 << width) - 1
    return [
        (x, y) for x in range(1 << width) for y in range(1 << width) if (((x + (~y & mask)) >> width) ^ 1) != int(x < y)
    ]
