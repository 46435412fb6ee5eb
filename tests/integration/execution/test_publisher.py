"""Messages to the channel layer: hints that nobody waits for."""

import asyncio
import threading
import time
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from analysis import events
from analysis.execution import publisher
from tests.support import waiting


class FrozenLayer:
    """A layer whose broker never answers."""

    async def group_send(self, group, message):
        """Hang."""
        await asyncio.sleep(60)


TASK = UUID(int=7)


def frame(seq):
    return events.Frame(TASK, seq, "warning", False, "{}", committed_at=0.0)


@pytest.fixture
def frozen(monkeypatch):
    monkeypatch.setattr(publisher, "get_channel_layer", FrozenLayer)
    monkeypatch.setattr(publisher, "SEND_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(publisher, "lost_messages", 0)


def test_a_frozen_broker_holds_nobody_up_and_the_loss_is_counted(frozen):
    began = time.monotonic()
    for seq in range(20):
        publisher.send(frame(seq))
    sending_seconds = time.monotonic() - began
    waiting.until(lambda: publisher.lost_messages == 20)
    assert sending_seconds < (time.monotonic() - began) / 2


def test_a_queue_that_is_full_loses_the_message_and_not_the_caller(monkeypatch):
    monkeypatch.setattr(publisher, "lost_messages", 0)
    full = publisher.queue.Queue(1)
    monkeypatch.setattr(publisher, "outbox", lambda: full)
    publisher.send(frame(1))
    publisher.send(frame(2))
    assert publisher.lost_messages == 1


def test_messages_arrive_in_order_over_one_thread():
    async def received():
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add(events.group_name(TASK), channel)
        for seq in range(50):
            publisher.send(frame(seq))
        seqs = [(await layer.receive(channel))["seq"] for _ in range(50)]
        await layer.group_discard(events.group_name(TASK), channel)
        return seqs

    assert async_to_sync(received)() == list(range(50))
    assert sum(thread.name == "publisher" for thread in threading.enumerate()) == 1
