"""The throttle that counts each request of the API."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from analysis.access import client_identity
from analysis.access.limits import rate_limits

#: Actions of viewsets that start an analysis: a retry costs as much as a new one.
_CREATING = {"create", "retry"}


class CallerThrottle(BaseThrottle):
    """Counts the request against its caller and stores the count on the view.

    DRF's own throttles read a list of times from the cache and write it back, so concurrent requests can be lost.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Return True.

        Raises:
            LimitExceeded: the caller has used up the rate.
        """
        creates = request.method in view.creating_methods or getattr(view, "action", None) in _CREATING
        scope = rate_limits.Scope.CREATE if creates else view.rate_scope
        if not rate_limits.is_limited(scope):
            return True
        view.rate_usage = rate_limits.count_request(scope, client_identity.rate_limit_key(request))
        return True
