"""Rate limits per caller, counted in Redis over all web processes.

A window starts with a caller's first request and lasts as long as the rate says. While Redis is unavailable reads are
not limited, but creations are refused, since they would be unlimited too.
"""

import math
import time
from dataclasses import dataclass
from enum import Enum
from functools import partial

import redis
from django.conf import settings

from analysis.access.limits import redis_client
from analysis.exceptions import TemporaryError, TooManyRequests

HEADER_NAMES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class Scope(Enum):
    """Requests that are limited together; the value is the name of the setting."""

    CREATE = "THROTTLE_CREATE"
    READ = "THROTTLE_READ"
    #: Questions: each takes the encoder's time, and tokens of a language model.
    ASK = "THROTTLE_ASK"


@dataclass(frozen=True)
class Usage:
    """How much of a rate limit a caller has used."""

    limit: int
    remaining: int
    #: Seconds until the window ends.
    reset_seconds: float


def is_limited(scope: Scope) -> bool:
    """Say whether requests of this scope are counted."""
    return getattr(settings, scope.value) is not None


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
        used, reset_seconds = redis_client.connect(settings.REDIS_URL).call(
            partial(_increment, name=f"{scope.value}:{caller}", window_seconds=rate.seconds)
        )
    except redis_client.LimitsUnavailable as error:
        if scope is Scope.READ:
            return None
        raise TemporaryError("The rate limit is unavailable at the moment. Try again in a few seconds.") from error
    if used > rate.limit:
        raise TooManyRequests(limit=rate.limit, retry_after_seconds=reset_seconds)
    return Usage(rate.limit, rate.limit - used, reset_seconds)


def _increment(server: redis.Redis, name: str, window_seconds: int) -> tuple[int, float]:
    """Return how many requests this window has seen, including this one, and the seconds until it ends."""
    key = f"{settings.REDIS_PREFIX}:{name}"
    with server.pipeline(transaction=True) as pipeline:
        pipeline.set(key, 0, ex=window_seconds, nx=True)
        pipeline.incr(key)
        pipeline.pttl(key)
        _, used, milliseconds = pipeline.execute()
    if milliseconds > window_seconds * 1000:
        # The clock of that server was set back: its keys live until the time that was computed before.
        server.pexpire(key, milliseconds := window_seconds * 1000)
    return used, max(milliseconds, 0) / 1000


def headers(limit: int, remaining: int, reset_seconds: float) -> dict[str, str]:
    """Return the ``X-RateLimit-*`` headers; the reset is a Unix time in seconds, as in GitHub's API.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    values = (limit, remaining, math.ceil(time.time() + reset_seconds))
    return dict(zip(HEADER_NAMES, map(str, values), strict=True))
