"""Processes that are kept running."""

import os
import signal
import sys
import time

import psutil
import pytest

from youtube_analyzer.launcher.supervisor import GaveUp, Process, Supervisor


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
    deadline = time.monotonic() + 5
    while process.running.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_process_that_dies_is_started_again_and_that_is_said(tmp_path, supervisor, said):
    process = sleeper(tmp_path)
    first = supervisor.start(process)
    first.kill()
    gone(process)
    supervisor.look()
    assert process.running.pid != first.pid
    assert process.running.poll() is None
    assert "sleeper was ended by SIGKILL; it is started again." in said[0]


def test_one_that_dies_again_and_again_is_given_up_with_the_end_of_its_log(tmp_path, supervisor):
    process = sleeper(tmp_path, "raise SystemExit('no such luck')")
    supervisor.start(process)
    with pytest.raises(GaveUp, match="no such luck"):
        for _ in range(10):
            gone(process)
            supervisor.look()


def test_stopping_takes_the_children_along(tmp_path, supervisor):
    code = "import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); time.sleep(60)"
    process = sleeper(tmp_path, code)
    started = psutil.Process(supervisor.start(process).pid)
    deadline = time.monotonic() + 5
    while not started.children():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    child = started.children()[0]
    supervisor.stop()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_one_that_does_not_stop_is_killed(tmp_path, supervisor, said, monkeypatch):
    monkeypatch.setattr("youtube_analyzer.launcher.supervisor.STOP_SECONDS", 0.2)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"
    )
    process = sleeper(tmp_path, code)
    supervisor.start(process)
    deadline = time.monotonic() + 5
    while "ready" not in process.tail():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    supervisor.stop()
    assert process.running.wait(5) == -signal.SIGKILL
    assert said == ["sleeper did not stop within 0 s and is killed."]
