"""Who sees what live: every socket and stream there is, opened by every kind of caller for every kind of task."""

import re

import pytest
from channels.db import database_sync_to_async
from channels.testing import HttpCommunicator, WebsocketCommunicator

from analysis.batches import services
from realtime import consumers
from realtime.routing import batch_stream_pattern, events_pattern, stream_pattern
from tests.integration.realtime.test_consumers import frames_until_close
from tests.support import batches, permission_table, waiting
from tests.support.factories import UserFactory, token_of
from tests.support.permission_table import SEES
from youtube_analyzer.asgi import HEAVY_PATTERN, OUTSIDE_PATTERN, PASSWORD_PATTERN, PROBE_PATTERN, application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

SOCKETS = {r"^ws/(?P<task_id>[^/]+)/?\Z": "/ws/{}", r"^ws/batches/(?P<batch_id>[^/]+)/?\Z": "/ws/batches/{}"}
#: Matches every address, and refuses the handshake.
NO_SOCKET = ""
STREAMS = {stream_pattern: "/api/v1/analysis/{}/stream", batch_stream_pattern: "/api/v1/batches/{}/stream"}
#: Django's views, of which test_permissions.py knows.
DJANGO = ""
#: These wait for their turn or for an event, or have threads of their own; then Django answers.
DELAYED = {events_pattern, HEAVY_PATTERN, OUTSIDE_PATTERN, PASSWORD_PATTERN, PROBE_PATTERN}


@pytest.fixture(autouse=True)
def short_waits(monkeypatch):
    monkeypatch.setattr(consumers, "NOT_FOUND_DELAY_SECONDS", 0.02)
    monkeypatch.setattr(consumers, "LATE_TOKEN_TIMEOUT_SECONDS", 0.02)


@database_sync_to_async
def people_and_tasks(address):
    """Return the headers that each caller sends, and one ended task, or batch, of each kind."""
    users = {name: UserFactory(is_staff=name in {"observer", "staff"}) for name in SEES if name != "anonymous"}
    headers = {name: [(b"authorization", f"Bearer {token_of(user)}".encode())] for name, user in users.items()}
    owners = {"own": users["owner"], "foreign": UserFactory(), "ownerless": None}
    make = ended_batch if "batches" in address else permission_table.failed
    tasks = {kind: make(owner=owner).pk for kind, owner in owners.items()} | {"absent": permission_table.absent()}
    return headers | {"anonymous": []}, tasks


def ended_batch(owner):
    batch = batches.make(1, owner=owner)
    services.batch_cancel(batch=batch)
    return batch


def test_every_socket_and_stream_has_its_row():
    mapping = application.application_mapping
    assert set(mapping) == {"websocket", "http"}
    assert set(permission_table.socket_routes(mapping["websocket"])) == {*SOCKETS, NO_SOCKET}
    assert set(permission_table.socket_routes(mapping["http"])) == {*STREAMS, *DELAYED, DJANGO}


@pytest.mark.parametrize("address", SOCKETS.values())
async def test_a_socket_shows_a_task_to_whom_it_is_for_and_has_none_for_anybody_else(address):
    headers, tasks = await people_and_tasks(address)
    for caller, shown in headers.items():
        told = {kind: await said(address.format(task_id), shown, task_id) for kind, task_id in tasks.items()}
        assert ("_NOT_FOUND" in told["absent"][0], told["absent"][1]) == (True, 4404)
        for kind in ("own", "foreign", "ownerless"):
            if kind in SEES[caller]:
                assert ('"snapshot"' in told[kind][0], told[kind][1]) == (True, 1000), (caller, kind)
            else:
                assert told[kind] == told["absent"], (caller, kind)


async def said(path, headers, task_id):
    """Return what a socket says until it is closed, but for the id and the times, and the close code."""
    client = WebsocketCommunicator(application, path, headers=headers)
    accepted, _ = await client.connect(timeout=waiting.DEADLINE_SECONDS)
    assert accepted
    frames, code = await frames_until_close(client)
    text = str(frames).replace(str(task_id), "…").replace("'", '"')
    return re.sub(r'"timestamp": "[^"]+"', "", text), code


@pytest.mark.parametrize("address", STREAMS.values())
async def test_a_stream_shows_a_task_to_whom_it_is_for_and_has_none_for_anybody_else(address):
    headers, tasks = await people_and_tasks(address)
    for caller, shown in headers.items():
        told = {kind: await answered(address.format(task_id), shown, task_id) for kind, task_id in tasks.items()}
        assert told["absent"][0] == 404
        for kind in ("own", "foreign", "ownerless"):
            if kind in SEES[caller]:
                assert told[kind][0] == 200, (caller, kind)
            else:
                assert told[kind] == told["absent"], (caller, kind)


async def answered(path, headers, task_id):
    """Return status, headers and body, but for what is new with every request."""
    sent = [*headers, (b"x-request-id", b"same")]
    response = await HttpCommunicator(application, "GET", path, headers=sent).get_response(
        timeout=waiting.DEADLINE_SECONDS
    )
    return response["status"], sorted(response["headers"]), response["body"].decode().replace(str(task_id), "…")
