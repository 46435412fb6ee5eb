"""Refuses requests that have waited for a thread for too long: while the database hangs, all threads wait for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from analysis.api.http import exception_handling
from analysis.queries import problems

#: As long as a request waits for a connection to the database.
MAX_WAIT_SECONDS = 5.0


class WaitingLimitMiddleware:
    """Answers 503 to a request that waited longer than MAX_WAIT_SECONDS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request. Only ``ThreadedHandler`` lets requests wait."""
        if getattr(request, "scope", {}).get("waited_seconds", 0.0) > MAX_WAIT_SECONDS:
            return exception_handling.service_unavailable(request, problems.overloaded())
        return self.get_response(request)
