"""Problems: the errors that REST and event streams answer."""

import math
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.contrib.auth.models import User
from django.db import IntegrityError
from django.http import HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout
from rest_framework.exceptions import APIException

from analysis.access.limits import rate_limits
from analysis.exceptions import LimitExceeded
from analysis.support import request_ids
from analysis.support.problem_details import CONTENT_TYPE, FieldError, problem_detail

#: Value of ``WWW-Authenticate`` (RFC 9110 section 11.6.1).
CHALLENGE = "Bearer"
#: Retry-After in seconds while the database is unavailable.
RETRY_AFTER_SECONDS = 5


class Problem(APIException):
    """An error with a status, a code for programs and a sentence for people; a subclass may hold them as DRF's do."""

    headers: Mapping[str, str] = {}

    def __init__(
        self,
        status: int | None = None,
        code: str | None = None,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        errors: Iterable[FieldError] = (),
    ) -> None:
        super().__init__(detail, code)
        self.status_code = int(status or self.status_code)
        self.headers = headers or self.headers
        self.errors = list(errors)

    def response(self) -> HttpResponse:
        """Return the response; ``errors`` lists the invalid fields, if any."""
        code, request_id = str(self.get_codes()), request_ids.current()
        problem = problem_detail(self.status_code, code, str(self.detail), request_id, self.errors)
        return JsonResponse(problem, status=self.status_code, content_type=CONTENT_TYPE, headers=self.headers)


class MalformedRequest(Problem):
    """Django rejects the request, such as one with an unknown host."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "MALFORMED_REQUEST"
    default_detail = "The request could not be read."


class TaskNotFound(Problem):
    """The task does not exist or is not visible to the caller; malformed ids get the same response."""

    status_code = HTTPStatus.NOT_FOUND
    default_code = "TASK_NOT_FOUND"
    default_detail = "Task not found"


class BatchNotFound(Problem):
    """The batch does not exist or is not visible to the caller; malformed ids get the same response."""

    status_code = HTTPStatus.NOT_FOUND
    default_code = "BATCH_NOT_FOUND"
    default_detail = "Batch not found"


class FollowNotFound(Problem):
    """The follow does not exist or is not visible to the caller; malformed ids get the same response."""

    status_code = HTTPStatus.NOT_FOUND
    default_code = "FOLLOW_NOT_FOUND"
    default_detail = "Follow not found"


class WebhookNotFound(Problem):
    """The webhook does not exist or is not the caller's; malformed ids get the same response."""

    status_code = HTTPStatus.NOT_FOUND
    default_code = "WEBHOOK_NOT_FOUND"
    default_detail = "Webhook not found"


class LoginRequired(Problem):
    """The caller has no login, or it is invalid or has ended."""

    status_code = HTTPStatus.UNAUTHORIZED
    default_code = "AUTHENTICATION_REQUIRED"
    headers = {"WWW-Authenticate": CHALLENGE}


def limit_exceeded(error: LimitExceeded) -> Problem:
    """Return the problem of a caller that has reached a limit."""
    headers = rate_limits.headers(error.limit, 0, error.retry_after_seconds)
    headers["Retry-After"] = str(math.ceil(error.retry_after_seconds))
    return Problem(HTTPStatus.TOO_MANY_REQUESTS, error.code, error.message, headers)


def overloaded() -> Problem:
    """Return the problem of a request that could not be served in time."""
    return _unavailable("The server is busy. Try again in a few seconds.")


def _unavailable(detail: str) -> Problem:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", detail, headers)


#: Errors that :func:`changed_meanwhile` answers: a row is taken or gone, or the account of the caller is.
CHANGED_MEANWHILE = (IntegrityError, User.DoesNotExist)


def changed_meanwhile() -> Problem:
    """Return the problem of a request whose rows another one took or deleted before it was finished."""
    return Problem(HTTPStatus.CONFLICT, "CONFLICT", "Another request has changed the same at this moment. Try again.")


def database_unavailable(error: Exception) -> Problem:
    """Return the problem of a database that does not answer, or of a pool without a free connection."""
    detail = "The database is unavailable. Try again in a few seconds."
    if isinstance(error.__cause__, PoolTimeout):
        detail = "No connection to the database became free in time. Try again in a few seconds."
    return _unavailable(detail)
