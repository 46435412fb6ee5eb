"""Rate limits of the API: the throttle that counts each request, and the headers that report the count."""

import math
import time
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from analysis.access import client_identity
from analysis.access.limits import rate_limits

HEADER_NAMES = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class CallerThrottle(BaseThrottle):
    """Counts the request against its caller and stores the count on the view.

    DRF's own throttles read a list of times from the cache and write it back, so concurrent requests can be lost.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return True.

        Raises:
            LimitExceeded: the caller has used up the rate.
        """
        view.rate_usage = rate_limits.count_request(view.throttle_scope(), client_identity.rate_limit_key(request))
        return True


def rate_limit_headers(limit: int, remaining: int, reset_seconds: float) -> dict[str, str]:
    """Return the ``X-RateLimit-*`` headers; the reset is a Unix time in seconds, as in GitHub's API.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    values = (limit, remaining, math.ceil(time.time() + reset_seconds))
    return dict(zip(HEADER_NAMES, map(str, values), strict=True))
