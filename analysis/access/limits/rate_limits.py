"""How often one caller may ask: counted in the Redis-protocol server, and so for all web processes together.

A window begins with a caller's first request and lasts as long as the rate says. That server may be away at any moment:
then reading goes on uncounted, but nothing more is taken on, since without a count that would be without a limit.
"""

import logging
import threading
import time
from dataclasses import dataclass
from enum import Enum
from functools import cache

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from analysis.exceptions import TemporaryError, TooManyRequests

logger = logging.getLogger(__name__)

#: Seconds that a request waits for its count, and those for which the server is then left alone by this process.
ANSWER_SECONDS = 0.25
PAUSE_SECONDS = 5.0


class Kind(Enum):
    """What is counted apart; the value is the name of its setting."""

    CREATE = "THROTTLE_CREATE"
    READ = "THROTTLE_READ"


@dataclass(frozen=True)
class Count:
    """How far a caller has used up what it may ask for."""

    limit: int
    remaining: int
    #: Until the window ends and all are free again.
    reset_seconds: float


def count(kind: Kind, caller: str) -> Count | None:
    """Count one request of ``caller``; None where this kind is not limited, or cannot be counted and may be read.

    Raises:
        TooManyRequests: it is one too many.
        TemporaryError: a creation cannot be counted now.
    """
    rate = getattr(settings, kind.value)
    if rate is None:
        return None
    try:
        used, reset_seconds = _counter.ask(f"{kind.value}:{caller}", rate.seconds)
    except CounterAway as error:
        if kind is Kind.READ:
            return None
        raise TemporaryError("Requests cannot be counted at the moment. Try again in a few seconds.") from error
    if used > rate.limit:
        raise TooManyRequests(limit=rate.limit, retry_after_seconds=reset_seconds)
    return Count(rate.limit, rate.limit - used, reset_seconds)


class CounterAway(Exception):
    """The server that counts does not answer."""


class Counter:
    """Asks the server, and once it does not answer, only now and then; a request more or less may ask meanwhile."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Monotonic time before which nobody asks; None while it answers.
        self._pause_until: float | None = None

    def ask(self, name: str, window_seconds: int) -> tuple[int, float]:
        """Return the how manieth request in its window this is, and the seconds until the window ends.

        Raises:
            CounterAway: there is no answer in time, or there was none a moment ago.
        """
        self._begin()
        try:
            answer = _counted(name, window_seconds)
        except redis.RedisError as error:
            self._end(failed=True)
            logger.warning("requests cannot be counted, again in %.0f s: %s", PAUSE_SECONDS, error)
            raise CounterAway from error
        self._end(failed=False)
        return answer

    def _begin(self) -> None:
        """Let one request through where a pause is over; the others go on waiting for what it finds."""
        with self._lock:
            if self._pause_until is None:
                return
            if time.monotonic() < self._pause_until:
                raise CounterAway
            self._pause_until = time.monotonic() + PAUSE_SECONDS

    def _end(self, *, failed: bool) -> None:
        with self._lock:
            self._pause_until = time.monotonic() + PAUSE_SECONDS if failed else None


_counter = Counter()


def _counted(name: str, window_seconds: int) -> tuple[int, float]:
    key = f"{settings.REDIS_PREFIX}:{name}"
    with _client(settings.REDIS_URL).pipeline(transaction=True) as together:
        together.set(key, 0, ex=window_seconds, nx=True)
        together.incr(key)
        together.pttl(key)
        _, used, milliseconds = together.execute()
    return used, max(milliseconds, 0) / 1000


@cache
def _client(url: str) -> redis.Redis:
    """Return a client with little patience; those of the cache and the broker have more than a request should wait."""
    return redis.Redis.from_url(
        url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 0)
    )
