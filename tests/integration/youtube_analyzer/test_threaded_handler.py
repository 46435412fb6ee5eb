"""Django under ASGI with a fixed number of threads."""

import asyncio
import threading

import pytest
from django.http import HttpResponse

from tests.support import waiting
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


async def ask(handler, path="/", leaves=False):
    """Return the messages that one request is answered with."""
    sent = []

    async def receive():
        return {"type": "http.disconnect"} if leaves else {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers}
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
