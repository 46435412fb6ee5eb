"""The only door to the channel layer.

A message is a hint: it may be lost, and nobody waits for it. The event log is the truth, and whoever misses a message
reads it there.
"""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction

from analysis import events

logger = logging.getLogger(__name__)

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
    global lost_messages
    layer = get_channel_layer()
    try:
        async_to_sync(layer.group_send)(group, message)
    except Exception as error:  # whatever the layer raises, the change is committed and must not look failed
        lost_messages += 1
        logger.warning("message %s for %s was not sent: %s", message["seq"], group, error)
