"""The channel layer reads messages together that arrive close after each other."""

import asyncio

from channels.layers import get_channel_layer
from redis.asyncio.client import PubSub

MESSAGES = 30


async def test_redis_py_reads_only_the_first_of_the_messages_that_arrive_together(monkeypatch):
    layer = get_channel_layer()
    channel = await layer.new_channel()
    await layer.group_add("gathered", channel)
    read: list[object] = []
    handle = PubSub.handle_message

    async def count(self, response, *options):
        read.append(response)
        return await handle(self, response, *options)

    monkeypatch.setattr(PubSub, "handle_message", count)
    for number in range(MESSAGES):
        await layer.group_send("gathered", {"number": number})
    async with asyncio.timeout(10):
        received = [(await layer.receive(channel))["number"] for _ in range(MESSAGES)]
    await layer.flush()
    assert received == list(range(MESSAGES))
    assert len(read) < MESSAGES
