"""Counts each request of the API against its caller."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from analysis.access import client_identity
from analysis.access.limits import rate_limits


class CallerThrottle(BaseThrottle):
    """Asks ``analysis.access.limits.rate_limits``, and leaves the count with the view.

    DRF's own throttles keep a list of times in the cache, read and written back: two requests at once lose one.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return True, or raise what the request is refused with."""
        view.count = rate_limits.count(view.throttle_kind(), client_identity.key_of(request))
        return True
