"""PgBouncer in transaction mode, from Debian's package, in front of a PostgreSQL server."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers

#: Sessions with PostgreSQL: fewer than the service opens connections, so that transactions take turns in them.
SESSIONS = 3


def is_installed() -> bool:
    """Return whether the package is there."""
    return shutil.which("pgbouncer") is not None


@contextmanager
def pooling(folder: Path, database_url: str) -> Iterator[str]:
    """Start PgBouncer in front of ``database_url`` and give the URL of the same database behind it."""
    target = conninfo_to_dict(database_url)
    name, host = target["dbname"], str(target["host"])
    port = embedded_servers.free_port()
    address = " ".join(
        f"{key}={target[key]}" for key in ("host", "port", "dbname", "user", "password") if key in target
    )
    (folder / "pgbouncer.ini").write_text(
        f"""[databases]
{name} = {address}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {SESSIONS}
max_client_conn = 200
"""
    )
    # It refuses to run as root, and the folder of a socket may be its owner's alone.
    owner = pwd.getpwuid(Path(host).stat().st_uid).pw_name if host.startswith("/") else "nobody"
    user = ("--user", owner) if os.geteuid() == 0 else ()
    with (folder / "pgbouncer.log").open("wb") as log:
        process = subprocess.Popen(["pgbouncer", *user, folder / "pgbouncer.ini"], stdout=log, stderr=log)
    url = f"postgresql://{target['user']}@127.0.0.1:{port}/{name}"
    try:
        until(lambda: _answers(url) or process.poll() is not None, 20)
        assert process.poll() is None, (folder / "pgbouncer.log").read_text()
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
