"""A device's buffer and the processor's time: filling while the interrupt waits, and what the service costs."""

from fractions import Fraction

__all__ = ["fifo_overruns", "interrupt_batch_share", "largest_fifo_threshold"]


def fifo_overruns(depth: int, threshold: int, interval: Fraction, delay: Fraction) -> bool:
    """Is a sample lost between the request and the first read?

    The request comes at the moment the FIFO holds `threshold` samples; one more sample arrives after every `interval`,
    and the first is read `delay` after the request. Later reads are quicker than the arrivals.
    """
    held, arrival = threshold, Fraction(interval)
    while arrival < delay:
        held += 1
        arrival += interval
    return held > depth


def largest_fifo_threshold(depth: int, interval: Fraction, delay: Fraction) -> int:
    """The largest threshold with which no sample is lost; 0 when there is none."""
    fitting = [t for t in range(1, depth + 1) if not fifo_overruns(depth, t, interval, delay)]
    return max(fitting, default=0)


def interrupt_batch_share(batch: int, fixed: int, each: int, interval_cycles: int) -> Fraction:
    """Share of the CPU when one interrupt costs `fixed` cycles and `each` per sample of its batch."""
    return Fraction(fixed + batch * each, batch * interval_cycles)
