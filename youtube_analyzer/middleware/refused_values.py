"""Answers 400 where PostgreSQL refuses a value that a client sent: a NUL, a broken pattern, a date after the year 9999.

The API checks every value itself and says what is wrong with it. Pages and the admin's filters pass values on.
"""

import logging
from collections.abc import Callable

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import DataError
from django.http import HttpRequest, HttpResponse

from analysis.api.http import exception_handling
from analysis.queries import problems

logger = logging.getLogger(__name__)


class RefusedValuesMiddleware:
    """Turns the database's refusal of a value into the page for a bad request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request. Cookies are checked first: other middleware looks up the session before any view."""
        if any("\x00" in value for value in request.COOKIES.values()):
            return exception_handling.bad_request(request, None)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the page for a bad request if the database refused a value, or Django could not convert it.

        For a row that another request has taken or deleted meanwhile it is that of a conflict.
        """
        if isinstance(exception, problems.CHANGED_MEANWHILE):
            logger.warning("another request was faster: %s", str(exception).partition("\n")[0])
            return exception_handling.service_unavailable(request, problems.changed_meanwhile())
        refusals: tuple[type[Exception], ...] = (DataError, OverflowError)
        if ACTION_CHECKBOX_NAME in request.POST:  # The admin looks for the selected rows whatever their ids are.
            refusals += (ValueError,)
        if not isinstance(exception, refusals):
            return None
        logger.warning("a value of the request was refused: %r", exception)
        return exception_handling.bad_request(request, exception)
