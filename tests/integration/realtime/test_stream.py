"""Server-Sent Events of a task, through the whole ASGI application."""

import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from channels.testing import HttpCommunicator
from django.conf import settings
from django.test import Client

from analysis.exceptions import InternalError
from analysis.execution import leases, lifecycle
from realtime import stream
from tests.support import waiting
from tests.support.broken_database import broken_database
from tests.support.factories import TaskFactory, UserFactory
from youtube_analyzer.asgi import application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

make_task = database_sync_to_async(TaskFactory)


def request(task_id: object, query: str = "", method: str = "GET", **headers: str) -> HttpCommunicator:
    """Return a client for the stream of a task."""
    encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return HttpCommunicator(application, method, f"/api/v1/analysis/{task_id}/stream{query}", headers=encoded)


async def answer_to(client: HttpCommunicator) -> tuple[int, dict[str, str], str]:
    """Return status, headers and body."""
    response = await client.get_response(timeout=waiting.DEADLINE_SECONDS)
    headers = {name.decode(): value.decode() for name, value in response["headers"]}
    return response["status"], headers, response["body"].decode()


def events_of(body: str) -> list[dict[str, str]]:
    """Return the events of a stream, comments left out."""
    blocks = [block.splitlines() for block in body.split("\n\n") if block and not block.startswith(":")]
    return [dict(line.split(": ", 1) for line in block) for block in blocks]


@database_sync_to_async
def failed_task(**fields: object):
    """Return a task with two warnings and an ending."""
    task = TaskFactory(**fields)
    claim = leases.claim_task(task.pk)
    for message in ("one", "two\nlines"):
        lifecycle.record_warning(claim, code="NOTE", message=message, step=None)
    lifecycle.fail_task(claim, InternalError(), None)
    return task


async def test_it_streams_every_event_and_ends_after_the_last():
    task = await failed_task()
    status, headers, body = await answer_to(request(task.pk))
    found = events_of(body)
    assert status == 200
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert (headers["cache-control"], headers["x-accel-buffering"]) == ("private, no-cache", "no")
    assert [(each["id"], each["event"]) for each in found] == [("1", "warning"), ("2", "warning"), ("3", "task_failed")]
    assert json.loads(found[1]["data"])["warning"]["message"] == "two\nlines"
    assert [json.loads(each["data"])["seq"] for each in found] == [1, 2, 3]


async def test_a_trailing_slash_is_taken():
    task = await failed_task()
    client = HttpCommunicator(application, "GET", f"/api/v1/analysis/{task.pk}/stream/?after=2")
    _, _, body = await answer_to(client)
    assert [each["id"] for each in events_of(body)] == ["3"]


async def test_a_browser_that_reconnects_goes_on_after_the_last_id_it_saw():
    task = await failed_task()
    _, _, body = await answer_to(request(task.pk, "?after=0", last_event_id="1"))
    assert [each["id"] for each in events_of(body)] == ["2", "3"]


async def test_it_delivers_live():
    task = await make_task()
    client = request(task.pk)
    await client.send_input({"type": "http.request"})
    assert (await client.receive_output(waiting.DEADLINE_SECONDS))["status"] == 200
    assert (await client.receive_output(waiting.DEADLINE_SECONDS))["body"] == b": open\n\n"
    await database_sync_to_async(lifecycle.cancel_task)(task.pk, "enough")
    event = await client.receive_output(waiting.DEADLINE_SECONDS)
    assert (await client.receive_output(waiting.DEADLINE_SECONDS))["more_body"] is False
    await client.wait(waiting.DEADLINE_SECONDS)
    assert events_of(event["body"].decode())[0]["event"] == "task_cancelled"


async def test_a_silent_stream_shows_that_it_lives(monkeypatch):
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)
    task = await make_task()
    client = request(task.pk)
    await client.send_input({"type": "http.request"})
    await client.receive_output(waiting.DEADLINE_SECONDS)
    await client.receive_output(waiting.DEADLINE_SECONDS)
    assert (await client.receive_output(waiting.DEADLINE_SECONDS))["body"] == b": heartbeat\n\n"
    assert (await client.receive_output(waiting.DEADLINE_SECONDS))["body"] == b": heartbeat\n\n"
    await client.send_input({"type": "http.disconnect"})
    await client.wait(waiting.DEADLINE_SECONDS)


async def test_nothing_is_left_when_the_client_leaves():
    task = await make_task()
    client = request(task.pk)
    await client.send_input({"type": "http.request"})
    await client.receive_output(waiting.DEADLINE_SECONDS)
    await client.send_input({"type": "http.disconnect"})
    await client.wait(waiting.DEADLINE_SECONDS)
    await waiting.until_async(lambda: not (get_channel_layer().groups or get_channel_layer().channels))


@pytest.mark.parametrize("task_id", ["test-task-id", "00000000-0000-4000-8000-000000000000"])
async def test_an_unknown_task_is_404(task_id):
    status, headers, body = await answer_to(request(task_id, x_request_id="seen-1"))
    assert (status, headers["content-type"], headers["x-request-id"]) == (404, "application/problem+json", "seen-1")
    assert (headers["cache-control"], headers["vary"]) == ("private, no-cache", "origin, Authorization, Cookie")
    problem = json.loads(body)
    assert (problem["detail"], problem["code"], problem["request_id"]) == ("Task not found", "TASK_NOT_FOUND", "seen-1")


async def test_a_database_that_is_away_is_503():
    async with broken_database():
        status, headers, _ = await answer_to(request(uuid.uuid4()))
    assert (status, headers["retry-after"]) == (503, "5")


async def test_only_the_owner_reads_the_stream_of_an_owned_task():
    owner = await database_sync_to_async(UserFactory)()
    task = await failed_task(owner=owner)
    status, _, _ = await answer_to(request(task.pk))
    assert status == 404
    browser = Client()
    await sync_to_async(browser.force_login)(owner)
    cookie = f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"
    status, _, _ = await answer_to(request(task.pk, cookie=cookie))
    assert status == 200


async def test_a_seq_that_cannot_be_one_is_422():
    task = await make_task()
    for client in (request(task.pk, "?after=x"), request(task.pk, last_event_id="-1")):
        status, _, body = await answer_to(client)
        assert (status, json.loads(body)["code"]) == (422, "INVALID_PARAMETERS")
    status, _, _ = await answer_to(request(uuid.uuid4(), "?after=x"))
    assert status == 404


async def test_it_is_only_read():
    status, headers, _ = await answer_to(request((await make_task()).pk, method="POST"))
    assert (status, headers["allow"]) == (405, "GET")


async def test_a_name_that_is_not_ours_is_refused():
    status, _, _ = await answer_to(request((await make_task()).pk, host="rebound.example"))
    assert status == 400


# Pages of other origins


ALLOWED, FOREIGN = "https://front.example", "https://elsewhere.example"


def cors_of(headers: dict[str, str]) -> dict[str, str]:
    """Return the headers that decide what a page of another origin may read."""
    headers = {name.lower(): value for name, value in headers.items()}
    return {name: value for name, value in headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize("origin", [ALLOWED, FOREIGN, "null", "https://[", None])
@pytest.mark.parametrize("case", ["good", "unknown", "POST", "preflight", "OPTIONS"])
async def test_a_stream_is_readable_from_the_origins_that_may_read_rest(case, origin, settings):
    settings.CORS_ALLOWED_ORIGINS = [ALLOWED]
    task_id = uuid.uuid4() if case == "unknown" else (await failed_task()).pk
    method = {"POST": "POST", "preflight": "OPTIONS", "OPTIONS": "OPTIONS"}.get(case, "GET")
    headers = {} if origin is None else {"origin": origin}
    if case == "preflight":
        headers |= {"access_control_request_method": "GET", "access_control_request_headers": "last-event-id"}
    status, found, _ = await answer_to(request(task_id, method=method, **headers))
    rest = await sync_to_async(Client().generic)(
        method,
        f"/api/v1/analysis/{task_id}",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    assert cors_of(found) == cors_of(dict(rest.items()))
    assert ("access-control-allow-origin" in found) == (origin == ALLOWED)
    assert "origin" in found["vary"].lower()
    assert status == {"good": 200, "unknown": 404, "preflight": 200}.get(case, 405)


@pytest.mark.parametrize("sent", ["last-event-id", "authorization", "idempotency-key", "if-none-match", "x-request-id"])
async def test_a_page_of_an_allowed_origin_may_send_what_the_service_reads(sent, settings):
    settings.CORS_ALLOWED_ORIGINS = [ALLOWED]
    client = request(uuid.uuid4(), method="OPTIONS", origin=ALLOWED, access_control_request_method="GET")
    _, headers, _ = await answer_to(client)
    assert sent in headers["access-control-allow-headers"].lower().split(", ")


async def test_a_page_of_an_allowed_origin_may_read_every_header_of_an_error(settings):
    settings.CORS_ALLOWED_ORIGINS = [ALLOWED]
    task = await make_task()
    refused = request(task.pk, origin=ALLOWED, authorization="Bearer guess")
    for client in (refused, request(task.pk, method="POST", origin=ALLOWED)):
        _, headers, _ = await answer_to(client)
        exposed = headers["access-control-expose-headers"].lower().split(", ")
        safe = {"content-type", "content-length", "cache-control", "vary"}
        own = {name for name in headers if not name.startswith("access-control-")} - safe
        assert own <= set(exposed)
