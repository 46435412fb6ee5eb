"""Servers on this machine that accept connections and keep to no protocol, in place of a broker."""

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

#: What each kind answers to a request; None: it goes on without end, whatever it is asked.
_ANSWERS: dict[str, Callable[[], bytes]] = {
    "random bytes": lambda: random.randbytes(200) + b"\r\n",
    "another protocol": lambda: b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "a number without digits": lambda: b":nothing\r\n" * 9,
    "a length without digits": lambda: b"$nothing\r\n" * 9,
    "a length beyond all bounds": lambda: b"$99999999999999999999999\r\n" * 9,
    "numbers": lambda: b":5\r\n" * 9,
    "texts": lambda: b"+OK\r\n" * 9,
    "nothing": lambda: b"$-1\r\n" * 9,
    "lists in lists": lambda: b"*1\r\n" * 5000,
    "errors": lambda: b"-LOADING the dataset\r\n" * 9,
    "an end": lambda: b"",
}
#: These send without being asked and without an end.
_STREAMS = {
    "a line without end": b"y\n" * 5000,
    "zeros": bytes(10_000),
    "a text without end": b"$99999999999\r\n" + b"x" * 10_000,
}
KINDS = (*_ANSWERS, *_STREAMS)


@contextmanager
def broken_server(kind: str | Callable[[], str], port: int = 0) -> Iterator[int]:
    """Run a server of ``kind`` on a loopback port during the block, and give the port.

    A function is called for the kind of each connection.
    """
    connections: set[socket.socket] = set()
    with socket.create_server(("127.0.0.1", port)) as listening:

        def accept() -> None:
            with suppress(OSError):  # the end of the block
                while True:
                    connection, _ = listening.accept()
                    connections.add(connection)
                    chosen = kind if isinstance(kind, str) else kind()
                    threading.Thread(target=_serve, args=(connection, chosen), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            for connection in connections:
                with suppress(OSError):  # it has ended
                    connection.shutdown(socket.SHUT_RDWR)


def _serve(connection: socket.socket, kind: str) -> None:
    with connection, suppress(OSError):
        if kind in _STREAMS:
            while True:
                connection.sendall(_STREAMS[kind])
        while connection.recv(65536):
            answer = _ANSWERS[kind]()
            if not answer:
                return
            connection.sendall(answer)
