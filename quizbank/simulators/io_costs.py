"""What input and output cost: CPU share, a fully interlocked handshake, the longest wait for service, port decoding."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

__all__ = ["cpu_io_share", "decoded_port", "interlocked_handshake_ns", "longest_read_delay"]


def cpu_io_share(bytes_per_second: int, bytes_each: int, cycles_each: int, clock_hz: int) -> Fraction:
    """Share of the CPU's cycles spent when every `bytes_each` bytes cost it `cycles_each` cycles."""
    return Fraction(bytes_per_second, bytes_each) * cycles_each / clock_hz


def interlocked_handshake_ns(line: int, access: int, master: int, slave: int) -> dict[str, int]:
    """Times, from the request on, of the events of one fully interlocked transfer (全互锁).

    `line` is the delay of a signal between the two sides, `access` the time from seeing the request to answering,
    `master` from seeing the answer to withdrawing the request, `slave` from seeing that to withdrawing the answer. The
    next request may follow at ``"next"``, when the master sees the answer withdrawn.
    """
    answer = line + access
    answered = answer + line
    withdrawn = answered + master
    answer_off = withdrawn + line + slave
    return {
        "answer": answer,
        "answered": answered,
        "withdrawn": withdrawn,
        "off": answer_off,
        "next": answer_off + line,
    }


def longest_read_delay(read_after: int, other_services: Sequence[int]) -> int:
    """Longest time from the request of the highest-priority source to its data being read, without nesting.

    A service program of another source that has just begun runs to its end first; then this source is served, and its
    service program reads the data `read_after` time units after its beginning. Responding takes no time.
    """
    return max(other_services, default=0) + read_after


def decoded_port(address: int, required: Mapping[int, int], select: Sequence[int]) -> int | None:
    """Number of the port that an address selects on a card, None when the card is not selected.

    `required` gives the address bits that must have a value; `select` the bits that choose the port, highest first.
    Bits in neither are not connected.
    """
    if any(address >> bit & 1 != value for bit, value in required.items()):
        return None
    port = 0
    for bit in select:
        port = port << 1 | (address >> bit & 1)
    return port
