"""Processes that are kept running."""

import os
import signal
import sys

import psutil
import pytest

from tests.support import waiting
from youtube_analyzer.launcher.supervisor import Process, Supervisor, TooManyRestarts


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(said):
    running = Supervisor(said.append)
    yield running
    running.kill()


def sleeper(tmp_path, code="import time; time.sleep(60)", **more):
    return Process("sleeper", (sys.executable, "-c", code), dict(os.environ), tmp_path / "sleeper.log", **more)


def gone(process):
    waiting.until(lambda: process.running.poll() is not None)


def test_a_process_that_dies_is_started_again_and_that_is_said(tmp_path, supervisor, said):
    process = sleeper(tmp_path)
    first = supervisor.start(process)
    first.kill()
    gone(process)
    supervisor.check()
    assert process.running.pid != first.pid
    assert process.running.poll() is None
    assert "sleeper was terminated by SIGKILL; restarting it." in said[0]


def test_one_that_dies_again_and_again_is_given_up_with_the_end_of_its_log(tmp_path, supervisor):
    process = sleeper(tmp_path, "raise SystemExit('no such luck')")
    supervisor.start(process)
    with pytest.raises(TooManyRestarts, match="no such luck"):
        for _ in range(10):
            gone(process)
            supervisor.check()


def test_stopping_takes_the_children_along(tmp_path, supervisor):
    code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    process = sleeper(tmp_path, code)
    started = psutil.Process(supervisor.start(process).pid)
    waiting.until(started.children)
    child = started.children()[0]
    supervisor.stop()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_one_that_does_not_stop_is_killed(tmp_path, supervisor, said, monkeypatch):
    monkeypatch.setattr("youtube_analyzer.launcher.supervisor.STOP_TIMEOUT_SECONDS", 0.2)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    process = sleeper(tmp_path, code)
    supervisor.start(process)
    waiting.until(lambda: "ready" in process.tail())
    supervisor.stop()
    assert process.running.wait(5) == -signal.SIGKILL
    assert said == ["sleeper did not stop within 0 s; killing it."]
