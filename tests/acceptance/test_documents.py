"""Both documents for clients, held against what a running server sends."""

import json

import pytest
import requests
import websockets.sync.client

from tests.support import documents
from tests.support.waiting import until
from youtube_analyzer.launcher import first_analysis

pytestmark = pytest.mark.acceptance

TASK = "/api/v1/analysis/{task_id}"


@pytest.fixture(scope="module")
def asyncapi(service):
    return documents.parse(requests.get(f"{service.base}/asyncapi.yaml", timeout=60).content)


@pytest.fixture(scope="module")
def openapi(service):
    return requests.get(f"{service.base}/api/schema/", headers={"Accept": "application/json"}, timeout=60).json()


@pytest.fixture(scope="module")
def ended(service):
    """Ids of an analysis that completed, one that failed, one that was cancelled."""
    tasks = [service.analyse(url) for url in (first_analysis.SAMPLE_URL, "https://youtube.com/watch?v=test")]
    tasks.append(service.analyse("https://youtu.be/very_slow__"))
    service.call("POST", f"/api/v1/analysis/{tasks[2]['id']}/cancel")
    for task in tasks:
        until(lambda task=task: service.call("GET", task["links"]["self"])["completed_at"] is not None, 60)
    return {service.call("GET", task["links"]["self"])["status"]: task["id"] for task in tasks}


@pytest.mark.parametrize("ending", ["completed", "failed", "cancelled"])
def test_every_frame_of_an_analysis_is_as_described(service, asyncapi, ended, ending):
    frames = [*service.follow(ended[ending], after=0), *service.follow(ended[ending], after=None)]
    assert {"snapshot", f"task_{ending}"} <= {frame["type"] for frame in frames}
    for frame in frames:
        documents.check_frame(frame, asyncapi)


def test_what_a_client_may_say_is_understood_and_the_answers_are_as_described(service, asyncapi):
    task = service.analyse("https://youtu.be/very_slow__")
    ping, auth = (asyncapi["components"]["messages"][name]["examples"][0]["payload"] for name in ("ping", "auth"))
    address = f"ws://127.0.0.1:{service.port}/ws/{task['id']}?after=999"
    with websockets.sync.client.connect(address) as socket:
        # The token comes last: it is no real one, which ends the socket.
        for message in (json.dumps(ping), "nonsense", json.dumps(auth)):
            socket.send(message)
        answers = [json.loads(socket.recv(timeout=60)) for _ in range(3)]
    service.call("POST", f"/api/v1/analysis/{task['id']}/cancel")
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        None,
        "INVALID_MESSAGE",
        "AUTHENTICATION_REQUIRED",
    ]
    for answer in answers:
        documents.check_frame(answer, asyncapi)


def test_the_event_stream_sends_the_same_frames(service, asyncapi, ended):
    path = asyncapi["channels"]["stream"]["address"].replace("{task_id}", ended["completed"])
    answer = requests.get(service.base + path, timeout=60)
    frames = [json.loads(line[6:]) for line in answer.text.splitlines() if line.startswith("data: ")]
    assert frames == list(service.follow(ended["completed"], after=0))


@pytest.mark.parametrize(
    ("method", "path", "query", "status"),
    [
        ("GET", "/api/v1/analysis/", "page_size=3", 200),
        ("GET", "/api/v1/analysis/", "page_size=x", 422),
        ("GET", TASK, "", 200),
        ("GET", f"{TASK}/result", "", 200),
        ("GET", f"{TASK}/events", "after=2", 200),
        ("GET", f"{TASK}/events", "after=x", 422),
        ("GET", f"{TASK}/transcript", "page_size=5", 200),
        ("GET", f"{TASK}/transcript", "format=vtt", 200),
        ("GET", f"{TASK}/comments", "page_size=5", 200),
        ("GET", f"{TASK}/comments", "format=csv", 200),
        ("POST", f"{TASK}/cancel", "", 409),
        ("POST", f"{TASK}/retry", "", 409),
        ("GET", "/api/v1/analysis-types", "", 200),
        ("GET", "/health", "", 200),
        ("GET", "/livez", "", 200),
        ("GET", "/readyz", "", 200),
    ],
)
def test_an_answer_is_as_described(service, openapi, ended, method, path, query, status):
    address = service.base + path.replace("{task_id}", ended["completed"])
    answer = requests.request(method, f"{address}?{query}", timeout=60)
    assert answer.status_code == status
    documents.check_answer(method, path, answer, openapi)


@pytest.mark.parametrize(("ending", "status"), [("failed", 400), ("cancelled", 409)])
def test_a_finding_that_there_is_not_is_answered_as_described(service, openapi, ended, ending, status):
    answer = requests.get(f"{service.base}/api/v1/analysis/{ended[ending]}/result", timeout=60)
    assert answer.status_code == status
    documents.check_answer("GET", f"{TASK}/result", answer, openapi)


@pytest.mark.parametrize("part", ["", "/result", "/events", "/transcript", "/comments"])
def test_a_task_that_is_not_there_is_answered_as_described(service, openapi, part):
    answer = requests.get(f"{service.base}/api/v1/analysis/nothing{part}", timeout=60)
    assert answer.status_code == 404
    documents.check_answer("GET", TASK + part, answer, openapi)


def test_the_examples_of_requests_are_taken_and_those_of_answers_are_as_described(service, openapi):
    shown = 0
    webhook = service.call(
        "POST", "/api/v1/webhooks/", {"url": "https://example.org/hook", "events": ["analysis.failed"]}
    )
    follow = service.call("POST", "/api/v1/follows/", {"source_url": "https://www.youtube.com/@tides"})
    for path, operations in openapi["paths"].items():
        for method, operation in operations.items():
            for body in operation.get("requestBody", {}).get("content", {}).values():
                for example in body.get("examples", {}).values():
                    documents.check(example["value"], body["schema"], openapi)
                    address = service.base + path.format(webhook_id=webhook["id"], follow_id=follow["id"])
                    answer = requests.request(method, address, json=example["value"], timeout=60)
                    documents.check_answer(method, path, answer, openapi)
                    allowed = {200, 201}
                    if path.endswith("/auth/login"):
                        allowed = {401}  # it is nobody's
                    assert answer.status_code in allowed, path
                    shown += 1
            for answer in operation["responses"].values():
                for body in answer.get("content", {}).values():
                    for example in body.get("examples", {}).values():
                        documents.check(example["value"], body["schema"], openapi)
                        shown += 1
    assert shown >= 3
