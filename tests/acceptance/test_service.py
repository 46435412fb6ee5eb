"""The line from end to end, over HTTP and WebSocket, in real processes."""

import json
import socket
import subprocess
import sys

import psutil
import pytest
import requests
import websockets.sync.client

from tests.support.paths import ROOT
from tests.support.service import Service
from tests.support.waiting import DEADLINE_SECONDS, until
from youtube_analyzer.launcher import first_analysis

pytestmark = pytest.mark.acceptance

SLOW = "https://youtu.be/slow__video"


def seqs(frames):
    return [frame["seq"] for frame in frames]


def test_an_analysis_is_followed_to_its_finding(service):
    task = service.analyse(first_analysis.SAMPLE_URL)
    frames = list(service.follow(task["id"]))
    assert seqs(frames) == list(range(1, len(frames) + 1))
    assert frames[-1]["type"] == "task_completed"
    answer = service.call("GET", f"/api/v1/analysis/{task['id']}/result")
    assert answer["result"] == frames[-1]["result"]
    assert answer["metadata"] == frames[-1]["metadata"]
    assert answer["result"]["transcript"]["source"] == "manual_captions"
    assert answer["result"]["comments"]["fetched"] > 100
    steps = {frame["step"] for frame in frames if frame["type"] == "step_completed"}
    assert steps == {"extraction", "transcription", "content_analysis", "comment_analysis", "synthesis"}


def test_whoever_comes_late_or_again_sees_the_rest_without_gap_or_repeat(service):
    task = service.analyse(SLOW)
    seen = []
    for frame in service.follow(task["id"]):
        seen.append(frame)
        if len(seen) == 5:
            break
    seen += service.follow(task["id"], after=seen[-1]["seq"])
    assert seqs(seen) == list(range(1, len(seen) + 1))
    assert seqs(service.follow(task["id"], after=0)) == seqs(seen)
    late = list(service.follow(task["id"], after=None))
    assert late[0]["type"] == "snapshot"
    assert late[0]["task"]["status"] == "completed"
    assert late[-1]["type"] == "task_completed"


def test_a_killed_workers_task_is_resumed_and_no_step_is_done_twice(service):
    task = service.analyse(SLOW)
    frames = []
    for frame in service.follow(task["id"]):
        frames.append(frame)
        if frame["type"] == "step_completed" and frame["step"] == "content_analysis":
            service.kill("celery")
    assert frames[-1]["type"] == "task_completed"
    assert seqs(frames) == list(range(1, len(frames) + 1))
    done = [frame["step"] for frame in frames if frame["type"] == "step_completed"]
    assert sorted(done) == ["comment_analysis", "content_analysis", "extraction", "synthesis", "transcription"]
    after = service.call("GET", f"/api/v1/analysis/{task['id']}")
    attempts = {step["name"]: step["attempts"] for step in after["steps"]}
    assert attempts["comment_analysis"] == 2
    assert attempts["content_analysis"] == 1
    assert "worker was terminated by SIGKILL" in service.said()


@pytest.mark.long
def test_the_admin_shows_the_processes_that_work_and_what_became_of_a_lost_one(service):
    session = requests.Session()
    session.get(f"{service.base}/login/", timeout=60)
    password = (service.folder / "admin_password").read_text()
    credentials = {"username": "admin", "password": password, "csrfmiddlewaretoken": session.cookies["csrftoken"]}
    session.post(f"{service.base}/login/", credentials, timeout=60)

    def page(path=""):
        return session.get(f"{service.base}/admin/{path}", timeout=60).text

    until(lambda: "worker celery@" in page())
    assert "dispatcher " in page()
    task = service.analyse("https://youtu.be/very_slow__")
    until(lambda: task["id"] in page())
    service.kill("celery")
    until(lambda: "worker lost" in page(f"analysis/analysistask/{task['id']}/change/"))
    service.call("POST", f"/api/v1/analysis/{task['id']}/cancel")


def test_a_cancelled_analysis_ends_for_its_viewers_and_for_the_worker(service):
    task = service.analyse("https://youtu.be/very_slow__")
    frames = service.follow(task["id"])
    until(lambda: next(frames)["type"] == "step_completed")
    service.call("POST", f"/api/v1/analysis/{task['id']}/cancel")
    assert list(frames)[-1]["type"] == "task_cancelled"
    ending = {"event": "run ended: stopped: CancellationRequested", "task_id": task["id"]}
    until(lambda: any(ending.items() <= line.items() for line in service.log_lines("worker")))


def test_one_id_leads_from_the_request_through_every_process(service):
    task = service.call(
        "POST",
        "/api/v1/analysis/",
        {"youtube_url": first_analysis.SAMPLE_URL, "options": {"analysis_depth": "basic"}},
        {"X-Request-ID": "followed-1"},
    )

    def log_lines_of(process, event):
        lines = service.log_lines(process)
        ids = {"request_id": "followed-1", "task_id": task["id"]}
        return [line for line in lines if ids.items() <= line.items() and line["event"].startswith(event)]

    list(service.follow(task["id"]))
    until(lambda: log_lines_of("worker", "run ended: completed"))
    assert len(log_lines_of("web", "POST api/v1/analysis 200")) == 1
    assert len(log_lines_of("dispatcher", "task dispatched")) >= 1
    assert len(log_lines_of("worker", "run started")) == 1
    assert {line["step"] for line in log_lines_of("worker", "step completed")} == {
        step["name"] for step in task["steps"]
    }


def test_a_socket_for_an_unknown_task_survives_a_text(service):
    with websockets.sync.client.connect(f"ws://127.0.0.1:{service.port}/ws/test-task-id") as socket:
        socket.send("test message")
        frame = json.loads(socket.recv(timeout=DEADLINE_SECONDS))
        assert frame["type"] == "error"


def test_the_probes_tell_that_all_is_well(service):
    health = service.call("GET", "/health")
    assert health["status"] == "healthy"
    until(lambda: set(service.call("GET", "/health")["services"].values()) == {"healthy"})
    assert service.call("GET", "/readyz")


def test_the_embedded_servers_are_found_from_another_terminal(service):
    command = [
        sys.executable,
        "manage.py",
        "shell",
        "-c",
        "from analysis.models import *; print(AnalysisTask.objects.count() > 0)",
    ]
    done = subprocess.run(
        command, cwd=ROOT, env=service.environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.stdout.strip().endswith("True"), done.stderr


@pytest.mark.long
def test_the_same_analysis_can_be_had_in_the_terminal(service):
    command = [sys.executable, "manage.py", "analyze", first_analysis.SAMPLE_URL, "--json"]
    done = subprocess.run(
        command, cwd=ROOT, env=service.environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["result"]["video"]["id"] == "sample_talk"


def test_a_port_in_use_and_a_folder_in_use_are_told_in_a_sentence(service):
    command = [sys.executable, "manage.py", "up"]
    same_folder = subprocess.run(
        command, cwd=ROOT, env=service.environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert same_folder.returncode == 1
    assert "is in use by a running service" in " ".join(same_folder.stdout.split())
    assert "Traceback" not in same_folder.stderr


@pytest.mark.long
def test_ctrl_c_leaves_nothing_behind_and_a_second_start_with_daphne_is_quick_and_serves_the_same(tmp_path):
    first = Service(tmp_path / "data").start()
    started = first.processes()
    assert len(started) >= 5
    assert first.stop() == 0
    assert not [process for process in started if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]
    second = Service(tmp_path / "data", WEB_SERVER="daphne").start()
    # The one that a start makes.
    frames = list(second.follow(second.call("GET", "/api/v1/analysis/")["results"][0]["id"]))
    assert second.stop() == 0
    assert frames[-1]["type"] == "task_completed"
    assert seqs(frames) == list(range(1, len(frames) + 1))
    assert second.start_seconds < first.start_seconds  # which also makes the database and its tables
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", first.port))
        taken.listen()
        refused = subprocess.run(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=first.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert refused.returncode == 1
    assert f"Port {first.port} is in use" in refused.stdout.replace("\n", " ")
