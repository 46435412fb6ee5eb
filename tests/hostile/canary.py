"""A server on this machine that nobody should ask, and that counts who does."""

from contextlib import AbstractContextManager
from http.server import ThreadingHTTPServer

from tests.support import http_servers


class Canary(ThreadingHTTPServer):
    """Notes every request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hits: list[str] = []

    @property
    def place(self) -> str:
        """Return host and port."""
        return f"127.0.0.1:{self.server_port}"


class _Handler(http_servers.Handler):
    server: Canary

    def do_GET(self) -> None:
        """Note the request."""
        self.server.hits.append(self.path)
        self.respond()

    do_POST = do_HEAD = do_CONNECT = do_GET


def listening() -> AbstractContextManager[Canary]:
    """Serve meanwhile."""
    return http_servers.serving(Canary())
