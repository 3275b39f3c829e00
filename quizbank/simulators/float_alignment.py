"""Addition of floating-point numbers with a short two's complement mantissa, as it is done on paper: 对阶, 加, 规格化.

A number is (exponent, mantissa in units of 2**-digits); a normalised mantissa m has 1/2 <= |m| < 1 here.
"""

__all__ = ["aligned_sum"]


def aligned_sum(x: tuple[int, int], y: tuple[int, int], digits: int, largest_exponent: int) -> tuple[int, int] | str:
    """The normalised (exponent, mantissa) of x + y, (0, 0) for zero, or "overflow" when the exponent is too large.

    The mantissa of the smaller exponent is shifted right; bits shifted out are dropped (arithmetic shift), also when
    the sum has to be shifted right.
    """
    exponent = max(x[0], y[0])
    total = sum(mantissa >> (exponent - power) for power, mantissa in (x, y))
    if total == 0:
        return 0, 0
    one = 1 << digits
    while abs(total) >= one:
        total >>= 1
        exponent += 1
    while 2 * abs(total) < one:
        total *= 2
        exponent -= 1
    return "overflow" if exponent > largest_exponent else (exponent, total)
