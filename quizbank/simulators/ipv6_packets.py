"""IPv6: the written forms of an address and the lengths of packets, also inside an IPv4 tunnel."""

import re

__all__ = ["ipv6_expand", "ipv6_lengths"]


def ipv6_expand(text: str) -> str | None:
    """The address as eight groups of four digits; None when the text is not a legal way to write one.

    Leading zeros of a group may be left out; one "::" stands for one or more groups of zeros.
    """
    if text.count("::") > 1 or ":::" in text:
        return None
    left, double, right = text.partition("::")
    head = left.split(":") if left else []
    tail = right.split(":") if right else []
    missing = 8 - len(head) - len(tail)
    if (double and missing < 1) or (not double and missing):
        return None
    groups = [*head, *["0"] * missing, *tail]
    if not all(re.fullmatch(r"[0-9A-Fa-f]{1,4}", group) for group in groups):
        return None
    return ":".join(group.upper().zfill(4) for group in groups)


def ipv6_lengths(extension_headers: int, upper: int) -> tuple[int, int, int]:
    """Bytes: (payload length field, whole IPv6 packet, IPv4 packet of a tunnel with a 20-byte header).

    `upper` is the length of the transport-layer unit, its header included.
    """
    payload = extension_headers + upper
    return payload, payload + 40, payload + 60
