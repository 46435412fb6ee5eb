"""The Redis client of the limits and of the health check: it fails fast, unlike the client of the broker."""

import logging
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from analysis.support.error_origin import comes_from

logger = logging.getLogger(__name__)

#: Seconds that a request waits for Redis.
TIMEOUT_SECONDS = 0.25
#: Seconds without further attempts after a failure.
PAUSE_SECONDS = 5.0

T = TypeVar("T")


class LimitsUnavailable(Exception):
    """Redis did not answer in time, or has failed a moment ago."""


class LimitsRedis:
    """A client with a circuit breaker: after a failure one call a pause probes Redis, the others fail at once.

    redis-py's own timeouts and retries bound one call; they do not remember that the last call failed.
    """

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = open_client(url)
        self._clock = clock
        self._lock = threading.Lock()
        #: Time before which Redis is not called; None while it answers.
        self._pause_until: float | None = None

    def call(self, command: Callable[[redis.Redis], T]) -> T:
        """Return the result of ``command``.

        Raises:
            LimitsUnavailable: Redis did not answer in time, or has failed a moment ago.
        """
        with self._lock:
            if self._pause_until is not None:
                if self._clock() < self._pause_until:
                    raise LimitsUnavailable
                self._pause_until = self._clock() + PAUSE_SECONDS  # the others wait for what this call finds
        try:
            result = command(self._client)
        except Exception as error:  # redis-py lets through what its parser raises at an answer that is not Redis's
            if not isinstance(error, redis.RedisError | OSError) and not comes_from(error, "redis"):
                raise  # a bug of the command
            self._pause_until = self._clock() + PAUSE_SECONDS
            logger.warning("limits unavailable, retrying in %.0f s: %r", PAUSE_SECONDS, error)
            raise LimitsUnavailable from error
        self._pause_until = None
        return result


@cache
def open_client(url: str, timeout_seconds: float = TIMEOUT_SECONDS) -> redis.Redis:
    """Return the client of the server at ``url``, the same for all callers of this process; it does not retry."""
    return redis.Redis.from_url(
        url, socket_timeout=timeout_seconds, socket_connect_timeout=timeout_seconds, retry=Retry(NoBackoff(), 0)
    )


@cache
def connect(url: str) -> LimitsRedis:
    """Return the limits' client of the server at ``url``, the same for all callers of this process."""
    return LimitsRedis(url)
