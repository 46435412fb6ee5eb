"""Every error of the API in one shape: ``application/problem+json`` (RFC 9457).

Source: https://www.rfc-editor.org/rfc/rfc9457. ``code``, ``errors`` and ``request_id`` are our extension members.
"""

import logging
import math
from dataclasses import asdict
from http import HTTPStatus
from typing import Any, cast

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse, ExceptionHandlerContext
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error

from analysis.api.http.rate_headers import rate_headers
from analysis.exceptions import (
    AnalysisError,
    IdempotencyKeyReused,
    InvalidUrl,
    LimitExceeded,
    NoTranscript,
    TaskDeleted,
    TaskNotCancellable,
    TaskNotRetryable,
    TemporaryError,
    TooManyTokens,
    WrongCredentials,
)
from analysis.support import request_ids

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
#: Everything under this path answers errors as problems, also those that Django itself notices.
API_PREFIX = "/api/"
#: How to log in, in the words of RFC 9110 section 11.6.1.
CHALLENGE = "Bearer"
#: Seconds after which a client may ask again while the database is away.
RETRY_AFTER_SECONDS = 5

#: Answers to errors of the domain that reach a door; all others are bugs and answered 500.
_STATUS_OF: dict[type[AnalysisError], HTTPStatus] = {
    InvalidUrl: HTTPStatus.UNPROCESSABLE_ENTITY,
    IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoTranscript: HTTPStatus.NOT_FOUND,
    TaskDeleted: HTTPStatus.CONFLICT,
    TaskNotCancellable: HTTPStatus.CONFLICT,
    TaskNotRetryable: HTTPStatus.CONFLICT,
    TemporaryError: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyTokens: HTTPStatus.CONFLICT,
    WrongCredentials: HTTPStatus.UNAUTHORIZED,
}
#: The words for errors that DRF has its own for.
_CODE_OF_STATUS: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "MALFORMED_REQUEST",
    HTTPStatus.UNAUTHORIZED: "AUTHENTICATION_REQUIRED",
    HTTPStatus.FORBIDDEN: "PERMISSION_DENIED",
    HTTPStatus.NOT_FOUND: "NOT_FOUND",
    HTTPStatus.METHOD_NOT_ALLOWED: "METHOD_NOT_ALLOWED",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "BODY_TOO_LARGE",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
    HTTPStatus.UNPROCESSABLE_ENTITY: "INVALID_PARAMETERS",
    HTTPStatus.TOO_MANY_REQUESTS: "RATE_LIMIT_EXCEEDED",
}
#: RFC 9110's words where versions of Python differ.
_TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}


class Problem(exceptions.APIException):
    """An error with a status, a code of ours and a sentence for the person who reads it."""

    def __init__(self, status: HTTPStatus, code: str, detail: str, **headers: str) -> None:
        super().__init__(detail, code)
        self.status_code = int(status)
        self.headers = headers


class TaskNotFound(Problem):
    """There is no such task for this caller; an id that cannot exist is answered the same."""

    def __init__(self) -> None:
        super().__init__(HTTPStatus.NOT_FOUND, "TASK_NOT_FOUND", "Task not found")


def problem_response(
    status: int, code: str, detail: str, errors: list[dict[str, Any]] | None = None, **headers: str
) -> HttpResponse:
    """Return an answer that tells what went wrong; ``errors`` name the fields, where there are any."""
    problem = {
        "type": "about:blank",
        "title": _TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": errors or [],
        "request_id": request_ids.current(),
    }
    return JsonResponse(problem, status=status, content_type=CONTENT_TYPE, headers=headers)


# What DRF catches


class ProblemFormatter(ExceptionFormatter):
    """Turns DRF's nested details into the members of a problem."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        """Return ``detail``, ``code`` and ``errors``; only invalid values have the last."""
        found = [asdict(error) for error in error_response.errors]
        if not isinstance(self.exc, exceptions.ValidationError):
            return {"detail": found[0]["detail"], "code": _code(self.exc), "errors": []}
        codes = [error["code"] for error in found]
        code = InvalidUrl.code if InvalidUrl.code in codes else "INVALID_PARAMETERS"
        first = found[0]
        detail = f"{first['attr']}: {first['detail']}" if first["attr"] else first["detail"]
        return {"detail": detail, "code": code, "errors": found}


def _code(error: exceptions.APIException) -> str:
    if isinstance(error, Problem):
        return str(error.get_codes())
    return _CODE_OF_STATUS.get(error.status_code, "INTERNAL_ERROR")


class ProblemHandler(ExceptionHandler):
    """Answers whatever a view raises; the traceback of what nobody expected goes to the log."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Return errors of the domain and of the database as what DRF answers."""
        if isinstance(exc, AnalysisError):
            return _domain_problem(exc)
        if isinstance(exc, ModelValidationError):
            return exceptions.ValidationError(as_serializer_error(exc))
        # Django refuses some requests only when they are looked at: more than a thousand parameters.
        if isinstance(exc, SuspiciousOperation | BadRequest):
            return Problem(HTTPStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request could not be read.")
        if isinstance(exc, OperationalError | InterfaceError):
            detail = "The database does not answer. Try again in a few seconds."
            return Problem(HTTPStatus.SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", detail)
        return super().convert_known_exceptions(exc)

    def should_not_handle(self, exc: Exception) -> bool:
        """Handle everything, with DEBUG too: clients rely on the shape, and the log has the traceback."""
        return False

    def convert_unhandled_exceptions(self, exc: Exception) -> exceptions.APIException:
        """Return an answer that tells nothing of our inside; invalid values are 422, a body that is not JSON is 400."""
        if isinstance(exc, exceptions.ValidationError):
            exc.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        if isinstance(exc, exceptions.APIException):
            return exc
        return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", INTERNAL_DETAIL)

    def format_exception(self, exc: exceptions.APIException) -> dict[str, Any]:
        """Return the members of the problem that differ from error to error."""
        members: dict[str, Any] = ProblemFormatter(exc, self.context, self.exc).run()
        return members

    # The base class answers with DRF's Response; a problem is rendered already.
    def get_response(  # type: ignore[override]
        self, exc: exceptions.APIException, data: dict[str, Any]
    ) -> HttpResponse:
        """Return the answer; rendered here, since the view's own renderer may be for another format."""
        headers = self.get_headers(exc) | getattr(exc, "headers", {})
        if exc.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
        if exc.status_code == HTTPStatus.UNAUTHORIZED:
            headers.setdefault("WWW-Authenticate", CHALLENGE)
        return problem_response(exc.status_code, data["code"], data["detail"], data["errors"], **headers)

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        """Log what is our fault; a database that is away takes one line, not a traceback a request."""
        if exc.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            logger.warning("answered 503: %s", self.exc)
            return
        super().report_exception(exc, response)


INTERNAL_DETAIL = "Something went wrong on our side. The operators can find the cause by the request id."


def _domain_problem(error: AnalysisError) -> exceptions.APIException:
    if isinstance(error, LimitExceeded):
        headers = rate_headers(error.limit, 0, error.retry_after_seconds)
        headers |= {"Retry-After": str(math.ceil(error.retry_after_seconds))}
        return Problem(HTTPStatus.TOO_MANY_REQUESTS, error.code, error.message, **headers)
    for kind, status in _STATUS_OF.items():
        if isinstance(error, kind):
            return Problem(status, error.code, error.message)
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", INTERNAL_DETAIL)


def exception_handler(exc: Exception, context: ExceptionHandlerContext) -> HttpResponse:
    """Return the problem that ``exc`` is; what DRF calls."""
    return cast(HttpResponse, ProblemHandler(exc, context).run())


# What Django catches before or outside DRF; the pages keep Django's own answers


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that Django refuses to read: a host that is not ours, a path that no file could have."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    return problem_response(HTTPStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request could not be read.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what the caller may not do."""
    if not request.path.startswith(API_PREFIX):
        return defaults.permission_denied(request, exception)
    return problem_response(HTTPStatus.FORBIDDEN, "PERMISSION_DENIED", "You may not do this.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that does not exist."""
    if not request.path.startswith(API_PREFIX):
        return defaults.page_not_found(request, exception)
    return problem_response(HTTPStatus.NOT_FOUND, "NOT_FOUND", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what nobody expected."""
    if not request.path.startswith(API_PREFIX):
        return defaults.server_error(request)
    return problem_response(HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", INTERNAL_DETAIL)
