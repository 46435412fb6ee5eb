"""How many sockets and streams a caller may hold, over processes that share nothing but Valkey."""

import asyncio
import socket
import time

import pytest
import redis
from channels.db import database_sync_to_async
from django.conf import settings as django_settings

from analysis.access.accounts import access_tokens
from analysis.access.limits import connection_slots
from analysis.exceptions import TooManyConnections
from tests.integration.realtime.test_consumers import frames_until_close, open_socket
from tests.integration.realtime.test_stream import answer_to, request
from tests.support import waiting
from tests.support.factories import TaskFactory, UserFactory

make_task = database_sync_to_async(TaskFactory)
make_user = database_sync_to_async(UserFactory)
CALLER = "network:0123"


@pytest.fixture(autouse=True)
def _empty():
    yield
    redis.Redis.from_url(django_settings.REDIS_URL).flushdb()


@pytest.fixture
def two_at_once(settings):
    settings.MAX_SOCKETS = 2


def counted(caller=CALLER):
    """Return how many seats the server counts, whether or not their time is over."""
    with redis.Redis.from_url(django_settings.REDIS_URL) as server:
        return server.zcard(f"{django_settings.REDIS_PREFIX}:sockets:{caller}")


async def all_gone(*processes):
    """End what the test left open."""
    for process in processes:
        await process.close()


async def hold_in_a_killed_process(caller):
    """Hold a slot in an event loop that ends as with SIGKILL: the server is not informed."""
    process = connection_slots.ConnectionLimiter()
    await asyncio.to_thread(lambda: asyncio.run(process.acquire(caller, 2)))


async def test_one_too_many_finds_no_seat_and_one_that_leaves_makes_place():
    process = connection_slots.ConnectionLimiter()
    first = await process.acquire(CALLER, 2)
    await process.acquire(CALLER, 2)
    with pytest.raises(TooManyConnections):
        await process.acquire(CALLER, 2)
    first.release()
    first.release()
    await process.acquire(CALLER, 2)
    await process.acquire("user:7", 2)
    await all_gone(process)
    assert counted() == 0


async def test_processes_count_together():
    one, other = connection_slots.ConnectionLimiter(), connection_slots.ConnectionLimiter()
    await one.acquire(CALLER, 2)
    held = await other.acquire(CALLER, 2)
    for process in (one, other):
        with pytest.raises(TooManyConnections):
            await process.acquire(CALLER, 2)
    held.release()
    await waiting.until_async(lambda: counted() == 1)
    await one.acquire(CALLER, 2)
    await all_gone(one, other)


async def test_of_many_at_once_no_more_get_through_than_may():
    processes = [connection_slots.ConnectionLimiter() for _ in range(3)]
    asked = [process.acquire(CALLER, 5) for process in processes for _ in range(10)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, connection_slots.ConnectionSlot) for each in found) <= 5
    assert {type(each) for each in found} == {connection_slots.ConnectionSlot, TooManyConnections}
    await all_gone(*processes)


async def test_what_a_killed_process_held_frees_itself(monkeypatch):
    monkeypatch.setattr(connection_slots, "LEASE_SECONDS", 0.5)
    monkeypatch.setattr(connection_slots, "RENEW_SECONDS", 0.1)
    alive = connection_slots.ConnectionLimiter()
    await hold_in_a_killed_process(CALLER)
    await alive.acquire(CALLER, 2)
    with pytest.raises(TooManyConnections):
        await alive.acquire(CALLER, 2)
    await asyncio.wait_for(_persist(alive), waiting.DEADLINE_SECONDS)
    # The living one's own seat has been renewed beyond the same time.
    with pytest.raises(TooManyConnections):
        await alive.acquire(CALLER, 2)
    await all_gone(alive)


async def test_what_a_killed_process_held_before_the_clock_was_set_back_is_free():
    alive = connection_slots.ConnectionLimiter()
    await hold_in_a_killed_process(CALLER)
    await hold_in_a_killed_process(CALLER)
    key = f"{django_settings.REDIS_PREFIX}:sockets:{CALLER}"
    with redis.Redis.from_url(django_settings.REDIS_URL) as server:
        server.zadd(key, {member: time.time() + 4 * 3600 for member in server.zrange(key, 0, -1)})
    await alive.acquire(CALLER, 2)
    await all_gone(alive)


async def _persist(process):
    while True:
        try:
            return await process.acquire(CALLER, 2)
        except TooManyConnections:
            await asyncio.sleep(0.02)


async def test_a_server_that_was_emptied_learns_again_who_is_here(monkeypatch):
    monkeypatch.setattr(connection_slots, "RENEW_SECONDS", 0.1)
    one, other = connection_slots.ConnectionLimiter(), connection_slots.ConnectionLimiter()
    await one.acquire(CALLER, 1)
    redis.Redis.from_url(django_settings.REDIS_URL).flushdb()
    await waiting.until_async(lambda: counted() == 1)
    with pytest.raises(TooManyConnections):
        await other.acquire(CALLER, 1)
    await all_gone(one, other)


async def test_while_the_server_is_frozen_each_process_counts_alone_and_nobody_waits_long(settings):
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        process = connection_slots.ConnectionLimiter()
        for _ in range(10):
            await process.acquire(CALLER, 10)
        with pytest.raises(TooManyConnections):
            await process.acquire(CALLER, 10)
        assert waiting.connections_of(listener) < 5  # one of them waits, and again after a pause
        await all_gone(process)


async def test_a_newcomer_that_leaves_while_it_waits_keeps_no_seat(settings):
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        settings.REDIS_URL = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        process = connection_slots.ConnectionLimiter()
        asking = asyncio.create_task(process.acquire(CALLER, 1))
        connected, _ = await asyncio.to_thread(listener.accept)
        with connected:
            asking.cancel()
            await asyncio.wait({asking})
        assert asking.cancelled()
        await process.acquire(CALLER, 1)
        await all_gone(process)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_thread")
async def test_a_socket_too_many_is_told_and_closed(two_at_once):
    task = await make_task()
    held = [await open_socket(task.pk), await open_socket(task.pk)]
    found, code = await frames_until_close(await open_socket(task.pk))
    assert code == 4429
    assert [(frame["type"], frame["error"]) for frame in found] == [
        (
            "error",
            {
                "code": "QUOTA_EXCEEDED",
                "message": "You have reached the limit of open sockets, streams and waiting requests. Close one, or try again later.",
            },
        )
    ]
    await held[0].disconnect()
    await held[0].wait()
    await asyncio.wait_for(_served(task.pk), waiting.DEADLINE_SECONDS)
    for client in held[1:]:
        await client.disconnect()


async def _served(task_id):
    """Open sockets until one is served."""
    while True:
        client = await open_socket(task_id)
        frame = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
        if frame["type"] == "snapshot":
            return await client.disconnect()
        await frames_until_close(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_thread")
async def test_a_stream_counts_as_a_socket_does_and_is_refused_as_rest_refuses(two_at_once):
    task = await make_task()
    held = [await open_socket(task.pk), await open_socket(task.pk)]
    status, headers, body = await answer_to(request(task.pk))
    assert status == 429
    assert headers["content-type"] == "application/problem+json"
    assert '"code": "QUOTA_EXCEEDED"' in body
    assert '"title": "Too Many Requests"' in body
    assert (headers["retry-after"], headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("30", "2", "0")
    assert 25 < int(headers["x-ratelimit-reset"]) - time.time() < 32
    for client in held:
        await client.disconnect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_thread")
async def test_streams_that_have_ended_hold_no_seat(two_at_once):
    task = await make_task(failed=True)
    for _ in range(4):
        assert (await answer_to(request(task.pk)))[0] == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_thread")
async def test_any_number_where_there_is_no_limit(settings):
    settings.MAX_SOCKETS = None
    task = await make_task()
    clients = [await open_socket(task.pk) for _ in range(60)]
    for client in clients:
        assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
        await client.disconnect()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_thread")
async def test_who_shows_a_login_later_changes_from_the_networks_seat_to_his_own(two_at_once):
    user = await make_user()
    _, text = await database_sync_to_async(access_tokens.issue)(user=user, name="test")
    task = await make_task(owner=user)
    client = await open_socket(task.pk)
    await client.send_json_to({"type": "auth", "token": text})
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    assert counted(f"user:{user.pk}") == 1
    await client.disconnect()
