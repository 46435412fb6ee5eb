"""Sends events to the channel layer; no other module does.

A message may be lost, and no caller waits for its delivery. A receiver that misses a message reads the event log.
"""

import asyncio
import logging
import os
import queue
import threading
import time
from dataclasses import replace
from functools import cache, partial

from channels.layers import get_channel_layer
from django.db import transaction

from analysis import counters, events

logger = logging.getLogger(__name__)

#: Messages that may wait in one process, and the timeout of one send, seconds.
QUEUE_LENGTH = 1000
SEND_TIMEOUT_SECONDS = 2.0
#: Messages of this process that were not sent; viewers get them a second later from the event log.
lost_messages = 0


def publish(frame: events.Frame) -> None:
    """Send ``frame`` to the viewers of its task after the transaction is committed."""
    transaction.on_commit(partial(send, frame), robust=True)


def send(frame: events.Frame) -> None:
    """Queue a frame, committed now, for this process's sender thread; never blocks."""
    try:
        outbox().put_nowait(replace(frame, committed_at=time.time()))
    except queue.Full:
        _record_loss(frame, "the queue of messages is full")


@cache
def outbox() -> "queue.Queue[events.Frame]":
    """Start the sender thread and return its queue.

    The layer opens a connection for every event loop, so one thread with one loop keeps it at one per process.
    """
    frames: queue.Queue[events.Frame] = queue.Queue(QUEUE_LENGTH)

    def send_all() -> None:
        with asyncio.Runner() as runner:
            while True:
                runner.run(_deliver(frames.get()))

    threading.Thread(target=send_all, name="publisher", daemon=True).start()
    return frames


# A forked worker inherits the queue but not the thread that reads it.
os.register_at_fork(after_in_child=outbox.cache_clear)


async def _deliver(frame: events.Frame) -> None:
    try:
        async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
            await get_channel_layer().group_send(events.group_name(frame.task_id), frame.to_message())
    except Exception as error:  # the layer may raise anything, and the thread must survive it
        _record_loss(frame, error)


def _record_loss(frame: events.Frame, reason: object) -> None:
    global lost_messages
    lost_messages += 1
    counters.add("messages_lost")
    logger.warning("message %s was not sent: %r", frame.seq, reason, extra={"task_id": str(frame.task_id)})
