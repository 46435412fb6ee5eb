"""Processes that are kept running."""

import os
import signal
import stat
import sys

import psutil
import pytest

from tests.support import waiting
from youtube_analyzer.launcher import supervisor as supervision
from youtube_analyzer.launcher.supervisor import Process, Supervisor


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    running = Supervisor(said.append)
    yield running
    running.kill()


@pytest.fixture
def clock(monkeypatch):
    """Give the supervisor a clock that only the test moves, in a list of one."""
    now = [1000.0]
    monkeypatch.setattr(supervision.time, "monotonic", lambda: now[0])
    return now


def sleeper(tmp_path, code="import time; time.sleep(60)", **more):
    return Process("sleeper", (sys.executable, "-c", code), dict(os.environ), tmp_path / "sleeper.log", **more)


def exiting(tmp_path):
    return Process("broken", ("/bin/sh", "-c", "exit 3"), dict(os.environ), tmp_path / "broken.log")


def restart(supervisor, process, clock):
    """Wait for the exit of ``process``, let its delay pass, and return the delay in seconds."""
    process.running.wait(waiting.DEADLINE_SECONDS)
    supervisor.check()
    delay = process.restart_at - clock[0]
    clock[0] += delay
    supervisor.check()
    return delay


def test_a_process_that_dies_is_started_again_and_that_is_said(tmp_path, supervisor, said, clock):
    process = sleeper(tmp_path)
    first = supervisor.start(process)
    first.kill()
    assert restart(supervisor, process, clock) == 1
    assert process.running.pid != first.pid
    assert process.running.poll() is None
    assert "sleeper was terminated by SIGKILL; restarting it in 1 s." in said[0]


def test_one_that_dies_twenty_times_is_still_restarted_and_the_others_live(tmp_path, supervisor, said, clock):
    healthy, broken = sleeper(tmp_path), exiting(tmp_path)
    others = supervisor.start(healthy)
    supervisor.start(broken)
    delays = [restart(supervisor, broken, clock) for _ in range(20)]
    assert delays == [1, 2, 4, 8, 16] + [30] * 15
    assert broken.restart_at is None
    assert healthy.running is others
    assert others.poll() is None
    assert "broken exited with code 3 (20 times in a row); restarting it in 30 s." in said[-1]


def test_a_process_is_not_restarted_before_its_delay_is_over(tmp_path, supervisor, clock):
    process = exiting(tmp_path)
    first = supervisor.start(process)
    first.wait(waiting.DEADLINE_SECONDS)
    supervisor.check()
    clock[0] += 0.9
    supervisor.check()
    assert process.running is first


def test_a_minute_of_health_makes_the_delay_short_again(tmp_path, supervisor, clock):
    process = exiting(tmp_path)
    supervisor.start(process)
    assert [restart(supervisor, process, clock) for _ in range(3)] == [1, 2, 4]
    clock[0] += 60
    assert restart(supervisor, process, clock) == 1


def test_a_process_that_cannot_be_started_is_tried_again(tmp_path, supervisor, said, clock):
    process = exiting(tmp_path)
    supervisor.start(process)
    process.argv = ("/no/such/program",)
    restart(supervisor, process, clock)
    assert "broken could not be started (No such file or directory)" in said[-1]
    assert process.restart_at == clock[0] + 2


def test_only_the_owner_reads_a_log(tmp_path, supervisor):
    process = exiting(tmp_path)
    process.log.touch(mode=0o644)
    supervisor.start(process)
    assert stat.S_IMODE(process.log.stat().st_mode) == 0o600


def test_a_log_that_grows_too_large_starts_anew_and_one_older_file_is_kept(tmp_path, supervisor, monkeypatch):
    monkeypatch.setattr(supervision, "MAX_LOG_BYTES", 10)
    process = sleeper(tmp_path, "import time; print('first line', flush=True); time.sleep(60)")
    supervisor.start(process)
    older = tmp_path / "sleeper.log.1"
    waiting.until(lambda: process.log.read_text())
    supervisor.check()
    assert (process.log.read_text(), older.read_text()) == ("", "first line\n")
    assert stat.S_IMODE(older.stat().st_mode) == 0o600
    process.log.write_text("second line\n")
    supervisor.check()
    assert older.read_text() == "second line\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sleeper.log", "sleeper.log.1"]


def test_stopping_takes_the_children_along(tmp_path, supervisor):
    code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    process = sleeper(tmp_path, code)
    started = psutil.Process(supervisor.start(process).pid)
    waiting.until(started.children)
    child = started.children()[0]
    supervisor.stop()
    psutil.wait_procs([child], timeout=waiting.DEADLINE_SECONDS)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_one_that_does_not_stop_is_killed(tmp_path, supervisor, said, monkeypatch):
    monkeypatch.setattr(supervision, "STOP_TIMEOUT_SECONDS", 0.2)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    process = sleeper(tmp_path, code)
    supervisor.start(process)
    waiting.until(lambda: "ready" in process.log.read_text())
    supervisor.stop()
    assert process.running.wait(waiting.DEADLINE_SECONDS) == -signal.SIGKILL
    assert said == ["sleeper did not stop within 0 s; killing it."]
