"""Rights that end, end everywhere: every kind of change, for every kind of connection."""

import time
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis.access.accounts import logins
from analysis.access.permissions import OBSERVERS
from analysis.models import AccessToken, AnalysisTask
from analysis.queries import history, watching
from realtime import hub, stream
from tests.integration.realtime.test_consumers import frames_until_close, headers_of, make_token, open_socket
from tests.integration.realtime.test_long_polling import Poll, held
from tests.integration.realtime.test_stream import request
from tests.support import waiting
from tests.support.factories import TaskFactory, UserFactory, token_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

CONNECTIONS = ("socket by header", "socket by first frame", "socket by cookie", "stream by header", "stream by cookie")

#: As it is served.
INTERVAL_SECONDS = hub.ACCESS_CHECK_SECONDS


@pytest.fixture(autouse=True)
def short_intervals(monkeypatch):
    monkeypatch.setattr(hub, "ACCESS_CHECK_SECONDS", 0.05)
    monkeypatch.setattr(stream, "HEARTBEAT_SECONDS", 0.05)


@dataclass
class Scene:
    """Staff and the owner of a task, each of whom watches it."""

    owner: Any
    staff: Any
    task: Any


@database_sync_to_async
def scene() -> Scene:
    owner, staff = UserFactory(), UserFactory(is_staff=True)
    staff.groups.add(Group.objects.get_or_create(name=OBSERVERS)[0])
    staff.user_permissions.add(Permission.objects.get(codename="view_analysistask"))
    return Scene(owner, staff, TaskFactory(owner=owner))


class Watcher:
    """An open socket or stream, past its first frame."""

    def __init__(self, client: Any, kind: str) -> None:
        self.client = client
        self.kind = kind

    async def ended(self) -> object:
        """Return how it ends: a close code, or None for the end of a stream, which has no code."""
        if self.kind.startswith("socket"):
            return (await frames_until_close(self.client))[1]
        while (await self.client.receive_output(waiting.DEADLINE_SECONDS))["more_body"]:
            pass
        return None

    async def is_served(self) -> bool:
        """Return whether it still works after several checks of the rights."""
        if self.kind.startswith("socket"):
            nothing: bool = await self.client.receive_nothing(timeout=0.3)
            return nothing
        return all([(await self.client.receive_output(waiting.DEADLINE_SECONDS))["more_body"] for _ in range(5)])

    async def leave(self) -> None:
        if self.kind.startswith("socket"):
            await self.client.disconnect()
        else:
            await self.client.send_input({"type": "http.disconnect"})
            await self.client.wait(waiting.DEADLINE_SECONDS)


async def watch(task_id: uuid.UUID, user: Any, kind: str) -> Watcher:
    """Return a watcher of the task with the login of ``user``; anonymous if there is no user."""
    transport, _, way = kind.partition(" by ")
    headers = await headers_of(user, way)
    if transport == "stream":
        client = request(task_id, **headers)
        await client.send_input({"type": "http.request"})
        assert (await client.receive_output(waiting.DEADLINE_SECONDS))["status"] == 200
    else:
        client = await open_socket(task_id, **headers)
        if way == "first frame":
            await client.send_json_to({"type": "auth", "token": await make_token(user)})
        assert (await client.receive_json_from(timeout=waiting.DEADLINE_SECONDS))["type"] == "snapshot"
    return Watcher(client, kind)


def end_staff(scene: Scene) -> None:
    User.objects.filter(pk=scene.staff.pk).update(is_staff=False)


def deactivate(scene: Scene) -> None:
    User.objects.filter(pk=scene.staff.pk).update(is_active=False)


def delete_account(scene: Scene) -> None:
    User.objects.filter(pk=scene.staff.pk).delete()


def log_out(scene: Scene) -> None:
    Session.objects.all().delete()
    AccessToken.objects.filter(user=scene.staff).delete()


def expire(scene: Scene) -> None:
    Session.objects.update(expire_date="2000-01-01T00:00Z")
    AccessToken.objects.update(expiry="2000-01-01T00:00Z")


def delete_task(scene: Scene) -> None:
    AnalysisTask.objects.all().delete()


CHANGES = {end_staff: 4404, deactivate: 4401, delete_account: 4401, log_out: 4401, expire: 4401, delete_task: 4404}


@pytest.mark.parametrize("kind", CONNECTIONS)
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_a_connection_ends_with_the_right_of_its_login(change, kind):
    there = await scene()
    watcher = await watch(there.task.pk, there.staff, kind)
    await database_sync_to_async(change)(there)
    assert await watcher.ended() == (CHANGES[change] if kind.startswith("socket") else None)
    await watcher.leave()


@pytest.mark.parametrize("kind", CONNECTIONS)
async def test_control_a_connection_whose_right_is_untouched_stays_open(kind):
    there = await scene()
    untouched = await watch(there.task.pk, there.owner, kind)
    ending = await watch(there.task.pk, there.staff, kind)
    await database_sync_to_async(end_staff)(there)
    await ending.ended()
    assert await untouched.is_served()
    await untouched.leave()
    await ending.leave()


@pytest.mark.parametrize("kind", [*CONNECTIONS, "socket", "stream"])
async def test_a_connection_ends_when_the_task_is_given_to_somebody_else(kind):
    there = await scene()
    given_away = await database_sync_to_async(TaskFactory)(owner=there.owner if " by " in kind else None)
    watcher = await watch(given_away.pk, there.owner, kind)
    await database_sync_to_async(AnalysisTask.objects.filter(pk=given_away.pk).update)(owner=there.staff)
    assert await watcher.ended() == (4404 if kind.startswith("socket") else None)
    await watcher.leave()


@pytest.mark.parametrize("kind", CONNECTIONS)
async def test_a_new_password_ends_the_connections_of_sessions_but_not_those_of_tokens(kind):
    there = await scene()
    watcher = await watch(there.task.pk, there.owner, kind)
    await database_sync_to_async(change_password)(there.owner)
    if kind.endswith("cookie"):
        assert await watcher.ended() == (4401 if kind.startswith("socket") else None)
    else:  # docs/decisions/0011-logins.md: tokens outlive a change of the password, here as in REST
        assert await watcher.is_served()
    await watcher.leave()


def change_password(user: Any) -> None:
    user.set_password("a new one")
    user.save()


@pytest.mark.parametrize("kind", CONNECTIONS)
@pytest.mark.parametrize("right", ["groups", "user_permissions"])
async def test_a_group_or_permission_that_rest_does_not_ask_for_ends_no_connection_either(right, kind):
    there = await scene()
    watcher = await watch(there.task.pk, there.staff, kind)
    await database_sync_to_async(getattr(there.staff, right).clear)()
    assert await status_by_rest(there) == 200
    assert await watcher.is_served()
    await watcher.leave()


@sync_to_async
def status_by_rest(scene: Scene) -> int:
    browser = Client()
    browser.force_login(scene.staff)
    return browser.get(f"/api/v1/analysis/{scene.task.pk}").status_code


async def test_a_token_sent_to_an_open_socket_counts_from_then_on():
    task = await database_sync_to_async(TaskFactory)()
    there = await scene()
    watcher = await watch(task.pk, None, "socket")
    await watcher.client.send_json_to({"type": "auth", "token": await make_token(there.owner)})
    assert await watcher.is_served()
    await database_sync_to_async(AccessToken.objects.all().delete)()
    assert await watcher.ended() == 4401
    await watcher.leave()


async def test_a_client_that_is_slow_reads_no_frame_after_its_right_has_ended():
    there = await scene()
    subscription = hub.subscribe(
        history.TaskSnapshot(history.TASKS, there.task.pk, 0, False),
        logins.Login(token=await make_token(there.staff)),
        after=0,
    )
    await database_sync_to_async(end_staff)(there)
    with pytest.raises(hub.TaskGone):
        await subscription.frames(5)
    with pytest.raises(hub.TaskGone):
        subscription.check_access()
    subscription.close()


async def test_a_database_that_is_unavailable_for_a_moment_ends_no_connection(monkeypatch):
    asked = []

    def unavailable(watches):
        asked.append(watches)
        raise OperationalError("the server closed the connection")

    there = await scene()
    with monkeypatch.context() as patched:
        patched.setattr(watching, "check_access", unavailable)
        watcher = await watch(there.task.pk, there.staff, "socket by cookie")
        assert await watcher.is_served()
        assert asked
    await database_sync_to_async(end_staff)(there)
    assert await watcher.ended() == 4404
    await watcher.leave()


async def test_a_slow_read_of_the_log_and_the_check_of_rights_do_not_disturb_each_other(monkeypatch, caplog):
    read = history.last_seqs
    there = await scene()
    with monkeypatch.context() as patched:
        patched.setattr(hub, "POLL_INTERVAL_SECONDS", 0.01)
        patched.setattr(history, "last_seqs", lambda ids: time.sleep(0.1) or read(ids))
        watcher = await watch(there.task.pk, there.staff, "socket by cookie")
        assert await watcher.is_served()
    await watcher.leave()
    assert not [record.getMessage() for record in caplog.records if record.name == hub.__name__]


# The check


def test_the_check_runs_often_enough_for_the_promise_of_sixty_seconds():
    assert INTERVAL_SECONDS <= 30


def watches_of(count: int) -> list[watching.Watch]:
    """Return ``count`` watchers of their own tasks, by sessions, tokens and without a login."""
    watches: list[watching.Watch] = []
    for number in range(count):
        user = UserFactory() if number % 3 else None
        task = TaskFactory(owner=user)
        if number % 3 == 1:
            browser = Client()
            browser.force_login(user)
            watches.append((logins.Login(session_key=browser.cookies["sessionid"].value), task.pk))
        else:
            watches.append((logins.Login(token=token_of(user) if user else None), task.pk))
    return watches


@pytest.mark.parametrize("count", [3, 30])
def test_the_rights_of_any_number_of_watchers_are_checked_with_as_many_queries(count):
    watches = watches_of(count)
    with CaptureQueriesContext(connection) as queries:
        found = watching.check_access(watches)
    assert set(found.values()) == {watching.Access.GRANTED}
    assert len(found) == count
    assert len(queries) <= 5


@pytest.mark.parametrize("key", ["\x00", "x" * 5000, "ä", "' OR 1=1", "sessionid"])
def test_a_bad_session_key_spoils_the_check_of_no_other(key):
    (good,) = watches_of(2)[1:]
    bad = (logins.Login(session_key=key), good[1])
    assert watching.check_access([good, bad]) == {good: watching.Access.GRANTED, bad: watching.Access.LOGIN_ENDED}


# A long poll is answered by the API as soon as its right has ended


@pytest.mark.parametrize("way", ["header", "cookie"])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
async def test_a_long_poll_ends_when_its_right_does(change, way):
    there = await scene()
    ((name, value),) = (await headers_of(there.staff, way)).items()
    async with held(Poll(there.task, headers=((name.encode(), value.encode()),))) as (poll,):
        await database_sync_to_async(change)(there)
        status, _ = await poll.answer()
    # REST takes a client whose session has ended for an anonymous one, who does not see the task.
    assert status == (401 if way == "header" and CHANGES[change] == 4401 else 404)
