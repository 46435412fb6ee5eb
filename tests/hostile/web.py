"""Real web processes on the test database, to be fed with whatever a network can carry."""

import os
import socket
import subprocess
from pathlib import Path
from unittest import mock

import psutil
import requests

from tests.browser import serving
from tests.support import waiting
from tests.support.paths import ROOT
from youtube_analyzer.launcher import embedded_servers, launch

PATIENCE_SECONDS = 60.0


class Web:
    """One web process: ``uvicorn`` or ``daphne``."""

    def __init__(self, server: str, folder: Path) -> None:
        self.server = server
        self.port = embedded_servers.free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.log_file = folder / f"{server}.log"
        self.environment = os.environ | {
            "DATABASE_URL": serving.database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            # Who attacks is not to be stopped at the door.
            "MAX_ACTIVE_TASKS": "",
            "MAX_SOCKETS": "",
            "WEBHOOKS_ENABLED": "true",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Web":
        """Start it and return once it serves."""
        command = self._command()
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        waiting.until(lambda: self.status("/readyz") == 200 or self.process.poll() is not None, PATIENCE_SECONDS)
        assert self.process.poll() is None, self.log()
        return self

    def _command(self) -> tuple[str, ...]:
        with mock.patch.dict(os.environ, WEB_SERVER=self.server):
            command = launch.web_command(self.port)
        # Of daphne's twenty seconds until it lets a client go that has stopped in the middle of a frame, two do.
        patience = ("--ping-interval", "1", "--ping-timeout", "2") if self.server == "daphne" else ()
        return (*command[:-1], *patience, command[-1]) if patience else command

    def stop(self) -> None:
        """End it; nothing that it held is waited for."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def log(self) -> str:
        """Return what it has said."""
        return self.log_file.read_text(errors="replace")

    def status(self, path: str) -> int:
        """Return the status that a GET is answered with, 0 for no answer."""
        try:
            return requests.get(self.base + path, timeout=60).status_code
        except requests.RequestException:
            return 0

    def memory(self) -> int:
        """Return the bytes that it uses, and nobody else."""
        assert self.process is not None
        return int(psutil.Process(self.process.pid).memory_full_info().uss)

    def connections(self) -> int:
        """Return how many clients are connected."""
        assert self.process is not None
        held = psutil.Process(self.process.pid).net_connections("tcp")
        return sum(1 for each in held if each.laddr.port == self.port and each.status == psutil.CONN_ESTABLISHED)

    def connect(self, seconds: float = 1.0) -> socket.socket:
        """Return a new connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=seconds)


def exchange(web: Web, sent: bytes, *, wait_seconds: float = 0.2) -> bytes:
    """Send ``sent`` over a connection of its own and return what comes back until silence or the end."""
    got = b""
    with web.connect() as connection_:
        try:
            connection_.sendall(sent)
            connection_.settimeout(wait_seconds)
            while part := connection_.recv(65536):
                got += part
        except OSError:
            pass  # Closed in our face, or silent: what came is what counts.
    return got
