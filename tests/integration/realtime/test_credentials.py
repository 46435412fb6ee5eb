"""How sockets and streams learn who asks, through the whole ASGI application."""

import time
import uuid

import pytest
from channels.db import database_sync_to_async

from realtime import consumers
from tests.integration.realtime.test_consumers import frames_until_close, headers_of, login, make_token, open_socket
from tests.integration.realtime.test_stream import answer_to, failed_task, request
from tests.support import waiting
from tests.support.factories import TaskFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

make_task = database_sync_to_async(TaskFactory)
make_user = database_sync_to_async(UserFactory)


async def owned_task():
    """Return a task and its owner's token."""
    owner = await make_user()
    return await make_task(owner=owner), await make_token(owner)


def codes_of(frames):
    return [frame["error"]["code"] for frame in frames]


# Sockets


async def test_a_token_in_the_header_opens_its_owner_s_task():
    task, token = await owned_task()
    client = await open_socket(task.pk, authorization=f"Bearer {token}")
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["task"]["id"] == str(task.pk)
    await client.disconnect()


async def test_a_token_in_the_first_message_opens_its_owner_s_task_and_nothing_comes_before():
    task, token = await owned_task()
    client = await open_socket(task.pk)
    await client.send_json_to({"type": "auth", "token": token})
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    await client.disconnect()


async def test_a_token_that_comes_after_the_refusal_is_still_taken_while_the_socket_is_open():
    task, token = await owned_task()
    client = await open_socket(task.pk)
    assert codes_of([await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)]) == ["TASK_NOT_FOUND"]
    await client.send_json_to({"type": "auth", "token": token})
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    await client.disconnect()


@pytest.mark.parametrize("token", ["guess", None, 5, "\x00", "\ud800", "x" * 5000, "ä"])
async def test_a_bad_token_in_a_message_closes_with_4401(token):
    task, _ = await owned_task()
    client = await open_socket(task.pk)
    await client.send_json_to({"type": "auth", "token": token})
    found, code = await frames_until_close(client)
    assert (codes_of(found), code) == (["AUTHENTICATION_REQUIRED"], 4401)


@pytest.mark.parametrize("of_anybody", [True, False])
async def test_a_bad_token_in_the_header_closes_with_4401_whatever_the_task(of_anybody):
    task = await make_task() if of_anybody else (await owned_task())[0]
    client = await open_socket(task.pk, authorization="Bearer guess")
    found, code = await frames_until_close(client)
    assert (codes_of(found), code) == (["AUTHENTICATION_REQUIRED"], 4401)


async def test_a_client_that_always_sends_its_token_goes_on_where_none_was_needed():
    task = await make_task()
    token = await make_token(await make_user())
    client = await open_socket(task.pk)
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    await client.send_json_to({"type": "auth", "token": token})
    await client.send_json_to({"type": "ping"})
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "pong"
    await client.send_json_to({"type": "auth", "token": token})
    assert codes_of([await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)]) == ["INVALID_MESSAGE"]
    await client.disconnect()


@pytest.mark.parametrize("by", ["nothing", "cookie", "header", "message"])
async def test_a_stranger_is_told_of_a_foreign_task_what_an_absent_one_tells_and_as_soon(by, monkeypatch):
    monkeypatch.setattr(consumers, "LATE_TOKEN_TIMEOUT_SECONDS", 0.1)
    task, _ = await owned_task()
    stranger = await make_user()
    answers = {}
    for task_id in (task.pk, uuid.uuid4()):
        begun = time.monotonic()
        client = await open_socket(task_id, **await headers_of(stranger, by))
        if by == "message":
            await client.send_json_to({"type": "auth", "token": await make_token(stranger)})
        found, code = await frames_until_close(client)
        answers[task_id] = (codes_of(found), code)
        took = time.monotonic() - begun
        assert consumers.NOT_FOUND_DELAY_SECONDS <= took < consumers.NOT_FOUND_DELAY_SECONDS + 2
    assert list(answers.values()) == [(["TASK_NOT_FOUND"], 4404)] * 2


# Sockets where nobody is served without a login


async def test_a_client_without_a_login_has_time_to_send_a_token_and_is_then_told(auth_required, monkeypatch):
    monkeypatch.setattr(consumers, "AUTH_TIMEOUT_SECONDS", 0.2)
    client = await open_socket((await make_task()).pk)
    found, code = await frames_until_close(client)
    assert (codes_of(found), code) == (["AUTHENTICATION_REQUIRED"], 4401)


async def test_what_a_client_says_before_its_token_is_answered(auth_required):
    task, token = await owned_task()
    client = await open_socket(task.pk)
    await client.send_to(text_data="test message")
    assert codes_of([await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)]) == ["INVALID_MESSAGE"]
    await client.send_json_to({"type": "auth", "token": token})
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    await client.disconnect()


async def test_a_login_opens_what_is_everybody_s(auth_required):
    client = await open_socket((await make_task()).pk, cookie=await login(await make_user()))
    assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    await client.disconnect()


def test_ten_seconds_are_given():
    assert consumers.AUTH_TIMEOUT_SECONDS == 10


# Streams


async def test_a_stream_is_opened_by_a_token_and_closed_to_strangers():
    owner = await make_user()
    task = await failed_task(owner=owner)
    seen, *_ = await answer_to(request(task.pk, authorization=f"Bearer {await make_token(owner)}"))
    unseen = [
        await answer_to(request(task_id, authorization=f"Bearer {await make_token(await make_user())}"))
        for task_id in (task.pk, uuid.uuid4())
    ]
    assert seen == 200
    assert [status for status, *_ in unseen] == [404, 404]


async def test_a_bad_token_closes_the_stream_of_any_task():
    status, headers, body = await answer_to(request((await make_task()).pk, authorization="Bearer guess"))
    assert (status, headers["www-authenticate"]) == (401, "Bearer")
    assert '"code": "AUTHENTICATION_REQUIRED"' in body


async def test_a_stream_needs_a_login_where_everything_does(auth_required):
    task = await failed_task()
    status, headers, _ = await answer_to(request(task.pk))
    assert (status, headers["www-authenticate"]) == (401, "Bearer")
    status, *_ = await answer_to(request(task.pk, cookie=await login(await make_user())))
    assert status == 200
