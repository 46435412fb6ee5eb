"""Starts servers and processes before Django reads its settings: for ``up``, and for other management commands.

``up`` writes the URLs of its servers to ``DATA_DIR/environment``, where ``manage.py`` in another terminal finds them.
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

from django.core.exceptions import ImproperlyConfigured
from rich.console import Console

from analysis.support.private_files import write_private
from youtube_analyzer import env
from youtube_analyzer.launcher import embedded_servers, first_analysis
from youtube_analyzer.launcher.supervisor import Process, Supervisor

BASE_DIR = Path(__file__).resolve().parents[2]
#: Default number of worker processes.
WORKERS = 2
#: Additional environment variables of single processes.
EXTRA_ENVIRONMENT = {"web": {"DATABASE_POOL_SIZE": "6"}, "worker": {"REMAP_SIGTERM": "SIGQUIT"}}
#: Creates the user ``admin``, or sets its password.
SET_ADMIN = """
import os
from django.contrib.auth.models import User
user = User.objects.filter(username="admin").first() or User(username="admin", email="admin@localhost")
user.is_staff = user.is_superuser = True
user.set_password(os.environ["ADMIN_PASSWORD"])
user.save()
"""
#: Seconds until the web server must be ready.
START_TIMEOUT_SECONDS = 60.0

console = Console(highlight=False)


class StartupError(Exception):
    """The service cannot be started; the message gives the reason."""


# Commands other than up


@contextmanager
def provide_servers() -> Iterator[None]:
    """Provide the servers for a management command: configured ones, those of a running ``up``, or embedded ones."""
    folder = env.path("DATA_DIR", BASE_DIR / ".data")
    _load_running_environment(folder)
    if env.text("DATABASE_URL"):
        # Never use another database than the configured one; the settings report missing variables.
        yield
        return
    with _locked(folder):
        os.environ.setdefault("SECRET_KEY", _secret_key(folder))
        running = embedded_servers.start(folder, durable=True)
        os.environ.update(running.environment)
        try:
            _migrate(dict(os.environ))
            yield
        finally:
            running.stop()


def _load_running_environment(folder: Path) -> None:
    """Load the environment of a running ``up``, unless DATABASE_URL names another database.

    A killed service leaves its environment file, but not its lock.
    """
    file = folder / "environment"
    if not file.exists():
        return
    found = json.loads(file.read_text())
    if env.text("DATABASE_URL") not in {"", found["DATABASE_URL"]}:
        return
    try:
        with _locked(folder):
            return
    except StartupError:
        for name, value in found.items():
            os.environ.setdefault(name, value)


# up


def run_service(arguments: list[str]) -> int:
    """Start every process, analyse one video, serve until Ctrl-C; return the exit code."""
    url = arguments[0] if arguments else first_analysis.SAMPLE_URL
    # SIGINT too: shells ignore it for background processes.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.default_int_handler)
    try:
        port = env.integer("PORT", 8000, minimum=1)
        folder = env.path("DATA_DIR", BASE_DIR / ".data")
        with _locked(folder):
            return _start_and_watch(folder, port, url)
    except (StartupError, ImproperlyConfigured, RuntimeError) as error:
        console.print(str(error), style="red", markup=False)
        return 1


def _start_and_watch(folder: Path, port: int, url: str) -> int:
    _check_port(port)
    supervisor = Supervisor(lambda line: console.print(line, style="yellow", markup=False))
    try:
        environment = _start_servers(supervisor, folder, port)
        _migrate_once(folder, environment)
        password = None if env.text("DATABASE_URL") else _create_admin(folder, environment)
        for process in _processes(folder, port, environment):
            supervisor.start(process)
        base = f"http://127.0.0.1:{port}"
        _wait_for_web(supervisor, port)
        first_analysis.run(
            base, url, console, supervisor.check, password if env.boolean("AUTH_REQUIRED", False) else None
        )
        _print_addresses(base, folder, password)
        while True:
            supervisor.check()
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("\nStopping.")
        return 0
    finally:
        (folder / "environment").unlink(missing_ok=True)
        try:
            supervisor.stop()
        except KeyboardInterrupt:  # a second Ctrl-C
            supervisor.kill()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of the data folder, so that only one service uses it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StartupError(
                f"{folder} is in use by a running service. Choose another folder: make run DATA_DIR=..."
            ) from error
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise StartupError(
                f"Port {port} is in use or not allowed. Choose another: make run PORT={min(port + 1, 65535)}"
            ) from error


def _start_servers(supervisor: Supervisor, folder: Path, port: int) -> dict[str, str]:
    """Start an embedded server for each URL that is not set, and return the environment of the other processes."""
    # People read these logs directly.
    defaults = {"SECRET_KEY": _secret_key(folder), "LOG_FORMAT": "console"}
    environment = {**defaults, **os.environ, "DATA_DIR": str(folder), "PORT": str(port)}
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    server_urls: dict[str, str] = {}
    for variable, service_of in (("DATABASE_URL", embedded_servers.postgres), ("REDIS_URL", embedded_servers.valkey)):
        if env.text(variable):
            continue
        service = service_of(folder)
        process = service.process(logs / f"{service.name}.log", environment)
        embedded_servers.wait_until_ready(service, supervisor.start(process))
        server_urls |= service.environment
    environment |= server_urls
    # A file that NAME_FILE names goes before NAME.
    found_elsewhere = {
        name: env.text(name) or environment[name] for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
    }
    write_private(folder / "environment", json.dumps(found_elsewhere))
    return environment


def _secret_key(folder: Path) -> str:
    """Return the secret key of this installation, generated on first use."""
    file = folder / "secret_key"
    if not file.exists():
        write_private(file, secrets.token_urlsafe(50))
    return file.read_text()


def _migrate_once(folder: Path, environment: dict[str, str]) -> None:
    """Migrate, unless this code has already migrated the embedded database: that saves two seconds per start."""
    if env.text("DATABASE_URL"):
        return _migrate(environment)
    files = [BASE_DIR / "requirements.txt", *sorted((BASE_DIR / "analysis" / "migrations").glob("*.py"))]
    code = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    stamp, state = folder / "migrated", f"{code} {_database_created_ns(folder)}"
    if not stamp.exists() or stamp.read_text() != state:
        _migrate(environment)
        write_private(stamp, state)
    return None


def _migrate(environment: dict[str, str]) -> None:
    _run_manage(environment, "migrate", "--no-input", "--verbosity", "0")


def _create_admin(folder: Path, environment: dict[str, str]) -> str:
    """Create the user ``admin`` in a new embedded database and return the password.

    The file is written last: if this is killed before, the next start sets another password.
    """
    file = folder / "admin_password"
    if not file.exists() or file.stat().st_mtime_ns < _database_created_ns(folder):
        password = secrets.token_urlsafe(12)
        _run_manage(environment | {"ADMIN_PASSWORD": password}, "shell", "--verbosity", "0", "--command", SET_ADMIN)
        write_private(file, password)
    return file.read_text()


def _database_created_ns(folder: Path) -> int:
    """Return when the embedded database was created, in nanoseconds; older files belong to a previous database."""
    return (folder / "postgres" / "PG_VERSION").stat().st_mtime_ns


def _run_manage(environment: dict[str, str], *arguments: str) -> None:
    command = [sys.executable, str(BASE_DIR / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartupError(f"`manage.py {arguments[0]}` failed:\n{done.stdout}{done.stderr}")


def _processes(folder: Path, port: int, environment: dict[str, str]) -> Iterator[Process]:
    commands = {
        "web": web_command(port),
        "worker": worker_command(env.integer("WORKERS", WORKERS, minimum=1)),
        "dispatcher": dispatcher_command(),
    }
    for name, command in commands.items():
        variables = environment | EXTRA_ENVIRONMENT.get(name, {})
        log = folder / "logs" / f"{name}.log"
        yield Process(name, command, variables, log, popen_options={"cwd": str(BASE_DIR)})


def worker_command(processes: int) -> tuple[str, ...]:
    """Return the command of a worker that runs ``processes`` analyses at once."""
    # Synchronising with other workers delays the start by a second and is not needed.
    options = f"--queues analysis,transcription --concurrency {processes} --without-mingle --without-gossip"
    return (sys.executable, "-m", "celery", "--quiet", "-A", "youtube_analyzer", "worker", *options.split())


def dispatcher_command() -> tuple[str, ...]:
    """Return the command of a dispatcher."""
    return (sys.executable, "manage.py", "dispatch")


def web_command(port: int) -> tuple[str, ...]:
    """Return the command of a web process on ``port``."""
    application = "youtube_analyzer.asgi:application"
    if env.text("WEB_SERVER", "uvicorn") == "daphne":
        # Verbosity 0 disables its own access log. The result of a long video is larger than its default of 1 MiB.
        options = f"--port {port} --no-server-name -v 0 --websocket-max-message-size {64 * 1024**2}"
        return (sys.executable, "-m", "daphne", "--bind", "127.0.0.1", *options.split(), application)
    options = (
        f"--host 127.0.0.1 --port {port} --no-access-log "
        "--http youtube_analyzer.http_protocol:BoundedHttpProtocol "
        "--ws realtime.protocol:BackpressureWebSocketProtocol --ws-max-size 65536 --ws-per-message-deflate false "
        # The service itself reads proxy headers: uvicorn would trust every local client.
        "--timeout-graceful-shutdown 10 --lifespan off --no-proxy-headers"
    )
    return (sys.executable, "-m", "uvicorn", application, *options.split())


def _wait_for_web(supervisor: Supervisor, port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while not first_analysis.is_up(f"http://127.0.0.1:{port}/readyz"):
        supervisor.check()
        if time.monotonic() > deadline:
            raise StartupError(
                f"The web server was not ready on port {port} within {START_TIMEOUT_SECONDS:.0f} s. Check its log."
            )
        time.sleep(0.1)


def _print_addresses(base: str, folder: Path, password: str | None) -> None:
    console.print(f"Pages      {base}/")
    console.print(f"API docs   {base}/api/docs/")
    login = f"user admin, first password {password}" if password else "create a user: manage.py createsuperuser"
    console.print(f"Admin      {base}/admin/   {login}", markup=False)
    console.print(f"Logs       {folder / 'logs'}", soft_wrap=True)
    console.print("Ctrl-C stops everything.")
