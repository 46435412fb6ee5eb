"""Real processes to break: PostgreSQL, Valkey, web, workers, dispatchers, each by its name."""

import asyncio
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from subprocess import run
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis

from tests.faults import history, orders, source
from tests.support import run_delay
from tests.support.paths import ROOT
from youtube_analyzer.launcher import embedded_servers, launch
from youtube_analyzer.launcher.supervisor import STOP_TIMEOUT_SECONDS, Process

#: Variables of the test run that the processes must not see: their own servers, and nobody measures their coverage,
#: which would slow down what is killed anyway.
_NOT_PASSED_ON = (
    "DATABASE_URL",
    "REDIS_URL",
    "REDIS_PREFIX",
    "SECRET_KEY",
    "DATA_DIR",
    "COVERAGE_PROCESS_START",
    "COVERAGE_PROCESS_CONFIG",
)
#: Seconds that a claim holds here: the least that is allowed, so that waiting for its end is short.
LEASE_SECONDS = 2
#: Seconds after which what is waited for will not come any more. Many times what a busy machine needs.
PATIENCE_SECONDS = 300.0


class Cluster:
    """One installation. Whatever is started here ends with :meth:`stop`."""

    def __init__(self, path: Path, *, lease_seconds: int = LEASE_SECONDS) -> None:
        self.path = path
        self.orders = orders.Folder(path / "faults")
        self.port = embedded_servers.free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._postgres = _surviving_a_crash(embedded_servers.postgres(path, durable=True))
        self._valkey = embedded_servers.valkey(path)
        self.broker_port = urlsplit(self._valkey.environment["REDIS_URL"]).port
        passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
        self.environment = (
            passed_on
            | self._postgres.environment
            | self._valkey.environment
            | {
                "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
                "SECRET_KEY": "for-tests-only-" + "x" * 40,
                "DATA_DIR": str(path),
                "LEASE_SECONDS": str(lease_seconds),
                "DISPATCH_WINDOW": "16",
                "MAX_ACTIVE_TASKS": "",
                "MAX_SOCKETS": "",
                orders.FOLDER_VARIABLE: str(self.orders.path),
            }
        )
        self.processes: dict[str, Process] = {}

    # Processes

    def start_servers(self) -> None:
        """Start PostgreSQL and Valkey and make the tables."""
        self.start_postgres()
        self.start_valkey()
        command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
        # The server ends a transaction that is idle for as long as a lease, and on a busy machine Django may be.
        run(command, cwd=ROOT, env=self.environment | {"LEASE_SECONDS": "60"}, check=True)

    def start_postgres(self) -> None:
        """Start PostgreSQL, anew after a crash, and wait until it answers."""
        self._start_server(self._postgres)

    def start_valkey(self) -> None:
        """Start Valkey, empty, on the port it always has, and wait until it answers."""
        self._start_server(self._valkey)

    def start_web(self, *, off: str = "") -> None:
        """Start the web process, without the protections that ``off`` names, and wait until it answers."""
        self._start("web", "web", launch.web_command(self.port), {orders.OFF_VARIABLE: off})
        self.until(lambda: self.status("/livez") == 200)

    def start_worker(self, name: str = "worker", *, processes: int = 2, off: str = "", **environment: str) -> None:
        """Start a worker, without the protections that ``off`` names."""
        command = (*launch.worker_command(processes), "--hostname", f"{name}@%h")
        self._start(name, "worker", command, environment | {orders.OFF_VARIABLE: off})

    def start_dispatcher(self, name: str = "dispatcher", *, off: str = "", **environment: str) -> None:
        """Start a dispatcher, without the protections that ``off`` names."""
        self._start(name, "dispatcher", launch.dispatcher_command(), environment | {orders.OFF_VARIABLE: off})

    def restart_the_dead(self) -> None:
        """Start again whatever has ended, as a supervisor does."""
        for process in self.processes.values():
            if process.running is not None and process.running.poll() is not None:
                process.kill_group()
                process.start()

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process and to all that it started."""
        running = self.processes[name].running
        assert running is not None
        os.killpg(running.pid, number)

    def freeze(self, name: str) -> None:
        """SIGSTOP a process with all that it started."""
        self.signal(name, signal.SIGSTOP)

    def thaw(self, name: str) -> None:
        """SIGCONT a process with all that it started."""
        self.signal(name, signal.SIGCONT)

    def kill(self, *names: str) -> None:
        """SIGKILL processes with all that they started, and forget them."""
        for name in names:
            self.processes.pop(name).kill()

    async def end(self, name: str) -> None:
        """Ask a process to end, as a deploy does, kill it where it does not, and forget it."""
        await asyncio.to_thread(self.processes[name].stop, STOP_TIMEOUT_SECONDS)
        del self.processes[name]

    def crash_postgres(self) -> None:
        """End PostgreSQL at once, without a checkpoint, as a crash does."""
        # SIGQUIT is the "immediate" shutdown. Source: PostgreSQL manual, "Shutting Down the Server".
        process = self.processes.pop("postgres")
        assert process.running is not None
        process.running.send_signal(signal.SIGQUIT)
        process.running.wait()

    def run_delay(self, *names: str) -> float:
        """Return the seconds for which processes and their children could have run so far and waited for a processor.

        Threads that have ended are not counted; 0.0 where the kernel does not say.
        """
        running = [self.processes[name].running for name in names]
        return run_delay.of_processes(*(process.pid for process in running if process is not None))

    def log(self, name: str) -> str:
        """Return what a process has said."""
        return (self.path / f"{name}.log").read_text(errors="replace")

    def log_lines(self, name: str) -> list[dict[str, Any]]:
        """Return the lines that a process has logged, without what others said in its place, as Celery at its end."""
        return [json.loads(line) for line in self.log(name).splitlines() if line.startswith("{")]

    def clear(self) -> None:
        """Leave the servers and a web process that has all its protections, with nothing in them."""
        self.kill(*(name for name in self.processes if name not in {"postgres", "valkey", "web"}))
        if "web" in self.processes and self.processes["web"].environment[orders.OFF_VARIABLE]:
            self.kill("web")
        if "postgres" not in self.processes:
            self.start_postgres()
        if "valkey" in self.processes:
            self.kill("valkey")
        self.start_valkey()
        if "web" not in self.processes:
            self.start_web()
        with self.database() as connection:
            connection.execute("TRUNCATE analysis_tasks, batches, analysis_sourcestate CASCADE")
        self.orders.clear()

    def stop(self) -> None:
        """End everything."""
        self.kill(*self.processes)

    # Use

    def database(self) -> psycopg.Connection[Any]:
        """Return a new connection to the database."""
        return psycopg.connect(self._postgres.environment["DATABASE_URL"], autocommit=True)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, timeout: float = 60) -> Any:
        """Return the JSON that the API answers."""
        request = urllib.request.Request(
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=timeout) as response:
            return json.load(response)

    def status(self, path: str) -> int:
        """Return the status that a GET is answered with, 0 for no answer."""
        try:
            with urllib.request.urlopen(self.base + path, timeout=60) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except OSError:
            return 0

    def analyse(self, comments_seconds: float = 0.0) -> str:
        """Start an analysis whose comments take so long to fetch, and return the task's id."""
        url = f"https://youtu.be/{source.video_id(comments_seconds)}"
        return str(self.call("POST", "/api/v1/analysis/", {"youtube_url": url})["id"])

    def breaches(self, rules: tuple[str, ...] = history.RULES) -> dict[str, list[str]]:
        """Return what is wrong in the history of all analyses; see ``history``."""
        with self.database() as connection:
            return history.breaches(connection, rules)

    def forget(self, but: Iterable[str]) -> None:
        """Remove every analysis but these."""
        with self.database() as connection:
            kept = list(but)
            for table in ("analysis_taskevent", "analysis_steprun"):
                connection.execute(f"DELETE FROM {table} WHERE task_id <> ALL(%s::uuid[])", [kept])
            connection.execute("DELETE FROM analysis_tasks WHERE id <> ALL(%s::uuid[])", [kept])

    def active(self) -> int:
        """Return how many analyses have not ended."""
        with self.database() as connection:
            return history.active(connection)

    def is_completed(self, task_id: str) -> bool:
        """Say whether an analysis has its finding."""
        return bool(self._task("status", task_id) == "completed")

    def log_of(self, task_id: str) -> list[tuple[int, str]]:
        """Return seq and type of every event of an analysis."""
        with self.database() as connection:
            query = "SELECT seq, type FROM analysis_taskevent WHERE task_id = %s ORDER BY seq"
            return connection.execute(query, [task_id]).fetchall()

    def error_of(self, task_id: str) -> str:
        """Return with which code an analysis failed, empty where it did not."""
        return str(self._task("error_code", task_id))

    def is_orphaned(self, task_id: str) -> bool:
        """Say whether the claim of an analysis has run out."""
        return self._task("status = 'processing' AND lease_until < now()", task_id) is True

    def _task(self, expression: str, task_id: str) -> Any:
        """Return what an expression over the columns of a task gives."""
        with self.database() as connection:
            row = connection.execute(f"SELECT {expression} FROM analysis_tasks WHERE id = %s", [task_id]).fetchone()
        assert row is not None
        return row[0]

    def messages(self) -> int:
        """Return how many messages wait in the broker."""
        client = redis.Redis.from_url(self._valkey.environment["REDIS_URL"])
        try:
            return int(client.llen("youtube-analyzer:analysis"))
        finally:
            client.close()

    def until(self, true: Callable[[], Any], *, restarting: bool = False) -> float:
        """Return after how many seconds ``true()`` was; with ``restarting`` dead processes are started meanwhile."""
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < PATIENCE_SECONDS, f"it did not happen; see the logs in {self.path}"
            if restarting:
                self.restart_the_dead()
            time.sleep(0.05)
        return time.monotonic() - began

    def _start(self, name: str, kind: str, command: tuple[str, ...], environment: dict[str, str]) -> None:
        told = self.environment | launch.EXTRA_ENVIRONMENT.get(kind, {}) | environment
        self._run(Process(name, command, told, self.path / f"{name}.log", popen_options={"cwd": str(ROOT)}))

    def _start_server(self, service: embedded_servers.Service) -> None:
        process = service.process(self.path / f"{service.name}.log", self.environment)
        embedded_servers.wait_until_ready(service, self._run(process))

    def _run(self, process: Process) -> Any:
        assert process.name not in self.processes
        self.processes[process.name] = process
        return process.start()


def _surviving_a_crash(postgres: embedded_servers.Service) -> embedded_servers.Service:
    """Spare PostgreSQL the wait for the disk; what it has committed still outlives its processes, though not the machine."""
    return replace(postgres, argv=(*postgres.argv, "-c", "fsync=off"))
