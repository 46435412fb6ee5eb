"""Refuses requests that ``ThreadedHandler`` could not take in as it should.

They have waited for a thread for too long, since while the database hangs all threads wait for it, or their body could
not be stored, or a direct read has found that there is no database.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from analysis.api.http import exception_handling
from analysis.queries import problems

#: As long as a request waits for a connection to the database.
MAX_WAIT_SECONDS = 5.0


class WaitingLimitMiddleware:
    """Answers 503 to a request that waited longer than MAX_WAIT_SECONDS, and 507 where the disk is full."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request. Only ``ThreadedHandler`` lets requests wait."""
        scope = getattr(request, "scope", {})
        if "body_error" in scope:
            return exception_handling.storage_failed(request, scope["body_error"])
        if "database_error" in scope:
            return exception_handling.service_unavailable(
                request, problems.database_unavailable(scope["database_error"])
            )
        if scope.get("waited_seconds", 0.0) > MAX_WAIT_SECONDS:
            return exception_handling.service_unavailable(request, problems.overloaded())
        return self.get_response(request)
