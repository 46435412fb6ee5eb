"""A channel layer that reads messages together that arrive close after each other.

A message that arrives alone wakes the process: the event loop, a read and five layers of redis-py and channels_redis
take ten times as long as the delivery itself. So after each reading this process reads nothing for a moment. What
arrived meanwhile lies in one buffer, and all whole messages are taken out of it at once.
"""

import asyncio
import re
from typing import Any

from channels_redis.pubsub import (
    RedisPubSubChannelLayer,
    RedisPubSubLoopLayer,
    RedisSingleShardConnection,
    _wrap_close,
)

#: Seconds after a reading until the next. A message that follows no other at once is not delayed.
GATHER_SECONDS = 0.03

# A message of a subscription in RESP2, which begins with *, or in RESP3: "message", its channel, its data.
# Source: https://redis.io/docs/latest/develop/reference/protocol-spec/
_BEFORE_CHANNEL = re.compile(rb"[*>]3\r\n\$7\r\nmessage\r\n\$([0-9]{1,9})\r\n")
_BEFORE_DATA = re.compile(rb"\r\n\$([0-9]{1,9})\r\n")


def take_messages(buffer: bytearray) -> list[dict[str, bytes]]:
    """Remove the whole messages at the beginning of ``buffer``; return ``channel`` and ``data`` of each."""
    messages, start = [], 0
    while found := _BEFORE_CHANNEL.match(buffer, start):
        channel_begin, channel_end = found.end(), found.end() + int(found[1])
        found = _BEFORE_DATA.match(buffer, channel_end)
        if found is None or len(buffer) < found.end() + int(found[1]) + 2:
            break
        data_begin, data_end = found.end(), found.end() + int(found[1])
        messages.append(
            {"channel": bytes(buffer[channel_begin:channel_end]), "data": bytes(buffer[data_begin:data_end])}
        )
        start = data_end + 2
    del buffer[:start]
    return messages


class GatheringConnection(RedisSingleShardConnection):  # type: ignore[misc]  # channels_redis has no types
    """A connection to one server that pauses after each reading."""

    def _receive_message(self, message: dict[str, Any] | None) -> None:
        """Queue a message that redis-py has read, and all that arrived with it; then pause reading."""
        super()._receive_message(message)
        connection = self._pubsub.connection if self._pubsub else None
        if message is None or connection is None or not connection.is_connected:
            return
        # redis-py has read one message to its end, so the next begins here. What is no message is left to it.
        for gathered in take_messages(connection._reader._buffer):
            super()._receive_message(gathered)
        transport = connection._writer.transport
        if transport.is_reading():
            transport.pause_reading()
            asyncio.get_running_loop().call_later(GATHER_SECONDS, _resume_reading, transport)


def _resume_reading(transport: asyncio.Transport) -> None:
    if not transport.is_closing():
        transport.resume_reading()


class _LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]  # as above
    def __init__(self, hosts: list[dict[str, Any]], **options: Any) -> None:
        super().__init__(hosts=hosts, **options)
        self._shards = [GatheringConnection(host, self) for host in hosts]


class GatheringChannelLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # as above
    """The channel layer of channels_redis, with connections that gather what they receive; set as ``BACKEND``."""

    def _get_layer(self) -> _LoopLayer:
        """Return the layer of the running event loop, as the function of channels_redis does with its own class."""
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = _LoopLayer(**self._kwargs, channel_layer=self)
            _wrap_close(self, loop)
        layer: _LoopLayer = self._layers[loop]
        return layer
