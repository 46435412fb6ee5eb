"""The whole service as ``make run`` starts it, in processes of its own, for tests to use and to hurt."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import websockets.sync.client

from tests.support.paths import ROOT
from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers

#: Variables of the test run that the service must not see: it brings its own servers.
_NOT_PASSED_ON = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "SECRET_KEY", "DATA_DIR")


class Service:
    """A running ``manage.py up`` with its own port, data folder and, where ``python`` names one, environment."""

    def __init__(self, folder: Path, python: Path | str = sys.executable, **environment: str) -> None:
        self.folder = folder
        self.python = python
        self.port = embedded_servers.free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
        self.environment = (
            passed_on | {"PORT": str(self.port), "DATA_DIR": str(folder), "LOG_FORMAT": "json"} | environment
        )
        self.output = folder.parent / f"{folder.name}.out"
        self.process: subprocess.Popen[bytes] | None = None
        #: Processor seconds from the command to the first answer; the analysis that follows is not counted.
        self.start_seconds = 0.0

    def start(self) -> "Service":
        """Start it and return once it serves and has analysed its first video."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [self.python, "manage.py", "up"], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )
        until(lambda: "Analysing" in self.said() or self.process.poll() is not None, 300)
        if self.process.poll() is None:
            self.start_seconds = self._processor_seconds()
        until(lambda: "Ctrl-C stops everything" in self.said() or self.process.poll() is not None, 300)
        assert self.process.poll() is None, self.said()
        return self

    def said(self) -> str:
        """Return what it printed."""
        return self.output.read_text(errors="replace")

    def log(self, name: str) -> str:
        """Return the output of one of its processes."""
        return (self.folder / "logs" / f"{name}.log").read_text(errors="replace")

    def log_lines(self, name: str) -> list[dict[str, Any]]:
        """Return what one of its processes has logged as JSON; whatever is no JSON fails the test."""
        return [json.loads(line) for line in self.log(name).splitlines()]

    def server_urls(self) -> dict[str, str]:
        """Return the environment variables with the URLs of its embedded servers."""
        urls: dict[str, str] = json.loads((self.folder / "environment").read_text())
        return urls

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(300)

    def processes(self) -> list[psutil.Process]:
        """Return everything that it started and that still runs."""
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def _processor_seconds(self) -> float:
        """Return what its processes have used, those that have ended included."""
        assert self.process is not None
        return sum(sum(each.cpu_times()[:4]) for each in [psutil.Process(self.process.pid), *self.processes()])

    def kill(self, word: str) -> None:
        """SIGKILL the processes whose command line holds ``word``, with all their children."""
        for process in self.processes():
            if word in " ".join(process.cmdline()):
                for child in process.children(recursive=True):
                    child.kill()
                process.kill()
                return
        raise AssertionError(f"no process runs with {word!r}")

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> Any:
        """Return the JSON that the API answers."""
        request = urllib.request.Request(
            self.base + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} | (headers or {}),
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def analyse(self, url: str, **options: Any) -> dict[str, Any]:
        """Start an analysis, at the depth that takes the least time unless ``options`` name another; return the task."""
        chosen = {"analysis_depth": "basic"} | options
        task: dict[str, Any] = self.call("POST", "/api/v1/analysis/", {"youtube_url": url, "options": chosen})
        return task

    def follow(self, task_id: str, after: int | None = 0) -> Iterator[dict[str, Any]]:
        """Yield the frames of a task by WebSocket until the terminal one."""
        query = "" if after is None else f"?after={after}"
        address = f"ws://127.0.0.1:{self.port}/ws/{task_id}{query}"
        with websockets.sync.client.connect(address, max_size=None) as socket:
            while True:
                frame = json.loads(socket.recv(timeout=300))
                yield frame
                if frame["type"] in {"task_completed", "task_failed", "task_cancelled"}:
                    return
