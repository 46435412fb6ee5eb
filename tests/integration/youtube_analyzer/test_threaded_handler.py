"""Django under ASGI with a fixed number of threads."""

import asyncio
import threading

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from analysis.exceptions import DownloadInterrupted
from tests.support import waiting
from youtube_analyzer import threaded_handler
from youtube_analyzer.middleware import waiting_limit
from youtube_analyzer.threaded_handler import ThreadedHandler


class Blocker:
    """A view that waits until it is let go, and notes its threads."""

    def __init__(self):
        self.go_on = threading.Event()
        self.threads = set()
        self.running = 0

    def __call__(self, request):
        self.threads.add(threading.get_ident())
        self.running += 1
        self.go_on.wait(waiting.DEADLINE_SECONDS)
        self.running -= 1
        return HttpResponse("done")


@pytest.fixture
def blocked():
    """A handler with two threads whose only view waits."""
    handler, view = ThreadedHandler(2), Blocker()
    handler._middleware_chain = view
    yield handler, view
    view.go_on.set()
    handler._executor.shutdown()


async def ask(handler, path="/", leaves=False, leaves_after=100, method="GET"):
    """Return the messages that one request is answered with; the client leaves after so many."""
    sent, left = [], asyncio.Event()
    received = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        if leaves:
            return {"type": "http.disconnect"}
        for message in received:
            return message
        await left.wait()
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)
        if len(sent) >= leaves_after:
            left.set()
        await asyncio.sleep(0)  # as a server that lets others run

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    await handler(scope, receive, send)
    return sent


async def test_so_many_requests_run_at_a_time_and_the_others_wait(blocked):
    handler, view = blocked
    asked = [asyncio.create_task(ask(handler)) for _ in range(5)]
    await waiting.until_async(lambda: view.running == 2)

    view.go_on.set()
    answers = await asyncio.gather(*asked)

    assert [answer[0]["status"] for answer in answers] == [200] * 5
    assert len(view.threads) == 2


async def test_a_client_that_leaves_before_its_request_has_arrived_is_not_answered(blocked):
    handler, view = blocked
    assert await ask(handler, leaves=True) == []
    assert not view.threads


async def test_a_request_that_waited_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(waiting_limit, "MAX_WAIT_SECONDS", -1.0)
    start, body = await ask(ThreadedHandler(1), "/livez")

    assert start["status"] == 503
    assert (b"Retry-After", b"5") in start["headers"]
    assert b"SERVICE_UNAVAILABLE" in body["body"]
    assert any(name == b"X-Request-ID" for name, _ in start["headers"])


async def test_one_that_did_not_is_served():
    start, _ = await ask(ThreadedHandler(1), "/livez")
    assert start["status"] == 200


class Download:
    """A view that sends ten pieces, and notes in how many threads they are made and whether it was closed."""

    def __init__(self, fails_at=None):
        self.fails_at = fails_at
        self.made = 0
        self.is_closed = False

    def __call__(self, request):
        response = StreamingHttpResponse(self.pieces())
        response._resource_closers.append(self.close)
        return response

    def pieces(self):
        for number in range(10):
            if number == self.fails_at:
                raise DownloadInterrupted
            self.made += 1
            yield b"piece"

    def close(self):
        self.is_closed = True


def serving(view):
    handler = ThreadedHandler(1)
    handler._middleware_chain = view
    return handler


async def test_a_download_is_sent_piece_by_piece():
    view = Download()
    sent = await ask(serving(view))
    assert [message.get("body") for message in sent[1:]] == [b"piece"] * 10 + [None]
    assert view.is_closed


async def test_the_thread_that_begins_a_download_keeps_no_connection(monkeypatch):
    view, given_back = Download(), []

    def note():
        given_back.append((threading.current_thread().name, view.made))

    monkeypatch.setattr(threaded_handler, "close_old_connections", note)
    await ask(serving(view))
    assert given_back[0] == ("django_0", 0)


async def test_others_are_served_between_two_pieces_of_a_slow_download():
    handler, view = serving(Download()), Download()
    is_waiting, go_on = asyncio.Event(), asyncio.Event()
    received = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        for message in received:
            return message
        await asyncio.Event().wait()

    async def send(message):
        is_waiting.set()
        await go_on.wait()

    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost")]}
    download = asyncio.create_task(handler(scope, receive, send))
    await is_waiting.wait()
    handler._middleware_chain = view
    assert len(await ask(handler)) == 12
    go_on.set()
    await download


async def test_nothing_is_made_for_a_client_that_left():
    view = Download()
    await ask(serving(view), leaves_after=3)
    assert 2 <= view.made < 10
    assert view.is_closed


async def test_no_body_is_made_for_head():
    view = Download()
    assert len(await ask(serving(view), method="HEAD")) == 2
    assert (view.made, view.is_closed) == (0, True)


async def test_a_download_that_cannot_be_finished_does_not_end_as_if_it_were_whole(caplog):
    view = Download(fails_at=5)
    sent = await ask(serving(view))
    assert len(sent) == 6
    assert all(message.get("more_body") for message in sent[1:])
    assert [(record.message, record.exc_info) for record in caplog.records] == [
        ("response interrupted: DownloadInterrupted", None)
    ]
    assert view.is_closed
