"""Transparent framing: zero-bit insertion (HDLC) and byte stuffing (asynchronous PPP)."""

__all__ = ["bit_stuff", "bit_unstuff", "hex_to_bits", "ppp_byte_stuff", "ppp_byte_unstuff"]


def hex_to_bits(text: str) -> str:
    """Bits of hexadecimal bytes ("7E 41"), each byte with its most significant bit first."""
    return "".join(f"{byte:08b}" for byte in bytes.fromhex(text))


def bit_stuff(bits: str) -> str:
    """After every five 1s in a row the sender inserts a 0, whatever bit comes next."""
    sent, ones = [], 0
    for bit in bits:
        sent.append(bit)
        ones = ones + 1 if bit == "1" else 0
        if ones == 5:
            sent.append("0")
            ones = 0
    return "".join(sent)


def bit_unstuff(bits: str) -> str:
    """Remove the 0 after every five 1s; six 1s in a row cannot occur between two flags and are refused."""
    data, ones = [], 0
    for bit in bits:
        if ones == 5:
            if bit == "1":
                raise ValueError("six 1s in a row: a flag or an aborted frame")
            ones = 0
            continue
        data.append(bit)
        ones = ones + 1 if bit == "1" else 0
    return "".join(data)


def ppp_byte_stuff(text: str) -> str:
    """7E becomes 7D 5E, 7D becomes 7D 5D, a control character c below 20 becomes 7D (c xor 20); hexadecimal text."""
    sent = []
    for byte in bytes.fromhex(text):
        sent += [0x7D, byte ^ 0x20] if byte in (0x7E, 0x7D) or byte < 0x20 else [byte]
    return bytes(sent).hex(" ").upper()


def ppp_byte_unstuff(text: str) -> str:
    """The data bytes of a stuffed field, as hexadecimal text."""
    data, escaped = [], False
    for byte in bytes.fromhex(text):
        if not escaped and byte == 0x7D:
            escaped = True
            continue
        data.append(byte ^ 0x20 if escaped else byte)
        escaped = False
    if escaped:
        raise ValueError("the field ends with an escape byte")
    return bytes(data).hex(" ").upper()
