"""Supervises processes: starts them, restarts those that exit, and stops them all.

Every process leads a process group, so that its children are stopped with it. On Linux the kernel kills the processes
if the supervisor itself is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: Restarts of one process within the window after which the supervisor gives up.
MAX_RESTARTS = 5
RESTART_WINDOW_SECONDS = 60.0
#: Seconds that a process may take to stop before its group is killed.
STOP_TIMEOUT_SECONDS = 15.0
#: Source: prctl(2), PR_SET_PDEATHSIG.
_PR_SET_PDEATHSIG = 1


class TooManyRestarts(Exception):
    """A process exited too often within a short time."""


@dataclass
class Process:
    """A supervised command; its output goes to ``log``."""

    name: str
    argv: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    #: True for servers that the other processes need: they are stopped last.
    is_server: bool = False
    #: Additional Popen arguments, such as the user.
    popen_options: dict[str, Any] = field(default_factory=dict)
    running: subprocess.Popen[Any] | None = None
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MAX_RESTARTS + 1))

    def start(self) -> subprocess.Popen[Any]:
        """Start the command."""
        with self.log.open("ab") as log:
            process: subprocess.Popen[Any] = subprocess.Popen(
                self.argv,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
                **({"process_group": 0} | self.popen_options),
            )
        self.running = process
        return process

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the process if it is running."""
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(number)

    def kill_group(self) -> None:
        """Kill the process and its children."""
        if self.running is None:
            return
        try:
            os.killpg(self.running.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # The whole group has already exited.

    def tail(self, lines: int = 5) -> str:
        """Return the last lines of its output."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Supervisor:
    """Keeps processes running until :meth:`stop` is called."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """``report`` receives one line per restart or kill."""
        self._report = report
        self.processes: list[Process] = []

    def start(self, process: Process) -> subprocess.Popen[Any]:
        """Start and supervise a process."""
        self.processes.append(process)
        return process.start()

    def check(self) -> None:
        """Restart processes that have exited.

        Raises:
            TooManyRestarts: a process exits again and again.
        """
        for process in self.processes:
            if process.running is not None and process.running.poll() is not None:
                self._restart(process, process.running.returncode)

    def _restart(self, process: Process, code: int) -> None:
        process.kill_group()  # remaining children
        moment = time.monotonic()
        process.deaths.append(moment)
        if len(process.deaths) > MAX_RESTARTS and moment - process.deaths[0] < RESTART_WINDOW_SECONDS:
            raise TooManyRestarts(
                f"{process.name} exited {len(process.deaths)} times within a minute; stopping everything. "
                f"Last lines of {process.log}:\n{process.tail()}"
            )
        self._report(f"{process.name} {_describe_exit(code)}; restarting it. Its output is in {process.log}.")
        process.start()

    def stop(self) -> None:
        """Stop all processes, servers last, and kill those that do not stop in time."""
        for servers in (False, True):
            group = [process for process in self.processes if process.is_server is servers]
            for process in group:
                process.signal(process.stop_signal)
            for process in group:
                self._wait(process)
                process.kill_group()

    def kill(self) -> None:
        """Kill all processes."""
        for process in self.processes:
            process.kill_group()
            if process.running is not None:
                process.running.wait()

    def _wait(self, process: Process) -> None:
        try:
            if process.running is not None:
                process.running.wait(STOP_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            self._report(f"{process.name} did not stop within {STOP_TIMEOUT_SECONDS:.0f} s; killing it.")


def _describe_exit(code: int) -> str:
    return f"was terminated by {signal.Signals(-code).name}" if code < 0 else f"exited with code {code}"
