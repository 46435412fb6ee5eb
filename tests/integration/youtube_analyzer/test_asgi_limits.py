"""What the ASGI application bounds before Django reads a request: bodies, and how many logins it serves at once."""

import asyncio
import json
import re
from http import cookies

import pytest
from django.conf import settings
from django.urls import reverse

from analysis.exceptions import TooManyPasswordChecks
from tests.support import waiting
from youtube_analyzer import asgi
from youtube_analyzer.cookie_patch import unquote
from youtube_analyzer.middleware.body_limit import BodyLimit
from youtube_analyzer.middleware.concurrency_limit import ConcurrencyLimit, QueueLimit

LIMIT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
TASK = "3e7cf0b5-1db8-4385-a868-4249c5d605ec"
CHUNK = {"type": "http.request", "body": b"x" * 10_000, "more_body": True}


class Exchange:
    """One request to an ASGI application, of which chunks are sent without end."""

    def __init__(self, application, path="/api/v1/analysis/", **headers):
        self.read, self.sent = 0, []
        encoded = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "http_version": "1.1", "method": "POST", "path": path, "query_string": b""}
        scope["headers"] = [(b"host", b"localhost"), (b"content-type", b"application/json"), *encoded]
        self.serving = asyncio.create_task(application(scope, self.receive, self.send))

    async def receive(self):
        """Return the next chunk; the client leaves once it has an answer."""
        if self.sent and not self.sent[-1].get("more_body", True):
            return {"type": "http.disconnect"}
        await asyncio.sleep(0)
        self.read += len(CHUNK["body"])
        return CHUNK

    async def send(self, message):
        self.sent.append(message)

    async def answer(self):
        """Return the status and the body."""
        await asyncio.wait_for(self.serving, waiting.DEADLINE_SECONDS)
        return self.sent[0]["status"], b"".join(message["body"] for message in self.sent[1:])


async def store(scope, receive, send):
    """Keep a whole body, as Django does, then answer with its length."""
    body, message = b"", {"more_body": True}
    while message.get("more_body"):
        message = await receive()
        body += message["body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"%d" % len(body), "more_body": False})


def test_the_application_reads_cookies_in_linear_time():
    assert cookies._unquote is unquote


async def test_a_body_without_end_is_cut_one_byte_after_the_limit():
    exchange = Exchange(BodyLimit(store))
    assert await exchange.answer() == (200, b"%d" % (LIMIT + 1))
    assert exchange.read < LIMIT + 2 * len(CHUNK["body"])


async def test_a_body_of_the_limit_arrives_whole():
    parts = [b"a" * (LIMIT - 1), b"b", b""]
    messages = [{"type": "http.request", "body": part, "more_body": part != b""} for part in parts]
    sent = []

    async def receive():
        return messages.pop(0)

    async def send(message):
        sent.append(message)

    await BodyLimit(store)({"type": "http"}, receive, send)
    assert sent[-1]["body"] == b"%d" % LIMIT


async def test_what_follows_a_cut_is_dropped_until_the_client_leaves():
    async def listen(scope, receive, send):
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        listening = asyncio.create_task(receive())
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        assert (await listening)["type"] == "http.disconnect"

    assert (await Exchange(BodyLimit(listen)).answer())[0] == 200


@pytest.mark.parametrize("headers", [{"content_length": "400000000"}, {"transfer_encoding": "chunked"}])
@pytest.mark.django_db(transaction=True)
async def test_django_refuses_a_body_without_end(headers):
    status, body = await Exchange(asgi.application, **headers).answer()
    assert (status, json.loads(body)["code"]) == (413, "BODY_TOO_LARGE")


async def test_control_without_the_limit_everything_is_kept():
    exchange = Exchange(store)
    await waiting.until_async(lambda: exchange.read > 10 * LIMIT)
    exchange.serving.cancel()


# Concurrency


class Held:
    """An application whose requests last until the test lets them end."""

    def __init__(self):
        self.end, self.running, self.done = asyncio.Event(), 0, asyncio.Event()
        self.done.set()

    async def __call__(self, scope, receive, send):
        while (await receive())["more_body"]:
            pass
        self.running += 1
        await self.end.wait()
        self.running -= 1
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.done.wait()
        await send({"type": "http.response.body", "body": b"", "more_body": False})


class Short(Exchange):
    """A request with a whole body, or with one whose end never comes."""

    def __init__(self, application, *, ends=True, **headers):
        self.ends = ends
        super().__init__(application, **headers)

    async def receive(self):
        if not self.ends:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}


async def test_requests_beyond_the_limit_wait_for_their_turn():
    held = Held()
    limited = ConcurrencyLimit(held, 3)
    exchanges = [Short(limited) for _ in range(10)]
    await waiting.until_async(lambda: held.running == 3)
    await asyncio.sleep(0)
    assert held.running == 3
    held.end.set()
    assert {status for status, _ in await asyncio.gather(*(each.answer() for each in exchanges))} == {200}


async def test_a_client_that_sends_or_reads_slowly_takes_no_turn():
    held = Held()
    held.end.set()
    limited = QueueLimit(held, 1, TooManyPasswordChecks)
    slow = [Short(limited, ends=False) for _ in range(100)]
    held.done.clear()
    unread = [Short(limited) for _ in range(3)]
    await waiting.until_async(lambda: all(each.sent for each in unread))
    held.done.set()
    assert (await Short(limited).answer())[0] == 200
    assert [(await each.answer())[0] for each in unread] == [200] * 3
    for each in slow:
        each.serving.cancel()


async def test_a_request_whose_application_fails_gives_its_turn_back():
    async def fail(scope, receive, send):
        await receive()
        raise ZeroDivisionError

    limited = ConcurrencyLimit(fail, 1)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await Short(limited).answer()


async def test_a_login_beyond_those_that_wait_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(QueueLimit, "MAX_WAITING", 5)
    held = Held()
    limited = QueueLimit(held, 2, TooManyPasswordChecks)
    sending = Exchange(limited)  # its body ends when the others wait
    exchanges = [Short(limited) for _ in range(7)]
    await waiting.until_async(lambda: held.running == 2)
    refused = Short(limited, x_request_id="mine-1")
    status, body = await refused.answer()
    assert (status, json.loads(body)["code"]) == (429, "RATE_LIMIT_EXCEEDED")
    assert json.loads(body)["request_id"] == "mine-1"
    assert dict(refused.sent[0]["headers"])[b"Retry-After"] == b"5"
    monkeypatch.setitem(CHUNK, "more_body", False)
    assert (await sending.answer())[0] == 429
    held.end.set()
    assert {status for status, _ in await asyncio.gather(*(each.answer() for each in exchanges))} == {200}
    assert (await Short(limited).answer())[0] == 200


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("auth-login", []),
        ("account_login", []),
        ("account_signup", []),
        ("account_change_password", []),
        ("account_reauthenticate", []),
        ("account_reset_password_from_key", ["1a", "set-password"]),
        ("invitation", ["0123abcd:signature_of-it"]),
    ],
)
def test_every_address_that_takes_a_password_is_limited(name, values):
    assert re.match(asgi.PASSWORD_PATTERN, reverse(name, args=values).lstrip("/"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("openid_connect_login", ["corp"]),
        ("openid_connect_callback", ["corp"]),
        ("account_reset_password", []),
        ("admin:analysis_invitation_add", []),
    ],
)
def test_every_address_that_waits_for_another_server_is_limited(name, values):
    assert re.match(asgi.OUTSIDE_PATTERN, reverse(name, args=values).lstrip("/"))


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("upload-list", []),
        ("submit", []),
        ("search", []),
        ("search-page", []),
        ("analysis-export", [TASK]),
        ("batch-export", [TASK]),
        ("analysis-ask", [TASK]),
        ("task-ask", [TASK]),
        ("analysis-compare", [TASK, TASK]),
        ("task-compare", [TASK, TASK]),
    ],
)
def test_every_address_that_takes_seconds_of_work_is_limited(name, values):
    path = reverse(name, args=values).lstrip("/")
    assert re.match(asgi.HEAVY_PATTERN, path)
    assert re.match(asgi.HEAVY_PATTERN, path.rstrip("/"))
    assert not re.match(asgi.HEAVY_PATTERN, f"{path}/more")


def test_all_limited_requests_together_leave_threads_to_the_others():
    assert asgi.LOGINS_AT_ONCE + asgi.OUTSIDE_AT_ONCE + asgi.HEAVY_AT_ONCE < asgi.THREADS
