"""The WebSocket of a task, through the whole ASGI application, the real database and the real channel layer."""

import asyncio
import json
import uuid

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from analysis import services
from analysis.exceptions import InternalError
from analysis.execution import leases, lifecycle, retries
from realtime import consumers
from tests.support import waiting
from tests.support.broken_database import broken_database
from tests.support.factories import TaskFactory, UserFactory, token_of
from tests.unit.realtime.test_messages import EXAMPLES
from youtube_analyzer.asgi import application

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

make_task = database_sync_to_async(TaskFactory)
make_token = database_sync_to_async(token_of)
claim_task = database_sync_to_async(leases.claim_task)
complete = database_sync_to_async(lifecycle.complete_task)
fail = database_sync_to_async(lifecycle.fail_task)


@pytest.fixture(autouse=True)
def short_farewell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the time in which a token is still taken; test_credentials.py looks at it."""
    monkeypatch.setattr(consumers, "LATE_TOKEN_TIMEOUT_SECONDS", 0.1)


def socket_of(task_id: object, query: str = "", **headers: str) -> WebsocketCommunicator:
    """Return a client for the socket of a task."""
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    return WebsocketCommunicator(application, f"/ws/{task_id}{query}", headers=encoded)


async def open_socket(task_id: object, query: str = "", **headers: str) -> WebsocketCommunicator:
    """Return a client whose handshake was accepted."""
    client = socket_of(task_id, query, **headers)
    accepted, _ = await client.connect(timeout=waiting.DEADLINE_SECONDS)
    assert accepted
    return client


async def frames_until_close(client: WebsocketCommunicator) -> tuple[list[dict], int]:
    """Return every frame up to the close, and the close code; the client leaves then."""
    found = []
    while True:
        message = await client.receive_output(timeout=waiting.DEADLINE_SECONDS)
        if message["type"] == "websocket.close":
            await client.disconnect()
            return found, message["code"]
        found.append(json.loads(message["text"]))


@database_sync_to_async
def warn(claim: lifecycle.Claim, *messages: str) -> None:
    """Write one event for each message."""
    for message in messages:
        lifecycle.record_warning(claim, code="NOTE", message=message, step=None)


@sync_to_async
def login(user: object) -> str:
    """Return the session cookie of ``user``."""
    browser = Client()
    browser.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


async def headers_of(user: object, way: str) -> dict[str, str]:
    """Return the headers of a request that shows the login of ``user`` as a cookie, in the header, or not in them."""
    if way == "cookie":
        return {"cookie": await login(user)}
    return {"authorization": f"Bearer {await make_token(user)}"} if way == "header" else {}


# What a client of a run sees


async def test_it_shows_the_task_and_then_every_event_to_the_last():
    task = await make_task()
    claim = await claim_task(task.pk)
    await warn(claim, "before")
    client = await open_socket(task.pk)
    snapshot = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await warn(claim, "one", "two")
    await complete(claim, {"video": {"title": "Harbour"}}, {})
    found, code = await frames_until_close(client)
    assert (snapshot["type"], snapshot["seq"], snapshot["task"]["id"]) == ("snapshot", 1, str(task.pk))
    assert [(frame["seq"], frame["type"]) for frame in found] == [(2, "warning"), (3, "warning"), (4, "task_completed")]
    assert found[-1]["result"] == {"video": {"title": "Harbour"}}
    assert code == 1000


async def test_a_client_that_names_its_last_seq_goes_on_after_it():
    task = await make_task()
    claim = await claim_task(task.pk)
    await warn(claim, "one", "two", "three")
    client = await open_socket(task.pk, "?after=1")
    await fail(claim, InternalError("broken"), None)
    found, code = await frames_until_close(client)
    assert [frame["seq"] for frame in found] == [2, 3, 4]
    assert (found[-1]["type"], code) == ("task_failed", 1000)


async def test_a_late_client_gets_the_snapshot_and_the_finding():
    task = await make_task()
    claim = await claim_task(task.pk)
    await warn(claim, "one")
    await complete(claim, {"video": {}}, {})
    client = await open_socket(task.pk)
    found, code = await frames_until_close(client)
    assert [(frame["type"], frame["seq"]) for frame in found] == [("snapshot", 1), ("task_completed", 2)]
    assert found[0]["task"]["last_seq"] == 2
    assert code == 1000


async def test_a_client_that_has_seen_the_ending_is_told_that_nothing_follows():
    task = await make_task()
    await fail(await claim_task(task.pk), InternalError(), None)
    client = await open_socket(task.pk, "?after=1")
    found, code = await frames_until_close(client)
    assert (found, code) == ([], 1000)


async def test_a_client_ahead_of_the_log_waits_for_what_it_has_not_seen():
    task = await make_task()
    claim = await claim_task(task.pk)
    client = await open_socket(task.pk, "?after=2")
    await warn(claim, "one", "two", "three")
    frame = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.disconnect()
    assert frame["seq"] == 3


async def test_a_retried_task_is_followed_past_its_former_ending():
    task = await make_task()
    await fail(await claim_task(task.pk), InternalError("broken"), "extraction")
    await database_sync_to_async(retries.retry_task)(task.pk)
    client = await open_socket(task.pk, "?after=0")
    former = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await complete(await claim_task(task.pk), {"video": {}}, {})
    found, code = await frames_until_close(client)
    assert (former["seq"], former["type"]) == (1, "warning")
    assert [(frame["seq"], frame["type"]) for frame in found] == [(2, "task_completed")]
    assert code == 1000


async def test_an_id_in_another_spelling_is_the_same_task():
    task = await make_task()
    client = await open_socket(task.pk.hex.upper() + "/")
    snapshot = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.disconnect()
    assert snapshot["task_id"] == str(task.pk)


async def test_a_deleted_task_ends_its_sockets():
    task = await make_task()
    client = await open_socket(task.pk)
    await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await database_sync_to_async(services.task_delete)(task=task)
    found, code = await frames_until_close(client)
    assert (found[-1]["type"], code) in [("task_cancelled", 1000), ("error", 4404)]


async def test_a_finding_of_megabytes_arrives_whole():
    task = await make_task()
    claim = await claim_task(task.pk)
    client = await open_socket(task.pk, "?after=0")
    text = "ä" * 3_000_000
    await complete(claim, {"content": {"summary": text}}, {})
    found, code = await frames_until_close(client)
    assert found[0]["result"]["content"]["summary"] == text
    assert code == 1000


async def test_a_snapshot_has_the_fields_that_its_example_shows():
    task = await make_task()
    client = await open_socket(task.pk)
    shown, example = (
        (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["task"],
        EXAMPLES["snapshot"]["task"],
    )
    await client.disconnect()
    assert set(shown) == set(example)
    assert set(shown["steps"][0]) == set(example["steps"][0])
    assert shown["links"] == {
        name: link.replace(example["id"], str(task.pk)) for name, link in example["links"].items()
    }


async def test_a_database_that_is_away_is_told_as_something_to_try_again():
    async with broken_database():
        client = await open_socket(uuid.uuid4())
        found, code = await frames_until_close(client)
    assert ([frame["error"]["code"] for frame in found], code) == (["SERVICE_UNAVAILABLE"], 4503)


# Who sees what


@pytest.mark.parametrize(
    "task_id", ["test-task-id", "00000000-0000-4000-8000-000000000000", "%00", "1" * 4000, "a b%0A"]
)
async def test_an_unknown_id_is_accepted_told_so_and_closed(task_id):
    client = await open_socket(task_id)
    found, code = await frames_until_close(client)
    assert [(frame["type"], frame["seq"]) for frame in found] == [("error", 0)]
    assert found[0]["error"]["code"] == "TASK_NOT_FOUND"
    assert code == 4404


async def test_the_socket_of_an_unknown_id_survives_what_is_said_at_once():
    client = await open_socket("test-task-id")
    await client.send_to(text_data="test message")
    found, code = await frames_until_close(client)
    assert [frame["error"]["code"] for frame in found] == ["TASK_NOT_FOUND", "INVALID_MESSAGE"]
    assert code == 4404


async def test_a_stranger_is_told_nothing_of_a_task_that_has_an_owner():
    task = await make_task(owner=await database_sync_to_async(UserFactory)())
    strangers = [{}, {"cookie": await login(await database_sync_to_async(UserFactory)())}]
    answers = []
    for headers in strangers:
        client = await open_socket(task.pk, **headers)
        found, code = await frames_until_close(client)
        answers.append(([frame["error"]["code"] for frame in found], code))
    assert answers == [(["TASK_NOT_FOUND"], 4404)] * 2


async def test_the_owner_and_staff_see_a_task_that_has_an_owner():
    owner = await database_sync_to_async(UserFactory)()
    staff = await database_sync_to_async(UserFactory)(is_staff=True)
    task = await make_task(owner=owner)
    for user in (owner, staff):
        client = await open_socket(task.pk, cookie=await login(user))
        assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
        await client.disconnect()


async def test_a_foreign_page_is_refused_before_the_handshake():
    task = await make_task()
    client = socket_of(task.pk, origin="https://elsewhere.example", host="testserver")
    accepted, _ = await client.connect(timeout=waiting.DEADLINE_SECONDS)
    assert not accepted


async def test_an_address_that_is_no_socket_is_refused():
    client = WebsocketCommunicator(application, "/ws/one/two")
    accepted, _ = await client.connect(timeout=waiting.DEADLINE_SECONDS)
    assert not accepted


# What a client says


@pytest.mark.parametrize(
    "message",
    ["test message", "[]", "1", '{"type": "dance"}', '{"type": ["ping"]}', "[" * 60_000, "9" * 5000, "\ud800"],
)
async def test_what_makes_no_sense_is_answered_and_the_socket_stays_open(message):
    task = await make_task()
    client = await open_socket(task.pk)
    await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.send_to(text_data=message)
    answer = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.send_json_to({"type": "ping"})
    pong = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.disconnect()
    assert (answer["type"], answer["error"]["code"]) == ("error", "INVALID_MESSAGE")
    assert (pong["type"], pong["task_id"], pong["seq"]) == ("pong", str(task.pk), 0)


async def test_binary_messages_make_no_sense_either():
    client = await open_socket((await make_task()).pk)
    await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.send_to(bytes_data=b'{"type": "ping"}')
    answer = await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.disconnect()
    assert answer["error"]["code"] == "INVALID_MESSAGE"


async def test_a_message_over_64_kib_closes_the_socket():
    client = await open_socket((await make_task()).pk)
    await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
    await client.send_to(text_data="x" * (64 * 1024 + 1))
    _, code = await frames_until_close(client)
    assert code == 4413


@pytest.mark.parametrize("after", ["-1", "x", "", "1.5", "²"])
async def test_a_seq_that_cannot_be_one_is_refused(after):
    client = await open_socket((await make_task()).pk, f"?after={after}")
    found, code = await frames_until_close(client)
    assert [frame["error"]["code"] for frame in found] == ["INVALID_PARAMETERS"]
    assert code == 4400


# What is left behind


async def test_two_sockets_of_a_task_share_one_membership_and_leave_none():
    task = await make_task()
    claim = await claim_task(task.pk)
    clients = [await open_socket(task.pk) for _ in range(2)]
    await waiting.until_async(lambda: sum(len(members) for members in memberships().values()) == 1)
    await warn(claim, "hello")
    for client in clients:
        await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS)
        assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["warning"]["message"] == "hello"
        assert sum(len(members) for members in memberships().values()) == 1
        assert len(channels()) == 1
    for client in clients:
        await client.disconnect()
    await waiting.until_async(lambda: not memberships() and not channels() and not hub_tasks())


def memberships() -> dict[str, set[str]]:
    """Return the members of each group of this process."""
    return get_channel_layer().groups


def channels() -> dict[str, object]:
    """Return the channels of this process."""
    return get_channel_layer().channels


def hub_tasks() -> list[asyncio.Task]:
    """Return what runs for the hub."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith("hub")]
