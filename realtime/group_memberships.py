"""Group memberships of this process in the channel layer: one for each watched task, shared by its clients.

The layer only saves time. Every call has a timeout of ``LAYER_TIMEOUT_SECONDS``. After a failure it is tried again with
growing pauses; meanwhile the hub reads the event log.
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

#: Timeout of a call to the layer, seconds.
LAYER_TIMEOUT_SECONDS = 2.0
#: Seconds before the layer is tried again: the first and the longest wait.
RETRY_SECONDS, RETRY_MAX_SECONDS = 0.5, 15.0


class GroupMemberships:
    """Keeps the memberships equal to the wanted groups and delivers the messages that arrive."""

    def __init__(self, deliver: Callable[[events.JSON], None], joined: Callable[[], None]) -> None:
        self._deliver = deliver
        #: Called after new memberships: earlier messages must be read from the log.
        self._joined = joined
        self._wanted: set[str] = set()
        self._members: set[str] = set()
        self._changed = asyncio.Event()
        self._stopped = asyncio.Event()

    def join(self, group: str) -> None:
        """Join ``group``, soon."""
        self._wanted.add(group)
        self._changed.set()

    def leave(self, group: str) -> None:
        """Leave ``group``, soon."""
        self._wanted.discard(group)
        self._changed.set()

    def stop(self) -> None:
        """Leave every group and end :meth:`run`, soon; cancelling a running call could leave a membership behind."""
        self._stopped.set()
        self._changed.set()

    async def run(self) -> None:
        """Serve until stopped."""
        wait_seconds = RETRY_SECONDS
        while not self._stopped.is_set():
            layer = get_channel_layer()
            try:
                await self._serve(layer)
            except Exception as error:  # the layer may raise anything; clients are served from the log
                wait_seconds = RETRY_SECONDS if self._members else min(2 * wait_seconds, RETRY_MAX_SECONDS)
                logger.warning(
                    "channel layer failed, retrying in %.1f s: %s", wait_seconds, error or type(error).__name__
                )
                self._members.clear()
                with suppress(Exception):
                    await _with_timeout(layer.flush())  # its connections may be broken
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait_seconds):
                        await self._stopped.wait()

    async def _serve(self, layer: Any) -> None:
        """Receive through a new channel and keep its memberships up to date, until stopped."""
        channel = await _with_timeout(layer.new_channel())
        receiving = asyncio.create_task(self._receive(layer, channel))
        receiving.add_done_callback(lambda _: self._changed.set())
        try:
            while not self._stopped.is_set() and not receiving.done():
                self._changed.clear()
                joining = self._wanted - self._members
                for group in joining:
                    self._members.add(group)  # First, so that the group is left later even if this call fails.
                    await _with_timeout(layer.group_add(group, channel))
                if joining:
                    self._joined()
                for group in self._members - self._wanted:
                    await _with_timeout(layer.group_discard(group, channel))
                    self._members.discard(group)
                await self._changed.wait()
        finally:
            await asyncio.sleep(0)  # A task that is cancelled before its first step does no cleanup.
            receiving.cancel()  # This deletes the channel.
            with suppress(Exception):
                async with asyncio.timeout(LAYER_TIMEOUT_SECONDS):
                    for group in self._members:
                        await layer.group_discard(group, channel)
                    await asyncio.wait({receiving})
        if not receiving.cancelled():
            receiving.result()

    async def _receive(self, layer: Any, channel: str) -> None:
        while True:
            self._deliver(await layer.receive(channel))


async def _with_timeout(call: Awaitable[T]) -> T:
    async with asyncio.timeout(LAYER_TIMEOUT_SECONDS):
        return await call
