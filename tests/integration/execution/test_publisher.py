"""Messages to the channel layer: hints that nobody waits for."""

import asyncio
import threading
import time

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

from analysis.execution import publisher
from tests.support import waiting


class FrozenLayer:
    """A layer whose broker never answers."""

    async def group_send(self, group, message):
        """Hang."""
        await asyncio.sleep(60)


def message(seq):
    return {"type": "analysis.event", "task_id": "t", "event": "warning", "seq": seq, "text": "{}"}


@pytest.fixture
def frozen(monkeypatch):
    monkeypatch.setattr(publisher, "get_channel_layer", FrozenLayer)
    monkeypatch.setattr(publisher, "SEND_TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(publisher, "lost_messages", 0)


def test_a_frozen_broker_holds_nobody_up_and_the_loss_is_counted(frozen):
    began = time.monotonic()
    for seq in range(20):
        publisher.send("group", message(seq))
    assert time.monotonic() - began < 0.05
    waiting.until(lambda: publisher.lost_messages == 20)


def test_a_queue_that_is_full_loses_the_message_and_not_the_caller(monkeypatch):
    monkeypatch.setattr(publisher, "lost_messages", 0)
    full = publisher.queue.Queue(1)
    monkeypatch.setattr(publisher, "outbox", lambda: full)
    publisher.send("group", message(1))
    publisher.send("group", message(2))
    assert publisher.lost_messages == 1


def test_messages_arrive_in_order_over_one_thread():
    async def received():
        layer = get_channel_layer()
        channel = await layer.new_channel()
        await layer.group_add("analysis.order", channel)
        for seq in range(50):
            publisher.send("analysis.order", message(seq))
        seqs = [(await layer.receive(channel))["seq"] for _ in range(50)]
        await layer.group_discard("analysis.order", channel)
        return seqs

    assert async_to_sync(received)() == list(range(50))
    assert sum(thread.name == "publisher" for thread in threading.enumerate()) == 1
