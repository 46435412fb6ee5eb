"""The hub: nothing lost, nothing twice, whatever the channel layer does; and no memory for those who do not read."""

import asyncio
import json
import random
from uuid import UUID

import pytest
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.utils.timezone import now

from analysis import events
from analysis.access.accounts import logins
from analysis.events import Frame
from analysis.exceptions import InternalError
from analysis.execution import leases, lifecycle, publisher, retries
from analysis.models import AnalysisTask, TaskEvent
from analysis.queries import history
from realtime import hub
from tests.integration.realtime.test_consumers import hub_tasks
from tests.support import waiting
from tests.support.factories import TaskFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_thread")]

make_task = database_sync_to_async(TaskFactory)
claim_task = database_sync_to_async(leases.claim_task)


@pytest.fixture
def sent(monkeypatch) -> list[Frame]:
    """Return what the publisher would have sent; nothing leaves it."""
    caught: list[Frame] = []
    monkeypatch.setattr(publisher, "send", caught.append)
    return caught


@pytest.fixture(autouse=True)
def readings(monkeypatch) -> list[set[UUID]]:
    """Return which tasks each finished reading of the log was about."""
    finished: list[set[UUID]] = []
    last_seqs = history.last_seqs

    def read(task_ids):
        found = last_seqs(task_ids)
        finished.append(set(task_ids))
        return found

    monkeypatch.setattr(history, "last_seqs", read)
    return finished


def watch(task: AnalysisTask, *, after: int = 0) -> hub.Subscription:
    """Watch a task that stands at its first line."""
    return hub.subscribe(history.TaskSnapshot(history.TASKS, task.pk, 0, False), logins.ANONYMOUS, after=after)


async def read_at_once(watch: hub.Subscription) -> list[int]:
    """Return the seqs that a client gets to which the hub writes, except while it does not read."""
    seqs: list[int] = []

    def write_now(frame: Frame) -> bool:
        if is_reading := random.random() < 0.7:
            seqs.append(frame.seq)
        return is_reading

    watch.write_now = write_now
    while not watch.finished:
        for frame in await watch.frames():
            await asyncio.sleep(random.random() / 100)
            seqs.append(frame.seq)
    watch.close()
    return seqs


async def read_all(watch: hub.Subscription, pause: float = 0) -> list[Frame]:
    """Return the frames that a client of some slowness gets."""
    frames: list[Frame] = []
    while not watch.finished:
        frames += await watch.frames()
        await asyncio.sleep(pause)
    watch.close()
    return frames


async def read_to_end(watch: hub.Subscription, pause: float = 0) -> list[int]:
    """Return the seqs of :func:`read_all`."""
    return [frame.seq for frame in await read_all(watch, pause)]


@database_sync_to_async
def write_run(claim: lifecycle.Claim, warnings: int) -> None:
    """Write a run of so many warnings and an ending."""
    for number in range(warnings):
        lifecycle.record_warning(claim, code="NOTE", message=str(number), step=None)
    lifecycle.fail_task(claim, InternalError(), None)


@database_sync_to_async
def write_history(task: AnalysisTask, last_seq: int) -> None:
    """Write so many events at once, as if their messages had been lost."""
    TaskEvent.objects.bulk_create(
        TaskEvent(task=task, seq=seq, type="warning", data={"warning": {}}, created_at=now())
        for seq in range(1, last_seq + 1)
    )
    AnalysisTask.objects.filter(pk=task.pk).update(last_seq=last_seq)


def spoiled(messages: list[Frame], seed: int) -> list[Frame]:
    """Return the messages as a bad network would deliver them: some lost, some twice, some late."""
    chance = random.Random(seed)
    arriving = [each for each in messages for _ in range(chance.choice([0, 1, 1, 1, 2]))]
    return sorted(arriving, key=lambda each: each.seq + chance.choice([0, 0, 0, 1, 5]))


async def deliver(frame: Frame) -> None:
    """Send a message through the channel layer, as the publisher does."""
    await get_channel_layer().group_send(events.group_name(frame.task_id), frame.to_message())


async def test_every_history_is_1_to_n_whatever_is_lost_doubled_or_late(sent):
    tasks = [await make_task() for _ in range(12)]
    claims = {task.pk: await claim_task(task.pk) for task in tasks}
    readers = [
        asyncio.create_task(read_to_end(watch(task), pause))
        for task in tasks
        for pause in (0, 0.01, random.random() / 5)
    ]
    readers += [asyncio.create_task(read_at_once(watch(task))) for task in tasks]
    for seed, task in enumerate(tasks):
        sent.clear()
        await write_run(claims[task.pk], 20)
        for frame in spoiled(sent, seed):
            await deliver(frame)
    async with asyncio.timeout(20):
        histories = await asyncio.gather(*readers)
    assert histories == [list(range(1, 22))] * len(readers)


async def test_a_client_that_comes_in_the_middle_sees_the_rest(sent):
    task = await make_task()
    claim = await claim_task(task.pk)
    first = asyncio.create_task(read_to_end(watch(task)))
    writing = asyncio.create_task(write_run(claim, 40))
    later = []
    while not writing.done():
        later.append(asyncio.create_task(read_to_end(watch(task, after=5))))
        await asyncio.sleep(0.02)
    assert len(later) > 1
    assert await first == list(range(1, 42))
    assert await asyncio.gather(*later) == [list(range(6, 42))] * len(later)


async def test_an_event_whose_message_was_lost_arrives_with_the_next_reading_of_the_log(sent, readings):
    task = await make_task()
    client = watch(task)
    claim = await claim_task(task.pk)
    await until_joined(task, readings)
    before = len(readings)
    await write_run(claim, 0)
    found = await client.frames(5)
    client.close()
    assert [frame.seq for frame in found] == [1]
    # One may have begun before the event was written.
    assert len(readings) - before <= 2
    assert hub.POLL_INTERVAL_SECONDS <= 1
    assert len(sent) == 1


async def test_an_event_whose_message_is_on_its_way_is_not_read_from_the_log(readings, monkeypatch):
    task = await make_task()
    client = watch(task)
    await until_joined(task, readings)
    monkeypatch.setattr(hub, "_read_page", None)
    await write_history(task, 1)
    polling = asyncio.create_task(client._hub.poll_log(5))
    await deliver(Frame(task.pk, 1, "warning", False, "on its way", committed_at=0.0))
    assert [frame.text for frame in await client.frames(5)] == ["on its way"]
    client._hub._poll_now.set()
    await polling
    client.close()


async def test_a_gap_is_read_from_the_log_at_once(sent, monkeypatch, readings):
    monkeypatch.setattr(hub, "POLL_INTERVAL_SECONDS", 60)
    task = await make_task()
    client = watch(task)
    await until_joined(task, readings)
    await write_run(await claim_task(task.pk), 2)
    await deliver(sent[-1])
    found = await client.frames(5)
    client.close()
    assert [frame.seq for frame in found] == [1, 2, 3]


async def test_a_forged_ending_ends_nothing_and_the_true_events_follow(sent, readings):
    task = await make_task()
    claim = await claim_task(task.pk)
    client = watch(task)
    await until_joined(task, readings)
    before = len(readings)
    await deliver(Frame(task.pk, 1, "task_completed", True, '{"type": "task_completed"}', committed_at=0.0))
    await waiting.until_async(lambda: len(readings) > before + 1)
    assert not client.finished
    await write_run(claim, 1)
    found = await read_all(client)
    assert [(frame.seq, frame.type) for frame in found] == [(1, "warning"), (2, "task_failed")]


async def test_the_last_event_is_read_from_the_log_as_soon_as_its_message_arrives(sent, monkeypatch, readings):
    monkeypatch.setattr(hub, "POLL_INTERVAL_SECONDS", 60)
    task = await make_task()
    client = watch(task)
    await until_joined(task, readings)
    await write_run(await claim_task(task.pk), 0)
    await deliver(sent[-1])
    (found,) = await client.frames(5)
    client.close()
    assert (found.type, found.terminal, json.loads(found.text)["terminal"]) == ("task_failed", True, True)


async def test_many_watchers_of_a_task_cost_one_reading_of_the_log(sent, readings):
    task = await make_task()
    clients = [watch(task) for _ in range(50)]
    await until_joined(task, readings)
    await write_history(task, 10)
    found = await asyncio.gather(*(client.frames(5) for client in clients))
    for client in clients:
        client.close()
    assert {tuple(frame.seq for frame in page) for page in found} == {tuple(range(1, 11))}
    # Not only equal texts but the same: they were read and encoded once.
    assert len({id(frame.text) for page in found for frame in page}) == 10


async def test_a_client_that_does_not_read_holds_nothing_and_reads_on_from_the_log(sent):
    task = await make_task()
    asleep, awake = watch(task), watch(task)
    await write_history(task, 1000)
    seen = 0
    while seen < 1000:
        seen = (await awake.frames(5))[-1].seq
    topic = asleep._task_channel
    assert len(topic._ring) == hub.RING_FRAMES
    pages = []
    while asleep.seq < 1000:
        pages.append([frame.seq for frame in await asleep.frames(5)])
    for client in (asleep, awake):
        client.close()
    assert [seq for page in pages for seq in page] == list(range(1, 1001))
    assert max(len(page) for page in pages) <= 100


async def test_an_ending_that_a_retry_rewrote_is_not_shown_to_who_comes_after():
    task = await make_task()
    slow = watch(task)
    await write_run(await claim_task(task.pk), 0)
    assert [frame.terminal for frame in await slow.frames(5)] == [True]
    await database_sync_to_async(retries.retry_task)(task.pk)
    late = hub.subscribe(history.TaskSnapshot(history.TASKS, task.pk, 1, False), logins.ANONYMOUS, after=0)
    found = await late.frames(5)
    assert [(frame.type, frame.terminal) for frame in found] == [(events.Warned.type, False)]
    assert not late.finished
    await write_run(await claim_task(task.pk), 0)
    assert [(frame.seq, frame.terminal) for frame in await late.frames(5)] == [(2, True)]
    for client in (slow, late):
        client.close()


async def test_a_deleted_task_is_gone_for_its_watchers(sent):
    task = await make_task()
    client = watch(task)
    await database_sync_to_async(AnalysisTask.objects.filter(pk=task.pk).delete)()
    with pytest.raises(hub.TaskGone):
        await client.frames(5)
    client.close()


async def test_it_delivers_from_the_log_while_the_broker_is_away(settings):
    there, settings.CHANNEL_LAYERS = settings.CHANNEL_LAYERS, broker_away(settings.CHANNEL_LAYERS)
    task = await make_task()
    client, other = watch(task), watch(await make_task())
    reading = asyncio.create_task(read_to_end(client))
    await write_run(await claim_task(task.pk), 3)
    assert await asyncio.wait_for(reading, waiting.DEADLINE_SECONDS) == [1, 2, 3, 4]
    settings.CHANNEL_LAYERS = there
    await waiting.until_async(lambda: get_channel_layer().groups)
    other.close()


async def test_the_membership_of_a_task_ends_with_its_last_watcher(readings):
    task, other = await make_task(), await make_task()
    clients = [watch(task), watch(task), watch(other)]
    await until_joined(task, readings)
    await until_joined(other, readings)
    clients[0].close()
    third = await make_task()
    clients.append(watch(third))
    # What was wanted before it is done by then.
    await until_joined(third, readings)
    assert len(get_channel_layer().groups) == 3
    clients[1].close()
    await waiting.until_async(lambda: len(get_channel_layer().groups) < 3)
    assert any(events.group_name(other.pk) in group for group in get_channel_layer().groups)
    for client in clients[2:]:
        client.close()


async def test_nothing_runs_once_nobody_watches(readings):
    task = await make_task()
    clients = [watch(task), watch(task)]
    await until_joined(task, readings)
    for client in clients:
        client.close()
        client.close()
    await waiting.until_async(lambda: not (get_channel_layer().groups or get_channel_layer().channels or hub_tasks()))


def broker_away(layers: dict) -> dict:
    """Return settings of a channel layer whose server does not answer."""
    host = {"address": "redis://127.0.0.1:1/0", "socket_connect_timeout": 1}
    return {"default": layers["default"] | {"CONFIG": {"hosts": [host]}}}


async def until_joined(task: AnalysisTask, readings: list[set[UUID]]) -> None:
    """Wait until the membership for ``task`` stands and the log was read."""
    await waiting.until_async(lambda: any(events.group_name(task.pk) in group for group in get_channel_layer().groups))
    await waiting.until_async(lambda: any(task.pk in reading for reading in readings))
