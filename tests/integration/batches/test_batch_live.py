"""The live progress of a batch: the same through the socket and the stream, numbered, and terminal once."""

import json

import pytest
from channels.db import database_sync_to_async
from channels.testing import HttpCommunicator, WebsocketCommunicator
from django.test import Client

from realtime import consumers
from tests.integration.realtime.test_consumers import frames_until_close
from tests.integration.realtime.test_stream import answer_to, events_of
from tests.support import batches, documents, waiting
from tests.support.batches import PATH
from youtube_analyzer.asgi import application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]


@database_sync_to_async
def ended_batch():
    return batches.run(batches.make(1, 2), failed={"video000002"})


async def socket(batch_id, query=""):
    client = WebsocketCommunicator(application, f"/ws/batches/{batch_id}{query}")
    accepted, _ = await client.connect(timeout=waiting.DEADLINE_SECONDS)
    assert accepted
    return client


async def test_a_socket_and_a_stream_tell_the_same_numbered_events_and_end_after_the_last():
    batch = await ended_batch()
    client = await socket(batch.pk, "?after=0")
    frames, code = await frames_until_close(client)
    assert code == consumers.CloseCode.ENDED
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert [frame["terminal"] for frame in frames] == [False] * (len(frames) - 1) + [True]
    assert {frame["batch_id"] for frame in frames} == {str(batch.pk)}
    assert (frames[-1]["type"], frames[-1]["counts"]["failed"]) == ("batch_completed", 1)
    assert len(frames[-1]["summary"]["videos"]) == 1
    path = f"{PATH}{batch.pk}/stream?after=0"
    _, _, body = await answer_to(HttpCommunicator(application, "GET", path))
    assert [json.loads(event["data"]) for event in events_of(body)] == frames


async def test_without_after_a_snapshot_comes_first():
    batch = await ended_batch()
    client = await socket(batch.pk)
    frames, _ = await frames_until_close(client)
    assert [frame["type"] for frame in frames] == ["snapshot", "batch_completed"]
    shown = await database_sync_to_async(lambda: Client().get(f"{PATH}{batch.pk}").json())()
    assert frames[0]["batch"] == shown
    _, _, body = await answer_to(HttpCommunicator(application, "GET", f"{PATH}{batch.pk}/stream"))
    assert [event["event"] for event in events_of(body)] == ["snapshot", "batch_completed"]


async def test_a_stream_resumes_after_the_last_event_id():
    batch = await ended_batch()
    last = batch.last_seq - 1
    headers = [(b"last-event-id", str(last).encode())]
    client = HttpCommunicator(application, "GET", f"{PATH}{batch.pk}/stream", headers=headers)
    _, _, body = await answer_to(client)
    assert [event["id"] for event in events_of(body)] == [str(batch.last_seq)]


async def test_frames_are_as_the_document_describes_them():
    batch = await ended_batch()
    client = await socket(batch.pk)
    frames, _ = await frames_until_close(client)
    document = await database_sync_to_async(asyncapi)()
    for frame, name in zip(frames, ("batch_snapshot", "batch_completed"), strict=True):
        documents.check(frame, document["components"]["messages"][name]["payload"], document)


def asyncapi():
    return documents.parse(Client().get("/asyncapi.yaml").content)


async def test_what_happens_while_a_client_watches_arrives():
    batch = await database_sync_to_async(batches.make)(1, 2)
    client = await socket(batch.pk)
    first = json.loads((await client.receive_output(timeout=waiting.DEADLINE_SECONDS))["text"])
    assert (first["type"], first["batch"]["status"]) == ("snapshot", "pending")
    await database_sync_to_async(batches.run)(batch)
    frames, code = await frames_until_close(client)
    assert [frame["seq"] for frame in frames] == list(range(first["seq"] + 1, first["seq"] + 1 + len(frames)))
    assert (frames[-1]["type"], code) == ("batch_completed", 1000)


@pytest.mark.parametrize("batch_id", ["x", "00000000-0000-0000-0000-000000000000"])
async def test_an_unknown_batch_is_not_found(monkeypatch, batch_id):
    monkeypatch.setattr(consumers, "NOT_FOUND_DELAY_SECONDS", 0.01)
    monkeypatch.setattr(consumers, "LATE_TOKEN_TIMEOUT_SECONDS", 0.01)
    client = await socket(batch_id)
    frames, code = await frames_until_close(client)
    assert (frames[0]["error"]["code"], frames[0]["batch_id"], code) == ("BATCH_NOT_FOUND", batch_id, 4404)
    status, _, body = await answer_to(HttpCommunicator(application, "GET", f"{PATH}{batch_id}/stream"))
    assert (status, json.loads(body)["code"]) == (404, "BATCH_NOT_FOUND")
