"""What ``manage.py`` does before Django can read its settings: bring servers, a secret, and for ``up`` everything.

``up`` leaves the addresses of its embedded servers in ``DATA_DIR/environment``, so that another terminal's
``manage.py`` finds them.
"""

import fcntl
import hashlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from django.core.exceptions import ImproperlyConfigured
from rich.console import Console

from youtube_analyzer import env
from youtube_analyzer.launcher import embedded_servers, first_analysis
from youtube_analyzer.launcher.supervisor import GaveUp, Process, Supervisor

BASE_DIR = Path(__file__).resolve().parents[2]
#: Processes that a laptop runs; a server sets its own numbers.
WORKERS = 2
#: What each kind of process is told besides what all are told.
MORE_ENVIRONMENT = {"web": {"DATABASE_POOL_SIZE": "6"}, "worker": {"REMAP_SIGTERM": "SIGQUIT"}}
#: How long the web server may take to answer for the first time.
START_SECONDS = 60.0

console = Console(highlight=False)


class CannotStart(Exception):
    """Why the service cannot be started, in one sentence."""


# Commands other than up


@contextmanager
def servers() -> Iterator[None]:
    """Give a management command the servers it needs: named ones, a running ``up``'s, else embedded ones of its own."""
    folder = env.path("DATA_DIR", BASE_DIR / ".data")
    _adopt(folder)
    if env.text("DATABASE_URL"):
        # Never another database than the one that is named; settings say what else is missing.
        yield
        return
    with _locked(folder):
        os.environ.setdefault("SECRET_KEY", _secret(folder))
        running = embedded_servers.start(folder, durable=True)
        os.environ.update(running.environment)
        try:
            _migrate(dict(os.environ))
            yield
        finally:
            running.stop()


def _adopt(folder: Path) -> None:
    """Take over the environment that a running ``up`` left, where it still runs and nothing else is set."""
    left = folder / "environment"
    if left.exists() and not env.text("DATABASE_URL") and _is_in_use(folder):
        for name, value in json.loads(left.read_text()).items():
            os.environ.setdefault(name, value)


def _is_in_use(folder: Path) -> bool:
    """Say whether a service runs on ``folder``; one that was killed leaves its environment behind, but not its lock."""
    try:
        with _locked(folder):
            return False
    except CannotStart:
        return True


# up


def up(arguments: list[str]) -> int:
    """Start every process, analyse one video, serve until Ctrl-C; return the exit code."""
    url = arguments[0] if arguments else first_analysis.SAMPLE_URL
    # SIGINT too: a shell that starts us in the background has it ignored.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    try:
        port = env.integer("PORT", 8000, minimum=1)
        folder = env.path("DATA_DIR", BASE_DIR / ".data")
        with _locked(folder):
            return _serve(folder, port, url)
    except (CannotStart, GaveUp, ImproperlyConfigured, RuntimeError) as error:
        console.print(str(error), style="red", markup=False)
        return 1


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _serve(folder: Path, port: int, url: str) -> int:
    _refuse_used_port(port)
    supervisor = Supervisor(lambda line: console.print(line, style="yellow", markup=False))
    try:
        environment = _start_servers(supervisor, folder, port)
        _migrate_once(folder, environment)
        password = None if env.text("DATABASE_URL") else _first_admin(folder, environment)
        for process in _processes(folder, port, environment):
            supervisor.start(process)
        base = f"http://127.0.0.1:{port}"
        _wait_for_web(supervisor, port)
        first_analysis.run(
            base, url, console, supervisor.look, password if env.boolean("AUTH_REQUIRED", False) else None
        )
        _print_addresses(base, folder, password)
        while True:
            supervisor.look()
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("\nStopping.")
        return 0
    finally:
        _stop(supervisor, folder)


def _stop(supervisor: Supervisor, folder: Path) -> None:
    """Stop everything; a second Ctrl-C kills instead of waiting."""
    (folder / "environment").unlink(missing_ok=True)
    try:
        supervisor.stop()
    except KeyboardInterrupt:
        supervisor.kill()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep a second service off the same data folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotStart(
                f"{folder} is in use by a service that runs already; choose another folder: make run DATA_DIR=..."
            ) from error
        yield


def _refuse_used_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise CannotStart(
                f"Port {port} cannot be used ({error}); choose another: make run PORT={min(port + 1, 65535)}"
            ) from error


def _start_servers(supervisor: Supervisor, folder: Path, port: int) -> dict[str, str]:
    """Start the embedded servers that no URL replaces and return the environment of every other process."""
    # The logs are for whoever runs it here, to be read as they are.
    defaults = {"SECRET_KEY": _secret(folder), "LOG_FORMAT": "console"}
    environment = {**defaults, **os.environ, "DATA_DIR": str(folder), "PORT": str(port)}
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    embedded_ones: dict[str, str] = {}
    for variable, service_of in (("DATABASE_URL", embedded_servers.postgres), ("REDIS_URL", embedded_servers.valkey)):
        if environment.get(variable):
            continue
        service = service_of(folder)
        process = _fresh(
            Process(
                service.name,
                service.argv,
                environment,
                logs / f"{service.name}.log",
                stop_signal=service.stop_signal,
                is_server=True,
                popen_options=service.popen_options() | {"cwd": "/"},
            )
        )
        embedded_servers.wait_until_ready(service, supervisor.start(process))
        embedded_ones |= service.environment
    _leave_environment(folder, embedded_ones | {"SECRET_KEY": environment["SECRET_KEY"]})
    return environment | embedded_ones


def _fresh(process: Process) -> Process:
    """Begin the process's log anew."""
    process.log.write_bytes(b"")
    return process


def _leave_environment(folder: Path, environment: dict[str, str]) -> None:
    file = folder / "environment"
    file.touch(mode=0o600)
    file.write_text(json.dumps(environment))


def _secret(folder: Path) -> str:
    """Return this installation's secret key, made on first use."""
    file = folder / "secret_key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def _migrate_once(folder: Path, environment: dict[str, str]) -> None:
    """Migrate, unless this very code did so in this folder's own database: that saves two seconds of every start."""
    if env.text("DATABASE_URL"):
        return _migrate(environment)
    files = [BASE_DIR / "requirements.txt", *sorted((BASE_DIR / "analysis" / "migrations").glob("*.py"))]
    state = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest() + f" {_made_at(folder)}"
    stamp = folder / "migrated"
    if not stamp.exists() or stamp.read_text() != state:
        _migrate(environment)
        stamp.write_text(state)
    return None


def _migrate(environment: dict[str, str]) -> None:
    _manage(environment, "migrate", "--no-input", "--verbosity", "0")


def _first_admin(folder: Path, environment: dict[str, str]) -> str:
    """Make the user ``admin`` of a new embedded database and return the password it was given."""
    file = folder / "admin_password"
    if not file.exists() or file.stat().st_mtime_ns < _made_at(folder):
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(12))
        told = environment | {"DJANGO_SUPERUSER_PASSWORD": file.read_text()}
        _manage(told, "createsuperuser", "--no-input", "--username", "admin", "--email", "admin@localhost")
    return file.read_text()


def _made_at(folder: Path) -> int:
    """Return when the embedded database was made, nanoseconds; what an older file says is of a former one."""
    return (folder / "postgres" / "PG_VERSION").stat().st_mtime_ns


def _manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"`manage.py {arguments[0]}` failed:\n{done.stdout}{done.stderr}")


def _processes(folder: Path, port: int, environment: dict[str, str]) -> Iterator[Process]:
    commands = {
        "web": web_command(port),
        "worker": worker_command(env.integer("WORKERS", WORKERS, minimum=1)),
        "dispatcher": dispatcher_command(),
    }
    for name, command in commands.items():
        told = environment | MORE_ENVIRONMENT.get(name, {})
        log = folder / "logs" / f"{name}.log"
        yield _fresh(Process(name, command, told, log, popen_options={"cwd": str(BASE_DIR)}))


def worker_command(processes: int) -> tuple[str, ...]:
    """Return the command of a worker that runs so many analyses at once."""
    return (
        *(
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "youtube_analyzer",
            "worker",
            "--queues",
            "analysis,transcription",
        ),
        *("--concurrency", str(processes)),
        # Asking the other workers for news takes a second, and nothing here needs it.
        *("--without-mingle", "--without-gossip"),
    )


def dispatcher_command() -> tuple[str, ...]:
    """Return the command of a dispatcher."""
    return (sys.executable, "manage.py", "dispatch")


def web_command(port: int) -> tuple[str, ...]:
    """Return the command of a web process on ``port``."""
    application = "youtube_analyzer.asgi:application"
    if env.text("WEB_SERVER", "uvicorn") == "daphne":
        return (
            sys.executable,
            "-m",
            "daphne",
            "--bind",
            "127.0.0.1",
            "--port",
            str(port),
            "--no-server-name",
            # It would write access lines of its own to standard output.
            *("-v", "0"),
            # Its default of 1 MiB is less than the finding of a long video.
            *("--websocket-max-message-size", str(64 * 1024**2)),
            application,
        )
    return (
        *(sys.executable, "-m", "uvicorn", application, "--host", "127.0.0.1", "--port", str(port), "--no-access-log"),
        *("--ws", "realtime.protocol:PatientProtocol", "--ws-max-size", "65536", "--ws-per-message-deflate", "false"),
        *("--timeout-graceful-shutdown", "10", "--lifespan", "off"),
        # Whom a proxy speaks for is read by the service: uvicorn believes whoever connects from this machine.
        "--no-proxy-headers",
    )


def _wait_for_web(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not first_analysis.answers(f"http://127.0.0.1:{port}/readyz"):
        supervisor.look()
        if time.monotonic() > deadline:
            raise CannotStart(f"The web server did not answer on port {port} within {START_SECONDS:.0f} s.")
        time.sleep(0.1)


def _print_addresses(base: str, folder: Path, password: str | None) -> None:
    console.print(f"Pages      {base}/")
    console.print(f"API docs   {base}/api/docs/")
    login = f"user admin, password {password}" if password else "make a user: manage.py createsuperuser"
    console.print(f"Admin      {base}/admin/   {login}", markup=False)
    console.print(f"Logs       {folder / 'logs'}", soft_wrap=True)
    console.print("Ctrl-C stops everything.")
