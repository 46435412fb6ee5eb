"""How many sockets and event streams one caller holds open, over all web processes together.

Each is a member of a sorted set of its caller in the Redis-protocol server, scored with the time until which it counts.
Its process moves that time on while it lives, so what a killed process held frees itself. While that server is away
everybody gets a seat that this process alone would give: to watch is to read, and reading goes on.
"""

import asyncio
import contextvars
import logging
import time
from collections import Counter
from contextlib import suppress
from functools import cache
from uuid import uuid4

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

#: Seconds for which a seat counts without its process, and those after which a process renews what it holds.
LEASE_SECONDS, RENEW_SECONDS = 30.0, 10.0
#: Seconds that a newcomer waits for the server, and those for which it is then left alone.
ANSWER_SECONDS, PAUSE_SECONDS = 0.25, 5.0
#: When somebody who found none may come back.
RETRY_AFTER_SECONDS = 30


class Full(Exception):
    """You have as many sockets and streams open as one caller may have."""

    def __str__(self) -> str:
        """Return the sentence for the client."""
        return str(self.__doc__)


class Seat:
    """One open socket or stream; give it up when the client leaves."""

    def __init__(self, seats: "Seats | None", caller: str) -> None:
        self._seats = seats
        self.caller = caller
        self.member = uuid4().hex

    def give_up(self) -> None:
        """Free the seat, soon; twice does no harm."""
        if self._seats is not None:
            self._seats.remove(self)
            self._seats = None


class Seats:
    """What one event loop holds, alive while it holds anything."""

    def __init__(self) -> None:
        self._taken: set[Seat] = set()
        self._held: Counter[str] = Counter()
        #: Given up, and still counted by the server.
        self._left: set[Seat] = set()
        self._news = asyncio.Event()
        self._pause_until = 0.0
        self._keeping: asyncio.Task[None] | None = None

    async def take(self, caller: str, allowed: int) -> Seat:
        """Return a seat of ``caller``.

        Raises:
            Full: ``allowed`` are taken.
        """
        seat = Seat(self, caller)
        self._taken.add(seat)
        self._held[caller] += 1
        if self._keeping is None:
            # In a context of its own: it outlives the request that happens to start it.
            loop = asyncio.get_running_loop()
            self._keeping = loop.create_task(self._keep(), name="seats", context=contextvars.Context())
        try:
            if self._held[caller] > allowed or await self._taken_everywhere(seat) > allowed:
                raise Full
        except BaseException:  # whatever it is, the client may have left meanwhile: nobody else would free the seat
            seat.give_up()
            raise
        return seat

    def remove(self, seat: Seat) -> None:
        """Stop counting a seat."""
        self._taken.remove(seat)
        self._held[seat.caller] -= 1
        if not self._held[seat.caller]:
            del self._held[seat.caller]
        self._left.add(seat)
        self._news.set()

    async def _taken_everywhere(self, seat: Seat) -> int:
        """Count the seat in the server and return how many its caller holds with it; 0 while nobody knows."""
        if time.monotonic() < self._pause_until:
            return 0
        try:
            return await asyncio.to_thread(_count, seat, self._take_left())
        except redis.RedisError as error:
            self._pause(error)
            return 0

    async def _keep(self) -> None:
        """Tell the server who has left, at once, and who is still here, from time to time; end with the last."""
        renew_at = time.monotonic() + RENEW_SECONDS
        try:
            while self._taken or self._left:
                with suppress(TimeoutError):
                    async with asyncio.timeout(max(renew_at - time.monotonic(), 0)):
                        await self._news.wait()
                self._news.clear()
                due = time.monotonic() >= renew_at
                if due:
                    renew_at = time.monotonic() + RENEW_SECONDS
                try:
                    await asyncio.to_thread(_tell, self._take_left(), set(self._taken) if due else set())
                except redis.RedisError as error:
                    self._pause(error)
        finally:
            if _seats.get(loop := asyncio.get_running_loop()) is self:
                del _seats[loop]

    def _take_left(self) -> set[Seat]:
        left, self._left = self._left, set()
        return left

    def _pause(self, error: redis.RedisError) -> None:
        self._pause_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("open sockets cannot be counted, again in %.0f s: %s", PAUSE_SECONDS, error)


# In threads: a client of the event loop would have to be closed with it, and the loop ends without notice


def _count(seat: Seat, left: set[Seat]) -> int:
    """Count the seat, but not those whose time is over or that were ``left``; return how many its caller holds."""
    key, now = _key(seat), time.time()
    with _server(settings.REDIS_URL).pipeline(transaction=True) as together:
        for gone in left:
            together.zrem(_key(gone), gone.member)
        together.zremrangebyscore(key, "-inf", now)
        together.zadd(key, {seat.member: now + LEASE_SECONDS})
        together.expire(key, int(2 * LEASE_SECONDS))
        together.zcard(key)
        return int(together.execute()[-1])


def _tell(left: set[Seat], here: set[Seat]) -> None:
    """Take the seats out that were ``left``, and count those that are ``here`` for a lease longer."""
    until = time.time() + LEASE_SECONDS
    with _server(settings.REDIS_URL).pipeline(transaction=False) as together:
        for seat in left:
            together.zrem(_key(seat), seat.member)
        for seat in here:
            together.zadd(_key(seat), {seat.member: until})
            together.expire(_key(seat), int(2 * LEASE_SECONDS))
        together.execute()


@cache
def _server(url: str) -> redis.Redis:
    return redis.Redis.from_url(
        url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
    )


def _key(seat: Seat) -> str:
    return f"{settings.REDIS_PREFIX}:sockets:{seat.caller}"


_seats: dict[asyncio.AbstractEventLoop, Seats] = {}


async def take(caller: str) -> Seat:
    """Return a seat for one more socket or stream of ``caller``.

    Raises:
        Full: MAX_SOCKETS are taken.
    """
    allowed = settings.MAX_SOCKETS
    if allowed is None:
        return Seat(None, caller)
    loop = asyncio.get_running_loop()
    seats = _seats.get(loop) or _seats.setdefault(loop, Seats())
    return await seats.take(caller, allowed)
