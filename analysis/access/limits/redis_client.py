"""The Redis client of the limits: it fails fast, unlike the clients of the cache and the broker."""

from functools import cache

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

#: Seconds that a request waits for Redis.
TIMEOUT_SECONDS = 0.25
#: Seconds without further attempts after a failure.
PAUSE_SECONDS = 5.0


@cache
def connect(url: str) -> redis.Redis:
    """Return a client of the server at ``url`` that does not retry."""
    return redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, retry=Retry(NoBackoff(), 0)
    )
