"""What an answer says of the limit that it was counted against."""

import math
import time

NAMES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


def rate_headers(limit: int, remaining: int, reset_seconds: float) -> dict[str, str]:
    """Return how many are allowed, how many are left, and when all are free again, in seconds since 1970.

    The last as GitHub has it. Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    return dict(zip(NAMES, map(str, (limit, remaining, math.ceil(time.time() + reset_seconds))), strict=True))
