"""Every service of docker-compose.yml as a plain process, started by the command that stands there."""

import json
import os
import secrets
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from tests.deployment import compose, container
from tests.support.paths import ROOT
from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers
from youtube_analyzer.launcher.supervisor import Process

#: Seconds after which what is waited for will not come any more. Many times what a busy machine needs.
PATIENCE_SECONDS = 120.0
#: A client as the proxy before nginx names it (RFC 5737: an address for documents), and what it says of TLS.
CLIENT = "203.0.113.9"
#: What `docker compose up --scale` may double.
SCALED = ("web", "api", "worker", "dispatcher")
FROM_OUTSIDE = {"X-Forwarded-For": CLIENT, "X-Forwarded-Proto": "https", "Host": "analyzer.example"}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """Leave the answer as it is."""


_opener = urllib.request.build_opener(_NoRedirect)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body's value."""
        return json.loads(self.body)


class Topology:
    """The installation. Whatever is started here ends with :meth:`stop`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.ports = {name: embedded_servers.free_port() for name in ("postgres", "valkey", "web", "api", "nginx")}
        self.base = f"http://127.0.0.1:{self.ports['nginx']}"
        self.secrets = self._make_secrets()
        self.services = self._services(self.ports)
        self.processes: dict[str, Process] = {}
        self._second_ports: dict[str, int] = {}

    def _services(self, ports: Mapping[str, int]) -> dict[str, Any]:
        given = {"ALLOWED_HOSTS": "analyzer.example", "WORKERS": "1", "API_PROCESSES": "1", "AUTH_REQUIRED": "false"}
        return compose.services(given, places=self._places(ports))

    def _make_secrets(self) -> dict[str, str]:
        folder = self.path / "secrets"
        folder.mkdir()
        made = {
            name: secrets.token_urlsafe(50)
            for name in ("secret_key", "postgres_password", "redis_password", "metrics_token")
        }
        for name, text in (made | {"llm_api_key": "", "youtube_api_key": ""}).items():
            # With the line's end that an editor leaves.
            (folder / name).write_text(f"{text}\n")
        return made

    def _places(self, ports: Mapping[str, int]) -> dict[str, str]:
        """Return where things are here that are elsewhere in a container."""
        return {
            "/run/secrets": str(self.path / "secrets"),
            "0.0.0.0": "127.0.0.1",
            "@postgres:5432": f"@127.0.0.1:{ports['postgres']}",
            "redis://valkey:6379": f"redis://127.0.0.1:{ports['valkey']}",
            "--port 6379": f"--port {ports['valkey']} --bind 127.0.0.1",
            "-p 6379": f"-p {ports['valkey']}",
            "--port=8000": f"--port={ports['web']}",
            "127.0.0.1:8000/readyz": f"127.0.0.1:{ports['web']}/readyz",
            ":8001": f":{ports['api']}",
        }

    # Processes

    def start(self) -> None:
        """Start everything, in the order of ``depends_on``, and return once nginx finds both servers."""
        self._start_postgres()
        self.start_service("valkey")
        until(lambda: self.run_in("valkey", self._ping()).returncode == 0, PATIENCE_SECONDS)
        # As the image does when it is built.
        self._manage("collectstatic", "--no-input", "--verbosity", "0")
        done = self.run_in("migrate", self.services["migrate"]["command"])
        assert done.returncode == 0, done.stdout + done.stderr
        for name in ("web", "api", "worker", "dispatcher"):
            self.start_service(name)
        self._start_nginx()
        until(self.is_served, PATIENCE_SECONDS)

    def is_served(self) -> bool:
        """Say whether both servers answer through nginx."""
        try:
            answers = (self.get("/readyz"), self.get("/api/v1/analysis/none/events"))
        except urllib.error.URLError:
            return False  # nginx itself is not there yet
        return [answer.status for answer in answers] == [200, 404]

    def start_service(self, name: str) -> None:
        """Start a service of docker-compose.yml by its own command."""
        service = self.services[name]
        command = self._locked_in(name, service["command"])
        self._run(name, command, self._environment(service))

    def start_seconds(self) -> None:
        """Start a second web, api, worker and dispatcher, as `--scale` does, and have nginx send requests to both."""
        self._second_ports = {name: embedded_servers.free_port() for name in ("web", "api")}
        services = self._services(self.ports | self._second_ports)
        for name in SCALED:
            self.services[f"{name}-2"] = services[name]
            self.start_service(f"{name}-2")
        self._configure_nginx()

    def end_seconds(self) -> None:
        """End them again."""
        self._second_ports = {}
        self._configure_nginx()
        for name in SCALED:
            self.end(f"{name}-2")

    def run_in(self, name: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        """Run a command as a service's container would, beside what runs there."""
        environment = self._environment(self.services[name])
        return subprocess.run(
            self._locked_in(name, command),
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def is_healthy(self, name: str) -> bool:
        """Say what a service's own health check says."""
        return self.run_in(name, compose.health_command(self.services[name])).returncode == 0

    def end(self, name: str) -> int:
        """SIGTERM a service, kill it after its grace period, as a deploy does, and return its exit code."""
        return self.processes.pop(name).stop(compose.grace_seconds(self.services[name]))

    def stop(self) -> None:
        """End everything."""
        for process in reversed(self.processes.values()):
            process.kill()

    def log(self, name: str) -> str:
        """Return what a service has said."""
        return (self.path / f"{name}.log").read_text(errors="replace")

    def pid(self, name: str) -> int:
        """Return the process id of a service."""
        running = self.processes[name].running
        assert running is not None
        return running.pid

    # Use

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """Send a request to nginx as the proxy before it would, and return whatever is answered."""
        told = FROM_OUTSIDE | {"Content-Type": "application/json"} | (headers or {})
        request = urllib.request.Request(self.base + path, method=method, data=body, headers=told)
        try:
            with _opener.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def open(self, path: str) -> Any:
        """GET a path and return its answer, of which nothing was read yet."""
        return _opener.open(urllib.request.Request(self.base + path, headers=FROM_OUTSIDE), timeout=60)

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path."""
        return self.ask("GET", path, headers=headers)

    def analyse(self, url: str, **headers: str) -> Any:
        """Start an analysis and return the task."""
        answer = self.ask(
            "POST",
            "/api/v1/analysis/",
            json.dumps({"youtube_url": url, "options": {"analysis_depth": "basic"}}).encode(),
            headers,
        )
        assert answer.status == 200, answer.body
        return answer.json()

    def finished(self, url: str) -> str:
        """Run an analysis to its end and return its id."""
        task_id: str = self.analyse(url)["id"]
        until(lambda: self.get(f"/api/v1/analysis/{task_id}/result").status != 202, PATIENCE_SECONDS)
        return task_id

    def database(self, name: str = "analyzer") -> psycopg.Connection[Any]:
        """Return a connection of the server's owner."""
        return psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.ports['postgres']}/{name}", autocommit=True)

    # The parts that docker-compose.yml takes from images

    def _start_postgres(self) -> None:
        folder = self.path / "postgres"
        service = embedded_servers.postgres(folder, durable=False)
        more = ("-c", "listen_addresses=127.0.0.1", "-c", f"port={self.ports['postgres']}")
        service = replace(service, argv=(*service.argv, *more), is_ready=self._postgres_answers)
        process = self.processes["postgres"] = service.process(self.path / "postgres.log")
        embedded_servers.wait_until_ready(service, process.start())
        with self.database("postgres") as connection:
            # As the image does with POSTGRES_USER.
            connection.execute(f"CREATE ROLE analyzer SUPERUSER LOGIN PASSWORD '{self.secrets['postgres_password']}'")
            connection.execute("CREATE DATABASE analyzer OWNER analyzer")

    def _postgres_answers(self) -> bool:
        try:
            self.database("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def _start_nginx(self) -> None:
        self._configure_nginx()
        command = [*self.services["nginx"]["command"], "-c", str(self.path / "nginx.conf")]
        self._run("nginx", self._locked_in("nginx", command), {"PATH": os.environ["PATH"]})

    def _configure_nginx(self) -> None:
        """Write nginx's configuration, and have a running nginx read it."""
        text = (ROOT / "docs" / "deployment" / "nginx.conf").read_text()
        for inside, here in (
            ("server web:8000 resolve", self._upstream("web")),
            ("server api:8001 resolve", self._upstream("api")),
            ("listen 8080", f"listen 127.0.0.1:{self.ports['nginx']}"),
            # The test plays the proxy before nginx.
            ("# set_real_ip_from 192.0.2.10", "set_real_ip_from 127.0.0.1"),
            ("# 192.0.2.10 1", "127.0.0.1 1"),
        ):
            assert inside in text, inside
            text = text.replace(inside, here)
        (self.path / "nginx.conf").write_text(text)
        if "nginx" in self.processes:
            os.kill(self.pid("nginx"), signal.SIGHUP)

    def _upstream(self, name: str) -> str:
        ports = [each[name] for each in (self.ports, self._second_ports) if name in each]
        return "; ".join(f"server 127.0.0.1:{port}" for port in ports)

    def _ping(self) -> list[str]:
        """Return a command that asks Valkey whether it answers: its own client is not in the wheel."""
        url = f"redis://:{self.secrets['redis_password']}@127.0.0.1:{self.ports['valkey']}"
        return ["python", "-c", f"import redis; redis.Redis.from_url({url!r}).ping()"]

    # Ground

    def _manage(self, *arguments: str) -> None:
        environment = self._environment(self.services["migrate"])
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

    def _environment(self, service: dict[str, Any]) -> dict[str, str]:
        """Return what the image and docker-compose.yml set, and nothing of whoever runs the tests."""
        programs = [
            str(Path(sys.executable).parent),
            str(self._own_programs()),
            "/usr/sbin",
            "/usr/bin",
            "/sbin",
            "/bin",
        ]
        image = {
            "PATH": ":".join(programs),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DATA_DIR": str(container.folder(self.path / "data")),
            "STATIC_ROOT": str(self.path / "static"),
        }
        # Sources that take long enough to be watched, which a real installation does not have.
        sources = {"VIDEO_SOURCES": "analysis.sources.archive.ArchiveSource,tests.support.slow_source.SlowSource"}
        return image | compose.environment(service) | sources

    def _own_programs(self) -> Path:
        folder = self.path / "bin"
        folder.mkdir(exist_ok=True)
        if not (folder / "valkey-server").exists():
            (folder / "valkey-server").symlink_to(embedded_servers.valkey_binary())
        return folder

    def _locked_in(self, name: str, command: list[str]) -> list[str]:
        data = container.folder(self.path / "data")
        return container.wrapped(command, writable=data, temporary=container.folder(self.path / f"tmp-{name}"))

    def _run(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        assert name not in self.processes
        file = self.path / f"{name}.log"
        file.touch()
        # nginx opens /dev/stderr by its name, as whoever it runs as.
        file.chmod(0o666)
        self.processes[name] = Process(name, tuple(command), environment, file, popen_options={"cwd": str(ROOT)})
        self.processes[name].start()
