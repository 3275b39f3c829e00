"""Application layer: time to spread a file, DNS records that expire, and exchanges of FTP, SMTP and HTTP in time.

Times are exact numbers. Commands, answers without contents and connection segments take no time to send; a command and
its answer, or opening a TCP connection, take one round trip.
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["distribution_seconds", "dns_ttl_lookups", "ftp_passive_ms", "page_check_ms", "smtp_session_ms"]


def distribution_seconds(model: str, size: int, server_up: int, peers: int, down: int, up: int = 0) -> Fraction:
    """Shortest time until `peers` hosts have a file of `size` bits; rates in bit/s; model "cs" or "p2p"."""
    slowest = Fraction(size, down)
    if model == "cs":
        return max(Fraction(peers * size, server_up), slowest)
    if model != "p2p":
        raise ValueError(f"unknown model {model!r}")
    return max(Fraction(size, server_up), slowest, Fraction(peers * size, server_up + peers * up))


def dns_ttl_lookups(times: Sequence[int], zones: int, ttl: int, changed: int) -> list[tuple[int, bool]]:
    """(queries the local name server sends, whether the answer is the new address) for each lookup of one host name.

    `zones`: name servers to ask from the root on when nothing is cached. Their addresses stay cached for good, the host's
    record for `ttl` from the moment it is got. At `changed` the last name server gets the new address.
    """
    answers, expires, new, zones_known = [], None, False, False
    for time in times:
        if expires is not None and time < expires:
            answers.append((0, new))
            continue
        answers.append((1 if zones_known else zones, time >= changed))
        zones_known, expires, new = True, time + ttl, time >= changed
    return answers


def ftp_passive_ms(file_times: Sequence[int], rtt: int) -> int:
    """Time to get files one after the other in passive, stream mode by a client that is logged in.

    For each: PASV and its answer, the data connection, then RETR, at whose arrival the server starts to send.
    """
    return sum(rtt + rtt + (rtt + time) for time in file_times)


def smtp_session_ms(mails: Sequence[tuple[int, int]], rtt: int, bits_per_ms: int) -> Fraction:
    """From HELO to the answer to the last mail's contents, no pipelining; mails: (recipients, attachment bytes).

    The attachment is sent in base64 without line ends; nothing else in the contents counts.
    """
    time = Fraction(rtt)  # HELO
    for recipients, attachment in mails:
        characters = -(-attachment // 3) * 4
        time += rtt + recipients * rtt + rtt + rtt + Fraction(characters * 8, bits_per_ms)  # MAIL, RCPT, DATA, contents
    return time


def page_check_ms(answers: Sequence[tuple[int, int]], rtt: int, bits_per_ms: int) -> Fraction:
    """Time on one persistent HTTP connection, not pipelined, connecting included; answers: (status 200 or 304, bytes).

    A 304 (not modified) has no body, so the object's bytes are not sent again.
    """
    time = Fraction(rtt)
    for status, size in answers:
        time += rtt + (Fraction(size * 8, bits_per_ms) if status == 200 else 0)
    return time
