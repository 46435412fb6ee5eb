"""The only door to the channel layer.

A message is a hint: it may be lost, and nobody waits for it. The event log is the truth, and whoever misses a message
reads it there.
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

#: Messages that may wait for the broker in one process, and how long one send may take, seconds.
QUEUE_LENGTH = 1000
SEND_SECONDS = 2.0
#: Messages that did not leave this process since it started; a viewer got them a second later, from the log.
lost_messages = 0


def publish(task_id: UUID, seq: int, frame: events.JSON) -> None:
    """Send ``frame`` to whoever watches the task, once the transaction is committed."""
    message = {
        "type": "analysis.event",
        # One membership serves many tasks, so a message says whose it is without being parsed.
        "task_id": str(task_id),
        "event": frame["type"],
        "seq": seq,
        "text": events.encode(frame),
    }
    transaction.on_commit(partial(_send, events.group_for(task_id), message), robust=True)


def _send(group: str, message: dict[str, Any]) -> None:
    """Leave the message to this process's sender; neither a frozen broker nor a full queue holds the caller up."""
    try:
        _sender().put_nowait((group, message | {"at": time.time()}))
    except queue.Full:
        _lost(message, "the broker does not keep up")


@cache
def _sender() -> Messages:
    """Start the thread that talks to the broker, and return its queue.

    One thread and one event loop a process keep one connection: the layer makes a new one for every loop that uses it.
    """
    messages: Messages = queue.Queue(QUEUE_LENGTH)
    threading.Thread(target=_send_all, args=(messages,), name="publisher", daemon=True).start()
    return messages


# A forked worker inherits the queue, but not the thread that empties it.
os.register_at_fork(after_in_child=_sender.cache_clear)


def _send_all(messages: Messages) -> None:
    with asyncio.Runner() as runner:
        while True:
            runner.run(_deliver(*messages.get()))


async def _deliver(group: str, message: dict[str, Any]) -> None:
    try:
        async with asyncio.timeout(SEND_SECONDS):
            await get_channel_layer().group_send(group, message)
    except Exception as error:  # whatever the layer raises, the next message must find the thread alive
        _lost(message, error)


def _lost(message: dict[str, Any], reason: object) -> None:
    global lost_messages
    lost_messages += 1
    counters.add("messages_lost")
    logger.warning("message %s was not sent: %r", message["seq"], reason, extra={"task_id": message["task_id"]})
