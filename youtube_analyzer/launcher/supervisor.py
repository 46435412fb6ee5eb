"""Supervises processes: starts them, restarts those that exit, bounds their logs, and stops them all.

Every process leads a process group, so that its children are stopped with it. On Linux the kernel kills the processes
if the supervisor itself is killed.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.support.child_process import die_with_parent
from analysis.support.private_files import private_opener

#: Seconds before the first restart of a process; they double with each further one, up to the maximum.
MIN_RESTART_SECONDS, MAX_RESTART_SECONDS = 1.0, 30.0
#: Seconds that a process must run before its earlier exits no longer count.
HEALTHY_SECONDS = 60.0
#: Seconds that a process may take to stop before its group is killed.
STOP_TIMEOUT_SECONDS = 15.0
#: Size in bytes at which a log becomes the older one (``web.log.1``), which replaces the last older one.
MAX_LOG_BYTES = 20 * 1024**2


@dataclass
class Process:
    """A supervised command; its output goes to ``log``."""

    name: str
    argv: tuple[str, ...]
    #: None: that of the current process.
    environment: dict[str, str] | None
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    #: True for servers that the other processes need: they are stopped last.
    is_server: bool = False
    #: Additional Popen arguments, such as the user.
    popen_options: dict[str, Any] = field(default_factory=dict)
    running: subprocess.Popen[Any] | None = None
    started_at: float = 0.0
    #: Exits since it last ran for HEALTHY_SECONDS.
    exits: int = 0
    #: When it is started again; None while it runs.
    restart_at: float | None = None

    def start(self) -> subprocess.Popen[Any]:
        """Start the command."""
        self.started_at = time.monotonic()
        with open(self.log, "ab", opener=private_opener) as log:
            process: subprocess.Popen[Any] = subprocess.Popen(
                self.argv,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(),
                **({"process_group": 0} | self.popen_options),
            )
        self.running, self.restart_at = process, None
        return process

    def kill_group(self) -> None:
        """Kill the process and its children."""
        if self.running is not None:
            with suppress(ProcessLookupError):  # The whole group has already exited.
                os.killpg(self.running.pid, signal.SIGKILL)

    def kill(self) -> None:
        """Kill the process and its children, and wait for its end."""
        self.kill_group()
        if self.running is not None:
            self.running.wait()

    def stop(self, timeout_seconds: float) -> int:
        """Ask the process to stop, kill what is left of its group then, and return its exit code."""
        assert self.running is not None  # it was started
        self.running.send_signal(self.stop_signal)
        with suppress(subprocess.TimeoutExpired):
            self.running.wait(timeout_seconds)
        self.kill()
        return self.running.wait()

    def bound_log(self) -> None:
        """Keep the log near MAX_LOG_BYTES; the process holds its file open, so the text is copied, not moved."""
        if not self.log.exists() or self.log.stat().st_size < MAX_LOG_BYTES:
            return
        with suppress(OSError):  # A full disk: what can be kept is kept.
            older = self.log.with_name(f"{self.log.name}.1")
            with self.log.open("rb") as source, open(older, "wb", opener=private_opener) as target:
                shutil.copyfileobj(source, target)
        os.truncate(self.log, 0)


class Supervisor:
    """Keeps processes running until :meth:`stop` is called, each independently of the others."""

    def __init__(self, report: Callable[[str], None]) -> None:
        """``report`` receives one line per exit or kill."""
        self._report = report
        self.processes: list[Process] = []

    def start(self, process: Process) -> subprocess.Popen[Any]:
        """Start and supervise a process; its log starts empty."""
        self.processes.append(process)
        process.log.unlink(missing_ok=True)
        return process.start()

    def check(self) -> None:
        """Restart the processes that have exited, once their delay is over, and bound the logs."""
        for process in self.processes:
            if process.restart_at is not None and time.monotonic() >= process.restart_at:
                try:
                    process.start()
                except OSError as error:  # no memory, no file descriptor, no space
                    self._plan_restart(process, f"could not be started ({error.strerror})")
            elif process.restart_at is None and process.running and (code := process.running.poll()) is not None:
                process.kill_group()  # remaining children
                ended = f"was terminated by {signal.Signals(-code).name}" if code < 0 else f"exited with code {code}"
                self._plan_restart(process, ended)
            process.bound_log()

    def _plan_restart(self, process: Process, reason: str) -> None:
        now = time.monotonic()
        process.exits = 1 if now - process.started_at >= HEALTHY_SECONDS else process.exits + 1
        delay = min(MAX_RESTART_SECONDS, MIN_RESTART_SECONDS * 2.0 ** min(process.exits - 1, 10))
        process.restart_at = now + delay
        times = f" ({process.exits} times in a row)" if process.exits > 1 else ""
        self._report(f"{process.name} {reason}{times}; restarting it in {delay:.0f} s. Its output is in {process.log}.")

    def stop(self) -> None:
        """Stop all processes, servers last, and kill those that do not stop in time."""
        for servers in (False, True):
            group = [(one, one.running) for one in self.processes if one.is_server is servers and one.running]
            for process, running in group:
                running.send_signal(process.stop_signal)
            for process, running in group:
                try:
                    running.wait(STOP_TIMEOUT_SECONDS)
                except subprocess.TimeoutExpired:
                    self._report(f"{process.name} did not stop within {STOP_TIMEOUT_SECONDS:.0f} s; killing it.")
                process.kill_group()

    def kill(self) -> None:
        """Kill all processes."""
        for process in self.processes:
            process.kill()
