"""This process's memberships in the channel layer: one a watched task, however many clients watch it.

The layer is only asked for speed. Where it is away or frozen, every call gives up after ``LAYER_SECONDS``, it is tried
again with growing pauses, and the hub's look at the log delivers meanwhile.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypeVar

from channels.layers import get_channel_layer

from analysis import events

logger = logging.getLogger(__name__)
T = TypeVar("T")

#: Seconds after which a call of the layer is given up.
LAYER_SECONDS = 2.0
#: Seconds before the layer is tried again: the first pause and the longest.
RETRY_SECONDS, RETRY_MAX_SECONDS = 0.5, 15.0


class Subscriptions:
    """Keeps the memberships equal to the groups that are wanted; hands on what arrives."""

    def __init__(self, deliver: Callable[[events.JSON], None], joined: Callable[[], None]) -> None:
        self._deliver = deliver
        #: Told after each new membership: what was published before it has to be looked up.
        self._joined = joined
        self._wanted: set[str] = set()
        self._members: set[str] = set()
        self._changed = asyncio.Event()
        self._stopped = asyncio.Event()

    def want(self, group: str) -> None:
        """Join ``group``, soon."""
        self._wanted.add(group)
        self._changed.set()

    def unwant(self, group: str) -> None:
        """Leave ``group``, soon."""
        self._wanted.discard(group)
        self._changed.set()

    def stop(self) -> None:
        """Leave every group and end :meth:`run`, soon; a cancel in the midst of a call could leave a membership."""
        self._stopped.set()
        self._changed.set()

    async def run(self) -> None:
        """Serve until stopped."""
        pause = RETRY_SECONDS
        while not self._stopped.is_set():
            try:
                await self._serve()
            except Exception as error:  # whatever the layer raises, clients are served from the log
                pause = RETRY_SECONDS if self._members else min(2 * pause, RETRY_MAX_SECONDS)
                logger.warning("the channel layer failed, again in %.1f s: %s", pause, error or type(error).__name__)
                await self._reset()
                await self._wait(pause)

    async def _serve(self) -> None:
        """Receive through a new channel and keep its memberships up to date, until stopped."""
        channel = await _within_limit(self._layer.new_channel())
        receiving = asyncio.create_task(self._receive(channel))
        receiving.add_done_callback(lambda _: self._changed.set())
        try:
            while not self._stopped.is_set() and not receiving.done():
                self._changed.clear()
                await self._follow_wishes(channel)
                await self._changed.wait()
        finally:
            await self._leave(channel, receiving)
        if not receiving.cancelled():
            receiving.result()

    async def _receive(self, channel: str) -> None:
        while True:
            self._deliver(await self._layer.receive(channel))

    async def _follow_wishes(self, channel: str) -> None:
        for group in self._wanted - self._members:
            self._members.add(group)  # First, so that it is left again whatever comes of the call.
            await _within_limit(self._layer.group_add(group, channel))
            self._joined()
        for group in self._members - self._wanted:
            await _within_limit(self._layer.group_discard(group, channel))
            self._members.discard(group)

    async def _leave(self, channel: str, receiving: asyncio.Task[None]) -> None:
        """End the memberships and the channel, as far as the layer answers."""
        await asyncio.sleep(0)  # A task that is cancelled before its first step cleans nothing up.
        receiving.cancel()  # Which is how a channel is given up.
        with suppress(Exception):
            async with asyncio.timeout(LAYER_SECONDS):
                for group in self._members:
                    await self._layer.group_discard(group, channel)
                await asyncio.wait({receiving})

    async def _reset(self) -> None:
        """Make the layer like new after a failure; its connections may be beyond repair."""
        self._members.clear()
        with suppress(Exception):
            await _within_limit(self._layer.flush())

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()

    @property
    def _layer(self) -> Any:
        return get_channel_layer()


async def _within_limit(call: Awaitable[T]) -> T:
    async with asyncio.timeout(LAYER_SECONDS):
        return await call
