"""Limit on the open sockets and event streams of one caller, over all web processes.

Each connection is a member of a sorted set of its caller in Redis, scored with the time until which it counts. Its
process renews that time while it lives, so the slots of a killed process expire. While Redis is unavailable each
process enforces the limit on its own connections only: following an analysis is a read, and reads go on.
"""

import asyncio
import contextvars
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from uuid import uuid4

import redis
from django.conf import settings

from analysis.access.limits import redis_client
from analysis.exceptions import TooManyConnections

#: Seconds for which a slot counts without renewal, and seconds between two renewals.
LEASE_SECONDS, RENEW_SECONDS = 30.0, 10.0
#: Seconds after which a refused client may try again.
RETRY_AFTER_SECONDS = 30


class ConnectionSlot:
    """One open socket or stream; release it when the client disconnects."""

    def __init__(self, limiter: "ConnectionLimiter | None", caller: str) -> None:
        self._limiter = limiter
        self.caller = caller
        #: The caller's slots in Redis, and this one among them.
        self.key = f"{settings.REDIS_PREFIX}:sockets:{caller}"
        self.member = uuid4().hex

    def release(self) -> None:
        """Free the slot; Redis follows soon. A second call does nothing."""
        if self._limiter is not None:
            self._limiter.remove(self)
            self._limiter = None


class ConnectionLimiter:
    """The slots held by one event loop; a task renews them while there are any."""

    def __init__(self) -> None:
        self._held: set[ConnectionSlot] = set()
        self._held_by: Counter[str] = Counter()
        #: Released here, but not yet in Redis.
        self._released: set[ConnectionSlot] = set()
        self._has_released = asyncio.Event()
        self._renewal: asyncio.Task[None] | None = None

    async def acquire(self, caller: str, allowed: int) -> ConnectionSlot:
        """Return a new slot of ``caller``.

        Raises:
            TooManyConnections: the caller holds ``allowed`` slots already.
        """
        slot = ConnectionSlot(self, caller)
        self._held.add(slot)
        self._held_by[caller] += 1
        if self._renewal is None:
            # In its own context: the task outlives the request that happens to start it.
            loop = asyncio.get_running_loop()
            self._renewal = loop.create_task(self._renew(), name="connection-slots", context=contextvars.Context())
        try:
            held = self._held_by[caller]
            if held <= allowed:
                add = partial(_add_and_count, slot=slot, released=self._take_released())
                with suppress(redis_client.LimitsUnavailable):
                    held = await asyncio.to_thread(redis_client.connect(settings.REDIS_URL).call, add)
            if held > allowed:
                raise TooManyConnections(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)
        except BaseException:  # also a cancellation: the caller has no slot yet that it could release
            slot.release()
            raise
        return slot

    def remove(self, slot: ConnectionSlot) -> None:
        """Stop counting a slot."""
        self._held.remove(slot)
        self._held_by[slot.caller] -= 1
        if not self._held_by[slot.caller]:
            del self._held_by[slot.caller]
        self._released.add(slot)
        self._has_released.set()

    async def close(self) -> None:
        """Release all slots, and return once Redis has forgotten them."""
        for slot in list(self._held):
            slot.release()
        if self._renewal is not None:
            await self._renewal

    async def _renew(self) -> None:
        """Remove released slots at once and renew held ones every RENEW_SECONDS; return when none is left."""
        renew_at = time.monotonic() + RENEW_SECONDS
        try:
            while self._held or self._released:
                with suppress(TimeoutError):
                    async with asyncio.timeout(max(renew_at - time.monotonic(), 0)):
                        await self._has_released.wait()
                self._has_released.clear()
                is_due = time.monotonic() >= renew_at
                if is_due:
                    renew_at = time.monotonic() + RENEW_SECONDS
                held = set(self._held) if is_due else set()
                update = partial(_update, released=self._take_released(), held=held)
                with suppress(redis_client.LimitsUnavailable):
                    await asyncio.to_thread(redis_client.connect(settings.REDIS_URL).call, update)
        finally:
            if _limiters.get(loop := asyncio.get_running_loop()) is self:
                del _limiters[loop]

    def _take_released(self) -> set[ConnectionSlot]:
        released, self._released = self._released, set()
        return released


# Redis is called in threads: an asynchronous client would have to be closed with its loop, which ends without notice.


def _add_and_count(server: redis.Redis, slot: ConnectionSlot, released: set[ConnectionSlot]) -> int:
    """Add ``slot``, remove expired and ``released`` ones, and return how many its caller holds."""
    now = time.time()
    with server.pipeline(transaction=True) as pipeline:
        for other in released:
            pipeline.zrem(other.key, other.member)
        pipeline.zremrangebyscore(slot.key, "-inf", now)
        # Left by a killed process before the clock was set back; a living one renews its slots soon.
        pipeline.zremrangebyscore(slot.key, now + 2 * LEASE_SECONDS, "+inf")
        pipeline.zadd(slot.key, {slot.member: now + LEASE_SECONDS})
        pipeline.expire(slot.key, int(2 * LEASE_SECONDS))
        pipeline.zcard(slot.key)
        return int(pipeline.execute()[-1])


def _update(server: redis.Redis, released: set[ConnectionSlot], held: set[ConnectionSlot]) -> None:
    """Remove the ``released`` slots and renew the ``held`` ones for LEASE_SECONDS."""
    until = time.time() + LEASE_SECONDS
    with server.pipeline(transaction=False) as pipeline:
        for slot in released:
            pipeline.zrem(slot.key, slot.member)
        for slot in held:
            pipeline.zadd(slot.key, {slot.member: until})
            pipeline.expire(slot.key, int(2 * LEASE_SECONDS))
        pipeline.execute()


_limiters: dict[asyncio.AbstractEventLoop, ConnectionLimiter] = {}


async def acquire(caller: str) -> ConnectionSlot:
    """Return a slot for one more socket or stream of ``caller``.

    Raises:
        TooManyConnections: the caller has MAX_SOCKETS open.
    """
    allowed = settings.MAX_SOCKETS
    if allowed is None:
        return ConnectionSlot(None, caller)
    loop = asyncio.get_running_loop()
    limiter = _limiters.get(loop) or _limiters.setdefault(loop, ConnectionLimiter())
    return await limiter.acquire(caller, allowed)
