"""FTP: TCP connections of a session in stream mode, where each transfer has a data connection of its own."""

from collections.abc import Sequence

__all__ = ["ftp_connections"]

_TRANSFERS = {"LIST", "NLST", "RETR", "STOR", "STOU", "APPE"}
_CONTROL = {"USER", "PASS", "CWD", "PWD", "TYPE", "DELE", "MKD", "RMD", "PORT", "PASV", "QUIT", "RNFR", "RNTO"}


def ftp_connections(commands: Sequence[str]) -> tuple[int, int]:
    """(control connections, data connections) of one session; only transfers of files and listings need data ones."""
    data = 0
    for command in commands:
        word = command.split()[0].upper()
        if word in _TRANSFERS:
            data += 1
        elif word not in _CONTROL:
            raise ValueError(f"unknown command {word!r}")
    return 1, data
