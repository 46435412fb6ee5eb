"""Following an analysis over real connections to servers that break them."""

import json
import threading
from urllib.parse import parse_qs, urlsplit

import pytest
import websockets.sync.server
import youtube_analyzer_client as ytan
from test_client import TASK
from test_following import frame
from werkzeug import Response
from youtube_analyzer_client.asynchronous import transports

LAST = frame(4, "task_cancelled", reason="Cancelled by request", terminal=True)
FRAMES = [*(frame(seq) for seq in (1, 2, 3)), LAST]


@pytest.fixture
def breaking_socket():
    """A WebSocket server that ends every connection after two frames; and the queries that it got."""
    queries = []

    def handle(socket):
        queries.append(urlsplit(socket.request.path).query)
        after = int(parse_qs(queries[-1])["after"][0])
        for each in FRAMES[after : after + 2]:
            socket.send(json.dumps(each))
        socket.close(1000 if after + 2 >= len(FRAMES) else 1012)

    with websockets.sync.server.serve(handle, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}", queries
        server.shutdown()
        thread.join()


def test_a_lost_socket_is_resumed_after_the_last_event(breaking_socket):
    address, queries = breaking_socket
    with ytan.Client(address, "secret") as client:
        assert [event.seq for event in client.follow("x", patience=5)] == [1, 2, 3, 4]
    assert queries == ["after=0", "after=2"]


async def test_the_asynchronous_client_resumes_too(breaking_socket):
    address, _ = breaking_socket
    async with ytan.AsyncClient(address) as client:
        assert [event.seq async for event in client.follow("x", patience=5)] == [1, 2, 3, 4]


def stream_of(frames):
    text = "".join(f"id: {each['seq']}\nevent: {each['type']}\ndata: {json.dumps(each)}\n\n" for each in frames)
    return Response(": alive\n\n" + text, content_type="text/event-stream")


def test_where_no_socket_gets_through_events_come_as_a_stream(httpserver):
    httpserver.expect_request("/ws/x").respond_with_data("no sockets here", status=403)
    stream = httpserver.expect_request
    stream("/api/v1/analysis/x/stream", query_string="after=0").respond_with_response(stream_of(FRAMES[:2]))
    stream("/api/v1/analysis/x/stream", query_string="after=2").respond_with_response(stream_of(FRAMES[2:]))
    httpserver.expect_request("/api/v1/analysis/x").respond_with_data(status=503)
    policy = ytan.RetryPolicy(attempts=1)
    with ytan.Client(httpserver.url_for(""), retries=policy) as client:
        assert [event.seq for event in client.follow("x", patience=5)] == [1, 2, 3, 4]


def test_where_no_stream_gets_through_events_are_polled(httpserver):
    polls = "/api/v1/analysis/x/events"
    for after, frames in ((0, FRAMES[:3]), (3, FRAMES[3:])):
        answer = {"events": frames, "last_seq": after + len(frames), "terminal": after > 0}
        httpserver.expect_request(polls, query_string=f"after={after}&wait=25").respond_with_json(answer)
    with ytan.Client(httpserver.url_for("")) as client:
        events = list(client.follow("x", ways=("poll",), patience=5))
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert events[-1].reason == "Cancelled by request"


def test_a_task_that_is_not_there_is_not_looked_for_again(httpserver):
    body = {"status": 404, "code": "TASK_NOT_FOUND", "detail": "Task not found"}
    httpserver.expect_request("/api/v1/analysis/x/stream").respond_with_json(body, status=404)
    with ytan.Client(httpserver.url_for("")) as client, pytest.raises(ytan.NotFound):
        list(client.follow("x", ways=("sse", "poll"), patience=5))
    assert len(httpserver.log) == 1


# A batch

_COUNTS = {"total": 2, "pending": 0, "processing": 0, "completed": 2, "failed": 0, "cancelled": 0, "reused": 0}
_LINKS = ("self", "members", "stream", "websocket", "page", "export", "cancel", "retry_failed")
_TIME = "2026-01-02T00:00:00.000Z"


def batch(seq, status="processing"):
    return {
        "id": "b", "name": "", "source_url": None, "newest": None, "follow_id": None, "status": status, "progress": 5,
        "message": "", "counts": _COUNTS, "options": TASK["options"], "reuse_results": True, "warnings": [],
        "error": None, "summary": None, "created_at": _TIME, "updated_at": _TIME, "started_at": None,
        "completed_at": None, "estimated_completion": None, "last_seq": seq, "links": dict.fromkeys(_LINKS, "/"),
    }  # fmt: skip


def batch_frame(seq, terminal=False):
    return {"type": "batch_progress", "batch_id": "b", "seq": seq, "terminal": terminal}


def serve_states(httpserver, *states):
    """Answer the requests for the batch with its states, in turn; the last is repeated."""
    waiting = list(states)
    answer = httpserver.expect_request("/api/v1/batches/b")
    answer.respond_with_handler(
        lambda _: Response(json.dumps(waiting.pop(0) if len(waiting) > 1 else waiting[0]), mimetype="application/json")
    )


def test_a_batch_is_followed_by_its_events_and_read_when_one_is_new(httpserver):
    serve_states(httpserver, batch(1), batch(3), batch(4, "completed"))
    frames = [batch_frame(2), batch_frame(3), batch_frame(4, terminal=True)]
    httpserver.expect_request("/api/v1/batches/b/stream", query_string="after=1").respond_with_response(
        stream_of(frames)
    )
    with ytan.Client(httpserver.url_for("")) as client:
        seen = [(each.last_seq, each.status) for each in client.watch_batch("b", ways=("sse",), patience=5)]
    assert seen == [(1, "processing"), (3, "processing"), (4, "completed")]


def test_where_no_stream_gets_through_the_batch_is_read(httpserver):
    serve_states(httpserver, batch(1), batch(4, "completed"))
    httpserver.expect_request("/api/v1/batches/b/stream").respond_with_data(status=503)
    policy = ytan.RetryPolicy(attempts=1)
    with ytan.Client(httpserver.url_for(""), retries=policy) as client:
        seen = [each.last_seq for each in client.watch_batch("b", ways=("sse", "poll"), patience=9)]
    assert seen == [1, 4]


async def test_a_batch_is_followed_by_its_socket(httpserver):
    queries = []

    def handle(socket):
        queries.append(socket.request.path)
        socket.send(json.dumps(batch_frame(4, terminal=True)))

    serve_states(httpserver, batch(1), batch(4, "completed"))
    with websockets.sync.server.serve(handle, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        async with ytan.AsyncClient(httpserver.url_for("")) as client:
            sockets = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
            found = transports.open_frames(OfServer(client, sockets), "websocket", "batches/b", 1)
            assert [frame["seq"] async for frame in found] == [4]
        server.shutdown()
        thread.join()
    assert queries == ["/ws/batches/b?after=1"]


class OfServer:
    """A connection to another address."""

    def __init__(self, connection, server):
        self.server, self.headers = server, connection.headers


def test_a_batch_that_has_ended_is_yielded_once(httpserver):
    serve_states(httpserver, batch(4, "completed"))
    with ytan.Client(httpserver.url_for("")) as client:
        assert [each.last_seq for each in client.watch_batch("b")] == [4]
