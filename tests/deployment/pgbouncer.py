"""PgBouncer from Debian with docs/deployment/pgbouncer.ini, before the PostgreSQL server of a test."""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from tests.support.paths import ROOT
from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers

#: Far fewer than there are clients, so that each transaction gets another session than the one before.
SESSIONS = 3


def is_installed() -> bool:
    """Say whether there is one."""
    return shutil.which("pgbouncer", path="/usr/sbin:/usr/bin") is not None


class PgBouncer:
    """A running one."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.port = embedded_servers.free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/analyzer"
        command = ["/usr/sbin/pgbouncer", "--quiet", str(self._configured(folder, database_url))]
        if os.geteuid() == 0:
            command.insert(1, "--user=nobody")  # it does not run as root
        self._process = subprocess.Popen(command)
        until(self._answers, 30)

    def _configured(self, folder: Path, database_url: str) -> Path:
        sockets = parse_qs(urlsplit(database_url).query)["host"][0]
        text = (ROOT / "docs" / "deployment" / "pgbouncer.ini").read_text()
        for inside, here in (
            ("host=postgres port=5432", f"host={sockets} dbname=postgres"),
            ("0.0.0.0", "127.0.0.1"),
            ("6432", str(self.port)),
            ("scram-sha-256", "trust"),
            ("/etc/pgbouncer/userlist.txt", str(folder / "userlist.txt")),
            ("default_pool_size = 20", f"default_pool_size = {SESSIONS}"),
            ("idle_transaction_timeout = 30", "idle_transaction_timeout = 3"),
        ):
            assert inside in text, inside
            text = text.replace(inside, here)
        (folder / "userlist.txt").write_text('"postgres" ""\n')
        file = folder / "pgbouncer.ini"
        file.write_text(text + "unix_socket_dir =\n")
        return file

    def _answers(self) -> bool:
        assert self._process.poll() is None, "PgBouncer has ended"
        with suppress(psycopg.OperationalError):
            psycopg.connect(self.url).close()
            return True
        return False

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(10)
