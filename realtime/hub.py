"""Brings events to whoever watches a task: one hub per process and event loop, alive while somebody watches.

However many clients watch a task, there is one membership in the channel layer for it, one place that notices what is
missing, and one text of each frame. A client holds no queue, only the seq it has got to: a small ring of recent frames
serves those who keep up, the event log those who fell behind, so a client that does not read costs no memory.
"""

import asyncio
import contextvars
import logging
import time
from collections import deque
from itertools import islice
from uuid import UUID

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError

from analysis import events
from analysis.queries import history
from realtime import frames, metrics
from realtime.frames import Frame
from realtime.subscriptions import Subscriptions

logger = logging.getLogger(__name__)

#: Seconds between two looks at the log: how late an event is whose message was lost.
LOOK_SECONDS = 1.0
#: Recent frames kept of each watched task. Progress is at most four a second.
RING_FRAMES = 64


class TaskGone(Exception):
    """The watched task was deleted."""


class Topic:
    """A watched task: its newest frames and who watches it."""

    def __init__(self, task_id: UUID, head: int) -> None:
        self.task_id = task_id
        #: The newest seq known here.
        self.head = head
        self.gone = False
        self.watches: set[Watch] = set()
        #: Without gap, and its last is ``head``; empty until the first frame comes.
        self._ring: deque[Frame] = deque(maxlen=RING_FRAMES)

    @property
    def ended(self) -> bool:
        """Say whether the newest frame is the last of all."""
        return bool(self._ring) and self._ring[-1].terminal

    def offer(self, frame: Frame) -> bool:
        """Take the next frame, or one that is known already; False where frames before it are missing."""
        if frame.seq > self.head + 1:
            return False
        if frame.seq == self.head + 1:
            self.forget_ending()
            self._ring.append(frame)
            self.head = frame.seq
            if frame.at is not None:
                metrics.LAG.observe(max(0.0, time.time() - frame.at))
            self.wake()
        return True

    def forget_ending(self) -> None:
        """Drop what was kept if it ends the task: a retry rewrites the ending in the log, which alone is right then."""
        if self.ended:
            self._ring.clear()

    def newer_than(self, seq: int) -> list[Frame] | None:
        """Return the frames after ``seq``; None where only the log still has them."""
        if seq >= self.head:
            return []
        skip = seq - (self.head - len(self._ring))
        return None if skip < 0 else list(islice(self._ring, skip, None))

    def leave(self) -> None:
        """Tell the watchers that the task was deleted."""
        self.gone = True
        self.wake()

    def wake(self) -> None:
        """Have every watcher look for what is new."""
        for watch in self.watches:
            watch.news.set()


class Watch:
    """One client's place in the events of a task; close it when the client leaves."""

    def __init__(self, hub: "Hub", topic: Topic, *, after: int, last_seq: int, ended: bool) -> None:
        self._hub = hub
        self._topic = topic
        #: The last seq that was handed out.
        self.seq = after
        #: True once nothing more will come.
        self.over = False
        #: Where the task stood when the client came; the topic may not have got so far.
        self._last_seq = last_seq
        self._ended_before = ended
        self.news = asyncio.Event()

    async def frames(self, wait_seconds: float | None = None) -> list[Frame]:
        """Wait for the next frames and return them; none after ``wait_seconds`` without any, and none once it is over.

        Raises:
            TaskGone: the task was deleted.
        """
        try:
            async with asyncio.timeout(wait_seconds):
                return await self._next()
        except TimeoutError:
            return []

    def close(self) -> None:
        """Stop watching; closing twice does no harm."""
        self._hub.forget(self._topic, self)

    async def _next(self) -> list[Frame]:
        while True:
            self.news.clear()
            found = self._topic.newer_than(self.seq)
            if found is None or (not found and self.seq < self._last_seq):
                found = await self._read_log()
                if not found:
                    raise TaskGone  # An event leaves the log only with its task.
            if found:
                return self._handed_out(found)
            if self._topic.gone:
                raise TaskGone
            if self._ended_before or self._topic.ended:
                self.over = True
                return []
            await self.news.wait()

    async def _read_log(self) -> list[Frame]:
        while True:
            try:
                return await frames.read_log(self._topic.task_id, self.seq)
            except DatabaseError as error:
                logger.warning("the log cannot be read: %s", error)
                await asyncio.sleep(LOOK_SECONDS)

    def _handed_out(self, found: list[Frame]) -> list[Frame]:
        self.seq = found[-1].seq
        self.over = found[-1].terminal
        self._ended_before = False  # The log shows its ending by itself, or the task was retried since.
        return found


class Hub:
    """The watched tasks of one event loop."""

    def __init__(self) -> None:
        self._topics: dict[UUID, Topic] = {}
        self._look_now = asyncio.Event()
        self._subscriptions = Subscriptions(self._receive, self._look_now.set)
        # In a context of their own: they outlive the request that happens to start them.
        context = contextvars.Context()
        loop = asyncio.get_running_loop()
        self._looking = loop.create_task(self._look_regularly(), name="hub: log", context=context)
        self._subscribing = loop.create_task(self._subscriptions.run(), name="hub: layer", context=context)

    def watch(self, task_id: UUID, *, after: int, last_seq: int, ended: bool) -> Watch:
        """Return a new watch on the events after ``after`` of a task that stood at ``last_seq`` a moment ago."""
        topic = self._topics.get(task_id)
        if topic is None:
            topic = self._topics[task_id] = Topic(task_id, last_seq)
            self._subscriptions.want(events.group_for(task_id))
        topic.forget_ending()
        watch = Watch(self, topic, after=after, last_seq=last_seq, ended=ended)
        topic.watches.add(watch)
        return watch

    def forget(self, topic: Topic, watch: Watch) -> None:
        """End a watch, the membership with the last one of a task, and the hub with the last of all."""
        if watch not in topic.watches:
            return
        topic.watches.remove(watch)
        if not topic.watches:
            del self._topics[topic.task_id]
            self._subscriptions.unwant(events.group_for(topic.task_id))
        if not self._topics:
            self._stop()

    def _stop(self) -> None:
        self._looking.cancel()
        self._subscriptions.stop()
        if _hubs.get(loop := asyncio.get_running_loop()) is self:
            del _hubs[loop]

    def _receive(self, message: events.JSON) -> None:
        """Take a message of the channel layer; where one before it was lost, have the log looked at."""
        topic = self._topics.get(UUID(message["task_id"]))
        if topic is not None and not topic.offer(frames.from_message(message)):
            self._look_now.set()

    async def _look_regularly(self) -> None:
        """Compare all watched tasks with the log, once a second or when something is known to be missing."""
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._look_now.wait()
            except TimeoutError:
                pass
            self._look_now.clear()
            try:
                await self._look()
            except Exception as error:  # whatever it is: without this look a lost message would never be noticed
                logger.warning("the watched tasks could not be compared with the log: %s", error)

    async def _look(self) -> None:
        watched = list(self._topics.values())
        newest = await database_sync_to_async(history.last_seqs)([topic.task_id for topic in watched])
        for topic in watched:
            if topic.task_id not in newest:
                topic.leave()
            elif newest[topic.task_id] > topic.head:
                await self._catch_up(topic, newest[topic.task_id])

    async def _catch_up(self, topic: Topic, newest: int) -> None:
        """Read what is missing once for all who watch the task."""
        while topic.head < newest and topic.watches:
            page = await frames.read_log(topic.task_id, topic.head)
            if not page:
                return
            for frame in page:
                topic.offer(frame)


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def watch(standing: history.Standing, *, after: int) -> Watch:
    """Watch the events after ``after`` of a task, on the hub of the running event loop."""
    loop = asyncio.get_running_loop()
    hub = _hubs.get(loop) or _hubs.setdefault(loop, Hub())
    return hub.watch(standing.task_id, after=after, last_seq=standing.last_seq, ended=standing.ended)
