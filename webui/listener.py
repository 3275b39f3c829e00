"""The socket the program listens on. Light: a taken port is told before anything slow is imported."""

import socket
import sys

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CannotListen(Exception):
    """The port is taken, or the address is not this machine's."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket, had before anything slow is done. Raises CannotListen."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise CannotListen(f"{host} is no address: {error.strerror}; see --host") from None
    listener = socket.socket(family, kind, protocol)
    if sys.platform != "win32":  # there it would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise CannotListen(f"cannot listen on {host}:{port}: {error.strerror}; name another with --port") from None
    return listener
