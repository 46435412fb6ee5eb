"""Sends events to the channel layer; no other module does.

A message may be lost, and no caller waits for its delivery. A receiver that misses a message reads the event log.
"""

import asyncio
import logging
import os
import queue
import threading
import time
from functools import cache, partial
from typing import Any, TypeAlias
from uuid import UUID

from channels.layers import get_channel_layer
from django.db import transaction

from analysis import counters, events

logger = logging.getLogger(__name__)

Messages: TypeAlias = "queue.Queue[tuple[str, dict[str, Any]]]"

#: Messages that may wait in one process, and the timeout of one send, seconds.
QUEUE_LENGTH = 1000
SEND_TIMEOUT_SECONDS = 2.0
#: Messages of this process that were not sent; viewers get them a second later from the event log.
lost_messages = 0


def publish(task_id: UUID, seq: int, frame: events.JSON) -> None:
    """Send ``frame`` to the viewers of the task after the transaction is committed."""
    message = {
        "type": "analysis.event",
        # A receiver serves many tasks and must find the right one without parsing the text.
        "task_id": str(task_id),
        "event": frame["type"],
        "seq": seq,
        "text": events.encode(frame),
    }
    transaction.on_commit(partial(send, events.group_name(task_id), message), robust=True)


def send(group: str, message: dict[str, Any]) -> None:
    """Queue the message for this process's sender thread; never blocks."""
    try:
        outbox().put_nowait((group, message | {"at": time.time()}))
    except queue.Full:
        _record_loss(message, "the queue of messages is full")


@cache
def outbox() -> Messages:
    """Start the sender thread and return its queue.

    The layer opens a connection for every event loop, so one thread with one loop keeps it at one per process.
    """
    messages: Messages = queue.Queue(QUEUE_LENGTH)
    threading.Thread(target=_send_all, args=(messages,), name="publisher", daemon=True).start()
    return messages


# A forked worker inherits the queue but not the thread that reads it.
os.register_at_fork(after_in_child=outbox.cache_clear)


def _send_all(messages: Messages) -> None:
    with asyncio.Runner() as runner:
        while True:
            runner.run(_deliver(*messages.get()))


async def _deliver(group: str, message: dict[str, Any]) -> None:
    try:
        async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
            await get_channel_layer().group_send(group, message)
    except Exception as error:  # the layer may raise anything, and the thread must survive it
        _record_loss(message, error)


def _record_loss(message: dict[str, Any], reason: object) -> None:
    global lost_messages
    lost_messages += 1
    counters.add("messages_lost")
    logger.warning("message %s was not sent: %r", message["seq"], reason, extra={"task_id": message["task_id"]})
