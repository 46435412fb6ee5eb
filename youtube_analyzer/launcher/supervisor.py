"""Runs processes side by side: starts them, starts again one that dies, and leaves none behind.

Every process leads a process group, so that its children go with it, and is killed by the kernel should the supervisor
itself be killed (Linux).
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

#: A process that dies more often than this within the window takes the whole down.
MAX_RESTARTS = 5
WINDOW_SECONDS = 60.0
#: How long a process may take to stop before its group is killed.
STOP_SECONDS = 15.0
#: Source: prctl(2), PR_SET_PDEATHSIG.
_PR_SET_PDEATHSIG = 1


class GaveUp(Exception):
    """A process could not be kept running."""


@dataclass
class Process:
    """A command to keep running; its output goes to ``log``."""

    name: str
    argv: tuple[str, ...]
    environment: dict[str, str]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    #: True for what the others need to the last: it is stopped after them.
    is_server: bool = False
    #: More arguments for Popen: whom to run as.
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
        """Send a signal to the process where it still runs."""
        if self.running is not None and self.running.poll() is None:
            self.running.send_signal(number)

    def kill_group(self) -> None:
        """Kill the process and whatever it started."""
        if self.running is None:
            return
        try:
            os.killpg(self.running.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # The whole group has ended, as it should.

    def tail(self, lines: int = 5) -> str:
        """Return the end of its output."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Supervisor:
    """Keeps processes running until :meth:`stop`."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """Tell through ``say``, in one line each, what happens to the processes."""
        self._say = say
        self.processes: list[Process] = []

    def start(self, process: Process) -> subprocess.Popen[Any]:
        """Start a process and keep it running from now on."""
        self.processes.append(process)
        return process.start()

    def look(self) -> None:
        """Start again whatever has died.

        Raises:
            GaveUp: a process dies again and again.
        """
        for process in self.processes:
            if process.running is not None and process.running.poll() is not None:
                self._restart(process, process.running.returncode)

    def _restart(self, process: Process, code: int) -> None:
        process.kill_group()  # what the dead one left behind
        moment = time.monotonic()
        process.deaths.append(moment)
        if len(process.deaths) > MAX_RESTARTS and moment - process.deaths[0] < WINDOW_SECONDS:
            raise GaveUp(
                f"{process.name} ended {len(process.deaths)} times within a minute, so everything is stopped. "
                f"The end of {process.log}:\n{process.tail()}"
            )
        self._say(f"{process.name} {_how_it_ended(code)}; it is started again. Its output is in {process.log}.")
        process.start()

    def stop(self) -> None:
        """Stop every process, servers last, and kill what does not stop in time."""
        for servers in (False, True):
            group = [process for process in self.processes if process.is_server is servers]
            for process in group:
                process.signal(process.stop_signal)
            for process in group:
                self._wait(process)
                process.kill_group()

    def kill(self) -> None:
        """Kill every process at once."""
        for process in self.processes:
            process.kill_group()
            if process.running is not None:
                process.running.wait()

    def _wait(self, process: Process) -> None:
        try:
            if process.running is not None:
                process.running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._say(f"{process.name} did not stop within {STOP_SECONDS:.0f} s and is killed.")


def _how_it_ended(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
