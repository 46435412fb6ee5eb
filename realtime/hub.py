"""Delivers events to the clients of watched tasks and batches: one hub per process and event loop.

In the code both are called tasks.

All clients of a task share one membership in the channel layer, one check for missing events, and one text of each
frame. All clients share one check of their rights. A client has no queue, only the seq of its last frame. A small ring
of recent frames serves clients that keep up; the others read the event log. So a client that does not read costs no
memory.
"""

import asyncio
import contextvars
import logging
import time
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import suppress
from itertools import islice
from uuid import UUID

from channels.db import database_sync_to_async
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error as DatabaseError

from analysis.access.accounts.logins import Login
from analysis.events import JSON, Frame, group_name
from analysis.queries import history, watching
from realtime import metrics
from realtime.group_memberships import GroupMemberships

logger = logging.getLogger(__name__)

#: Seconds between two checks of the log. An event whose message was lost is at most this late.
POLL_INTERVAL_SECONDS = 1.0
#: Of these, seconds that the message of an event may be on its way. Only later it counts as lost and the log is read.
IN_FLIGHT_SECONDS = 0.1
#: Seconds between two checks of the clients' rights. Docs promise that a right has ended everywhere within 60 s.
ACCESS_CHECK_SECONDS = 30.0
#: Recent frames kept of each watched task. A task records at most four progress events a second.
RING_FRAMES = 64
#: Frames read from the log at once. This bounds the memory of a client that does not read.
LOG_PAGE = 100


class TaskGone(Exception):
    """The watched task was deleted, or the client may no longer see it."""


class LoginEnded(Exception):
    """The login of the client has ended."""


_REASONS: dict[watching.Access | None, type[Exception]] = {
    watching.Access.LOGIN_ENDED: LoginEnded,
    watching.Access.NOT_VISIBLE: TaskGone,
}


class TaskChannel:
    """A watched task or batch: its newest frames and its subscriptions."""

    def __init__(self, log: history.Log, task_id: UUID, head: int) -> None:
        self.log = log
        self.task_id = task_id
        #: The newest known seq.
        self.head = head
        self.deleted = False
        self.subscriptions: set[Subscription] = set()
        #: Consecutive frames up to ``head``; empty until the first frame arrives.
        self._ring: deque[Frame] = deque(maxlen=RING_FRAMES)

    @property
    def ended(self) -> bool:
        """Say whether the newest frame is the last of all."""
        return bool(self._ring) and self._ring[-1].terminal

    def add(self, frame: Frame) -> bool:
        """Add the next frame, or ignore a known one; return False if frames before it are missing."""
        if frame.seq > self.head + 1:
            return False
        if frame.seq == self.head + 1:
            self.drop_ending()
            self._ring.append(frame)
            self.head = frame.seq
            metrics.LAG.observe(max(0.0, time.time() - frame.committed_at))
            metrics.SOCKET_FRAMES.inc(sum(subscription.offer(frame) for subscription in self.subscriptions))
        return True

    def drop_ending(self) -> None:
        """Drop the frames if the last one ends the task: after a retry rewrote it, only the log is right."""
        if self.ended:
            self._ring.clear()

    def frames_after(self, seq: int) -> list[Frame] | None:
        """Return the frames after ``seq``, or None if only the log still has them."""
        if seq >= self.head:
            return []
        skip = seq - (self.head - len(self._ring))
        return None if skip < 0 else list(islice(self._ring, skip, None))

    def notify_subscribers(self) -> None:
        """Make every subscription check for new frames."""
        for subscription in self.subscriptions:
            subscription.changed.set()


class Subscription:
    """One client's position in the events of a task; close it when the client disconnects."""

    def __init__(
        self, hub: "Hub", task_channel: TaskChannel, login: Login, *, after: int, last_seq: int, ended: bool
    ) -> None:
        self._hub = hub
        self._task_channel = task_channel
        #: Whose rights count.
        self.login = login
        self._ended_by: type[Exception] | None = None
        #: The seq of the last returned frame.
        self.seq = after
        #: True once no more frames follow.
        self.finished = False
        #: Last seq of the task when the client subscribed; the task channel may not have reached it.
        self._last_seq = last_seq
        self._ended_before = ended
        self.changed = asyncio.Event()
        #: Writes a frame to the client without waiting, or returns False; None where the server cannot.
        self.write_now: Callable[[Frame], bool] | None = None
        #: True while :meth:`frames` has nothing to return.
        self._is_waiting = False

    def offer(self, frame: Frame) -> bool:
        """Write a new frame at once if the client waits for it; else return False, and :meth:`frames` returns it."""
        is_next = self._is_waiting and frame.seq == self.seq + 1 and not frame.terminal and self._ended_by is None
        if self.write_now is None or not is_next or not self.write_now(frame):
            self.changed.set()
            return False
        self.seq = frame.seq
        return True

    async def frames(self, wait_seconds: float | None = None) -> list[Frame]:
        """Wait for the next frames and return them; empty after ``wait_seconds``, and empty once finished.

        Raises:
            TaskGone: the task was deleted, or this client may no longer see it.
            LoginEnded: the client's login has ended.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):
                while not (found := await self._next_frames()) and not self.finished:
                    self._is_waiting = True
                    try:
                        await self.changed.wait()
                    finally:
                        self._is_waiting = False
                return found
        return []

    async def wait_for_news(self, wait_seconds: float) -> None:
        """Return once :meth:`frames` would have something to return or to raise, or the time is up.

        Unlike it this reads nothing from the log.
        """
        task_channel = self._task_channel
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):
                while not (
                    task_channel.head > self.seq or task_channel.ended or task_channel.deleted or self._ended_by
                ):
                    self.changed.clear()
                    await self.changed.wait()

    async def _next_frames(self) -> list[Frame]:
        """Return the frames that are there now, and set ``finished`` if no more follow."""
        self.changed.clear()
        self.check_access()
        found = self._task_channel.frames_after(self.seq)
        if found is None or (not found and self.seq < self._last_seq):
            found = await self._read_log()
            if not found:
                raise TaskGone  # Events are deleted only together with their task.
        if found:
            self.seq = found[-1].seq
            self.finished = found[-1].terminal
            self._ended_before = False  # The log holds its ending, or the task was retried since.
        elif self._task_channel.deleted:
            raise TaskGone
        elif self._ended_before or self._task_channel.ended:
            self.finished = True
        return found

    async def _read_log(self) -> list[Frame]:
        while True:
            try:
                page: list[Frame] = await _read_page(self._task_channel, self.seq)
                return page
            except DatabaseError as error:
                logger.warning("event log cannot be read: %s", error)
                await asyncio.sleep(POLL_INTERVAL_SECONDS)

    def revoke(self, reason: type[Exception]) -> None:
        """Hand out no more frames; :meth:`frames` raises ``reason``."""
        self._ended_by = reason
        self.changed.set()

    def check_access(self) -> None:
        """Raise what :meth:`frames` raises if the client lost its right; check before each frame of a slow client."""
        if self._ended_by is not None:
            raise self._ended_by

    def close(self) -> None:
        """End the subscription; closing twice does no harm."""
        self._hub.unsubscribe(self._task_channel, self)


class Hub:
    """The watched tasks of one event loop."""

    def __init__(self) -> None:
        self._task_channels: dict[UUID, TaskChannel] = {}
        self._poll_now = asyncio.Event()
        self._memberships = GroupMemberships(self._receive, self._poll_now.set)
        self._polling = _start("hub: log", self._poll_log_regularly())
        self._checking = _start("hub: rights", self._check_access_regularly())
        self._joining = _start("hub: layer", self._memberships.run())

    def subscribe(self, snapshot: history.TaskSnapshot, login: Login, *, after: int) -> Subscription:
        """Return a subscription to the events after ``after`` of a task or batch that has just been read."""
        task_id, last_seq = snapshot.task_id, snapshot.last_seq
        task_channel = self._task_channels.get(task_id)
        if task_channel is None:
            task_channel = self._task_channels[task_id] = TaskChannel(snapshot.log, task_id, last_seq)
            self._memberships.join(group_name(task_id))
        task_channel.drop_ending()
        subscription = Subscription(self, task_channel, login, after=after, last_seq=last_seq, ended=snapshot.ended)
        task_channel.subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, task_channel: TaskChannel, subscription: Subscription) -> None:
        """End a subscription; with a task's last one its membership ends, with the last of all the hub stops."""
        if subscription not in task_channel.subscriptions:
            return
        task_channel.subscriptions.remove(subscription)
        if not task_channel.subscriptions:
            del self._task_channels[task_channel.task_id]
            self._memberships.leave(group_name(task_channel.task_id))
        if not self._task_channels:
            self._polling.cancel()
            self._checking.cancel()
            self._memberships.stop()
            if _hubs.get(loop := asyncio.get_running_loop()) is self:
                del _hubs[loop]

    def _receive(self, message: JSON) -> None:
        """Add the event of a message; read the log now if one before it was lost.

        The last event of a task always comes from the log: a forged message must not end a socket.
        """
        frame = Frame.from_message(message)
        task_channel = self._task_channels.get(frame.task_id)
        if task_channel is not None and (frame.terminal or not task_channel.add(frame)):
            self._poll_now.set()

    async def _poll_log_regularly(self) -> None:
        """Compare all watched tasks with the log, once a second or when an event is known to be missing."""
        while True:
            is_missing = await self._wait_for_poll(POLL_INTERVAL_SECONDS - IN_FLIGHT_SECONDS)
            self._poll_now.clear()
            try:
                await self.poll_log(0 if is_missing else IN_FLIGHT_SECONDS)
            except Exception as error:  # the loop must survive any error, else lost messages stay unnoticed
                logger.warning("watched tasks could not be compared with the event log: %s", error)

    async def _wait_for_poll(self, wait_seconds: float) -> bool:
        """Wait until an event is known to be missing; return False if the time is up before."""
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):
                return await self._poll_now.wait()
        return False

    async def _check_access_regularly(self) -> None:
        """End the subscriptions whose clients may no longer see their task."""
        while True:
            await asyncio.sleep(ACCESS_CHECK_SECONDS)
            try:
                subscriptions = [
                    (each, channel.task_id)
                    for channel in self._task_channels.values()
                    for each in channel.subscriptions
                ]
                watches = {(subscription.login, task_id) for subscription, task_id in subscriptions}
                access = await database_sync_to_async(watching.check_access)(watches)
                for subscription, task_id in subscriptions:
                    # A login that the client sent meanwhile is checked the next time.
                    reason = _REASONS.get(access.get((subscription.login, task_id)))
                    if reason is not None:
                        subscription.revoke(reason)
            except Exception as error:  # as above: a right that ended must be noticed later
                logger.warning("rights of watchers could not be checked: %s", error)

    async def poll_log(self, in_flight_seconds: float = 0) -> None:
        """Compare all watched tasks with the log once, and add what is missing ``in_flight_seconds`` later."""
        watched = list(self._task_channels.values())
        newest = await database_sync_to_async(history.last_seqs)([task_channel.task_id for task_channel in watched])
        await self._wait_for_poll(in_flight_seconds)
        for task_channel in watched:
            last_seq = newest.get(task_channel.task_id)
            if last_seq is None:
                task_channel.deleted = True
                task_channel.notify_subscribers()
                continue
            # The missing events are read once for all clients of the task.
            while task_channel.head < last_seq and task_channel.subscriptions:
                page = await _read_page(task_channel, task_channel.head)
                if not page:
                    break
                for frame in page:
                    task_channel.add(frame)


def _start(name: str, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
    """Run a task in a new context: it outlives the request that starts it.

    No two tasks may share one: asgiref notes there that a thread is in use, and refuses the other's database query.
    """
    return asyncio.get_running_loop().create_task(work, name=name, context=contextvars.Context())


def _frames_from_log(task_channel: TaskChannel, after: int) -> list[Frame]:
    """Return the next frames of a task from the event log, at most ``LOG_PAGE``; empty if the task was deleted."""
    try:
        frames = task_channel.log.frames(task_channel.task_id, after=after, limit=LOG_PAGE)
        return [Frame.encode(frame) for frame in frames]
    except ObjectDoesNotExist:
        return []


_read_page = database_sync_to_async(_frames_from_log)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def subscribe(snapshot: history.TaskSnapshot, login: Login, *, after: int) -> Subscription:
    """Subscribe to the events after ``after`` of a task or batch, on the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop) or _hubs.setdefault(loop, Hub())
    return hub.subscribe(snapshot, login, after=after)
