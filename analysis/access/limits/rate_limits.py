"""Rate limits per caller, counted in Redis over all web processes.

A window starts with a caller's first request and lasts as long as the rate says. While Redis is unavailable reads are
not limited, but creations are refused, since they would be unlimited too.
"""

import logging
import threading
import time
from dataclasses import dataclass
from enum import Enum

import redis
from django.conf import settings

from analysis.access.limits import redis_client
from analysis.exceptions import TemporaryError, TooManyRequests

logger = logging.getLogger(__name__)

#: Seconds without further attempts after Redis has failed.
PAUSE_SECONDS = redis_client.PAUSE_SECONDS


class Scope(Enum):
    """Requests that are limited together; the value is the name of the setting."""

    CREATE = "THROTTLE_CREATE"
    READ = "THROTTLE_READ"


@dataclass(frozen=True)
class Usage:
    """How much of a rate limit a caller has used."""

    limit: int
    remaining: int
    #: Seconds until the window ends.
    reset_seconds: float


def count_request(scope: Scope, caller: str) -> Usage | None:
    """Count one request of ``caller``; return None where the scope has no limit or a read cannot be counted.

    Raises:
        TooManyRequests: the limit is exceeded.
        TemporaryError: a creation cannot be counted now.
    """
    rate = getattr(settings, scope.value)
    if rate is None:
        return None
    try:
        used, reset_seconds = _counter.increment(f"{scope.value}:{caller}", rate.seconds)
    except CounterUnavailable as error:
        if scope is Scope.READ:
            return None
        raise TemporaryError("The rate limit is unavailable at the moment. Try again in a few seconds.") from error
    if used > rate.limit:
        raise TooManyRequests(limit=rate.limit, retry_after_seconds=reset_seconds)
    return Usage(rate.limit, rate.limit - used, reset_seconds)


class CounterUnavailable(Exception):
    """Redis does not answer."""


class RateCounter:
    """Redis counter with a circuit breaker: after a failure it retries every PAUSE_SECONDS."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Monotonic time before which Redis is not called; None while it answers.
        self._pause_until: float | None = None

    def increment(self, name: str, window_seconds: int) -> tuple[int, float]:
        """Return how many requests this window has seen, including this one, and the seconds until it ends.

        Raises:
            CounterUnavailable: Redis did not answer in time, or has failed a moment ago.
        """
        self._begin()
        try:
            usage = _increment(name, window_seconds)
        except redis.RedisError as error:
            self._end(failed=True)
            logger.warning("rate limit unavailable, retrying in %.0f s: %s", PAUSE_SECONDS, error)
            raise CounterUnavailable from error
        self._end(failed=False)
        return usage

    def _begin(self) -> None:
        """Let one request probe Redis after a pause; the others keep failing until it has succeeded."""
        with self._lock:
            if self._pause_until is None:
                return
            if time.monotonic() < self._pause_until:
                raise CounterUnavailable
            self._pause_until = time.monotonic() + PAUSE_SECONDS

    def _end(self, *, failed: bool) -> None:
        with self._lock:
            self._pause_until = time.monotonic() + PAUSE_SECONDS if failed else None


_counter = RateCounter()


def _increment(name: str, window_seconds: int) -> tuple[int, float]:
    key = f"{settings.REDIS_PREFIX}:{name}"
    with redis_client.connect(settings.REDIS_URL).pipeline(transaction=True) as pipeline:
        pipeline.set(key, 0, ex=window_seconds, nx=True)
        pipeline.incr(key)
        pipeline.pttl(key)
        _, used, milliseconds = pipeline.execute()
    return used, max(milliseconds, 0) / 1000
