"""``GET .../events?wait=``: held without a thread, answered by the API, and counted like a socket."""

import asyncio
import json
import threading
import time
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from analysis.execution import leases, lifecycle
from analysis.models import AnalysisTask
from realtime import hub
from tests.support import uvicorn_server, waiting
from tests.support.factories import TaskFactory, UserFactory
from youtube_analyzer.asgi import POLLS_AT_ONCE, application
from youtube_analyzer.env import Rate
from youtube_analyzer.http_protocol import BoundedHttpProtocol

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

make_task = database_sync_to_async(TaskFactory)


class Poll:
    """A client that asks for the events of a task. ``channels.testing`` would keep database connections open."""

    def __init__(self, task, wait=20, headers=(), **query):
        self.inbox, self.sent = asyncio.Queue(), []
        self.inbox.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "path": f"/api/v1/analysis/{task.pk}/events",
            "query_string": urlencode({"wait": wait} | query).encode(),
            "headers": [(b"host", b"localhost"), *headers],
        }
        self.serving = asyncio.create_task(application(scope, self.inbox.get, self.send))

    async def send(self, message):
        self.sent.append(message)

    async def answer(self):
        """Return the status and the body."""
        await asyncio.wait_for(self.serving, waiting.DEADLINE_SECONDS)
        return self.sent[0]["status"], json.loads(b"".join(message["body"] for message in self.sent[1:]))

    async def leave(self):
        """Disconnect, and return when the server has noticed."""
        self.inbox.put_nowait({"type": "http.disconnect"})
        await asyncio.wait_for(self.serving, waiting.DEADLINE_SECONDS)


@asynccontextmanager
async def held(*polls):
    """Give clients once they wait."""
    await waiting.until_async(lambda: watching() == len(polls))
    yield polls
    for each in polls:
        await each.leave()


def watching():
    """Return how many wait in this event loop."""
    found = hub._hubs.get(asyncio.get_running_loop())
    return sum(len(each.subscriptions) for each in found._task_channels.values()) if found else 0


@database_sync_to_async
def warn(task):
    lifecycle.record_warning(leases.claim_task(task.pk), code="A", message="news", step=None)


async def test_it_is_answered_as_soon_as_there_is_news():
    task = await make_task()
    async with held(Poll(task)) as (poll,):
        await warn(task)
        status, body = await poll.answer()
    assert (status, [frame["type"] for frame in body["events"]]) == (200, ["warning"])
    assert (body["last_seq"], body["terminal"]) == (1, False)


async def test_it_is_answered_when_its_time_is_up():
    task = await make_task()
    began = time.monotonic()
    assert await Poll(task, wait=1).answer() == (200, {"events": [], "last_seq": 0, "terminal": False})
    assert time.monotonic() - began >= 1


async def test_the_end_is_an_event_too():
    task = await make_task()
    async with held(Poll(task)) as (poll,):
        await database_sync_to_async(lifecycle.cancel_task)(task.pk, "enough")
        _, body = await poll.answer()
    assert (body["events"][-1]["type"], body["terminal"]) == ("task_cancelled", True)


async def test_a_task_that_is_deleted_meanwhile_is_404():
    task = await make_task()
    async with held(Poll(task)) as (poll,):
        await database_sync_to_async(AnalysisTask.objects.all().delete)()
        status, body = await poll.answer()
    assert (status, body["code"]) == (404, "TASK_NOT_FOUND")


async def test_what_is_known_already_is_not_waited_for():
    task = await make_task()
    await warn(task)
    status, body = await Poll(task).answer()
    assert (status, body["last_seq"]) == (200, 1)
    await database_sync_to_async(lifecycle.cancel_task)(task.pk, "enough")
    _, body = await Poll(task, after=2).answer()
    assert body == {"events": [], "last_seq": 2, "terminal": True}


@pytest.mark.parametrize(
    ("query", "status"), [({"wait": "26"}, 422), ({"wait": "x"}, 422), ({"after": "-1"}, 422), ({"after": "x"}, 422)]
)
async def test_a_request_that_the_api_refuses_is_not_held(query, status):
    task = await make_task()
    assert (await Poll(task, **query).answer())[0] == status


async def test_only_the_owner_may_wait():
    owner, other = await database_sync_to_async(UserFactory.create_batch)(2)
    task = await make_task(owner=owner)
    for user, status in ((None, 404), (other, 404)):
        assert (await Poll(task, headers=await session_of(user)).answer())[0] == status
    async with held(Poll(task, headers=await session_of(owner))) as (poll,):
        await warn(task)
        assert (await poll.answer())[0] == 200


@database_sync_to_async
def session_of(user):
    """Return the headers of a browser in which ``user`` is logged in."""
    if user is None:
        return []
    client = Client()
    client.force_login(user)
    return [(b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())]


async def test_rights_that_end_while_it_waits_are_gone_in_the_answer():
    owner = await database_sync_to_async(UserFactory)()
    task = await make_task(owner=owner)
    async with held(Poll(task, headers=await session_of(owner))) as (poll,):
        await database_sync_to_async(User.objects.update)(is_active=False)
        await warn(task)
        assert (await poll.answer())[0] == 404


async def test_an_invalid_token_is_401_at_once():
    task = await make_task()
    status, body = await Poll(task, headers=[(b"authorization", b"Bearer ytan_wrong")]).answer()
    assert (status, body["code"]) == (401, "AUTHENTICATION_REQUIRED")


async def test_with_a_login_required_a_stranger_is_refused_at_once(auth_required):
    assert (await Poll(await make_task()).answer())[0] == 401


async def test_waiting_requests_count_as_connections(settings):
    settings.MAX_SOCKETS = 2
    task = await make_task()
    async with held(Poll(task), Poll(task)):
        refused = Poll(task)
        status, body = await refused.answer()
        assert (status, body["code"]) == (429, "QUOTA_EXCEEDED")
        headers = dict(refused.sent[0]["headers"])
        assert (headers[b"Retry-After"], headers[b"X-RateLimit-Limit"]) == (b"30", b"2")
        assert (await Poll(task, wait=0).answer())[0] == 200
    async with held(Poll(task), Poll(task)):
        pass  # The slots are free again.


async def test_a_client_that_leaves_is_not_waited_for():
    async with held(Poll(await make_task())) as (poll,):
        await poll.leave()
        assert watching() == 0
        assert poll.sent == []


@pytest.mark.parametrize("goes", ["at once", "while it waits", "as it is answered"])
@pytest.mark.parametrize("reset", [True, False])
async def test_a_client_that_leaves_writes_no_warning(goes, reset, caplog, settings):
    settings.MAX_SOCKETS = None
    task = await make_task()
    async with uvicorn_server.serving(application, http=BoundedHttpProtocol) as (server, port):
        writers = [(await asyncio.open_connection("127.0.0.1", port))[1] for _ in range(10)]
        for writer in writers:
            writer.write(f"GET /api/v1/analysis/{task.pk}/events?wait=20 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        if goes != "at once":
            await waiting.until_async(lambda: watching() == len(writers))
        if goes == "as it is answered":
            await warn(task)
        for writer in writers:
            writer.transport.abort() if reset else writer.close()
        await waiting.until_async(lambda: not watching() and not server.server_state.connections)
        await waiting.until_async(lambda: not server.server_state.tasks)
    assert [record.getMessage() for record in caplog.records if record.levelname not in {"DEBUG", "INFO"}] == []


async def test_it_is_counted_once_against_the_rate_limit(settings):
    settings.THROTTLE_READ = Rate(2, 60)
    task = await make_task()
    assert [(await Poll(task, wait=1).answer())[0] for _ in range(3)] == [200, 200, 429]


async def test_three_hundred_that_wait_need_no_threads_and_few_to_be_answered(settings):
    settings.MAX_SOCKETS = None
    task = await make_task()
    quiet, most = threading.active_count(), 0

    async def watch():
        nonlocal most
        while True:
            most = max(most, threading.active_count())
            await asyncio.sleep(0.001)

    async with held(*(Poll(task) for _ in range(300))) as polls:
        # The threads that read the 300 requests end, however busy the machine is; other tests' threads do not count.
        await waiting.until_async(lambda: threading.active_count() < quiet + 15)
        before = threading.active_count()
        watcher = asyncio.create_task(watch())
        await warn(task)
        assert {status for status, _ in await asyncio.gather(*(poll.answer() for poll in polls))} == {200}
        watcher.cancel()
    assert most - before <= 2 * POLLS_AT_ONCE


async def test_nobody_who_waits_holds_a_connection():
    task = await make_task()
    async with held(Poll(task)):
        assert await database_sync_to_async(lambda: connection.connection)() is None
