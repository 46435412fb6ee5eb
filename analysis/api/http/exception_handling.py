"""Turns exceptions into problems (``queries/problems.py``): those of views, and those that Django raises before."""

import logging
import math
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, ObjectDoesNotExist, SuspiciousOperation, TooManyFilesSent
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.views import defaults
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.settings import api_settings

from analysis.access.accounts.second_factor import SecondFactorRequired
from analysis.batches.errors import (
    AlreadyFollowed,
    BatchNotCancellable,
    BatchNotRetryable,
    FollowPaused,
    ListingUnavailable,
)
from analysis.exceptions import (
    AnalysisError,
    DiskFull,
    IdempotencyKeyReused,
    InvalidCredentials,
    InvalidUrl,
    LimitExceeded,
    NoTranscript,
    PdfUnavailable,
    TaskDeleted,
    TaskNotCancellable,
    TaskNotRetryable,
    TemporaryError,
    TooManyTokens,
)
from analysis.models import AnalysisTask, Batch, Follow, Webhook
from analysis.queries import problems
from analysis.queries.problems import MalformedRequest, Problem
from analysis.sources.upload import UploadExpired
from analysis.uploads.errors import (
    InvalidUpload,
    RequestTooLarge,
    StorageFull,
    TooManyFiles,
    UploadNotFound,
    UploadTooLarge,
)
from analysis.webhooks.errors import InvalidWebhookUrl, TooManyWebhooks, WebhookInactive, WebhookTestPending

logger = logging.getLogger(__name__)

#: Under this path every error is a problem, including those that Django raises outside DRF.
API_PREFIX = "/api/"
#: Statuses of domain errors; any other domain error is a bug and results in 500.
_STATUS_OF: dict[type[AnalysisError], HTTPStatus] = {
    InvalidUrl: HTTPStatus.UNPROCESSABLE_ENTITY,
    IdempotencyKeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoTranscript: HTTPStatus.NOT_FOUND,
    TaskDeleted: HTTPStatus.CONFLICT,
    TaskNotCancellable: HTTPStatus.CONFLICT,
    TaskNotRetryable: HTTPStatus.CONFLICT,
    TemporaryError: HTTPStatus.SERVICE_UNAVAILABLE,
    PdfUnavailable: HTTPStatus.SERVICE_UNAVAILABLE,
    TooManyTokens: HTTPStatus.CONFLICT,
    TooManyWebhooks: HTTPStatus.CONFLICT,
    WebhookInactive: HTTPStatus.CONFLICT,
    WebhookTestPending: HTTPStatus.CONFLICT,
    InvalidWebhookUrl: HTTPStatus.UNPROCESSABLE_ENTITY,
    UploadExpired: HTTPStatus.CONFLICT,
    UploadNotFound: HTTPStatus.NOT_FOUND,
    # Before its base class.
    UploadTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    InvalidUpload: HTTPStatus.UNPROCESSABLE_ENTITY,
    StorageFull: HTTPStatus.INSUFFICIENT_STORAGE,
    InvalidCredentials: HTTPStatus.UNAUTHORIZED,
    SecondFactorRequired: HTTPStatus.UNAUTHORIZED,
    BatchNotCancellable: HTTPStatus.CONFLICT,
    BatchNotRetryable: HTTPStatus.CONFLICT,
    AlreadyFollowed: HTTPStatus.CONFLICT,
    FollowPaused: HTTPStatus.CONFLICT,
    ListingUnavailable: HTTPStatus.CONFLICT,
}
#: Rows that another request deleted while this one worked on them.
_NOT_FOUND: dict[type[ObjectDoesNotExist], type[Problem]] = {
    AnalysisTask.DoesNotExist: problems.TaskNotFound,
    Batch.DoesNotExist: problems.BatchNotFound,
    Follow.DoesNotExist: problems.FollowNotFound,
    Webhook.DoesNotExist: problems.WebhookNotFound,
}
#: Codes for exceptions that DRF itself raises.
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


class UnexpectedProblem(Problem):
    """An unexpected error; the response reveals nothing of it."""

    status_code = HTTPStatus.INTERNAL_SERVER_ERROR
    default_code = "INTERNAL_ERROR"
    default_detail = "An internal error occurred. Report the request id to the operators of this server."


# Exceptions inside DRF; the classes are named in DRF_STANDARDIZED_ERRORS


class ProblemFormatter(ExceptionFormatter):
    """Converts DRF's nested error details into the members of a problem."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        """Return ``detail``, ``code`` and ``errors``; ``errors`` lists the invalid fields, if any."""
        found = [asdict(error) | {"attr": _path_of(error.attr)} for error in error_response.errors]
        if isinstance(self.exc, Problem):
            return {"detail": found[0]["detail"], "code": str(self.exc.get_codes()), "errors": self.exc.errors}
        if not isinstance(self.exc, exceptions.ValidationError):
            code = _CODE_OF_STATUS.get(self.exc.status_code, "INTERNAL_ERROR")
            return {"detail": found[0]["detail"], "code": code, "errors": []}
        codes = [error["code"] for error in found]
        code = InvalidUrl.code if InvalidUrl.code in codes else "INVALID_PARAMETERS"
        first = found[0]
        detail = f"{first['attr']}: {first['detail']}" if first["attr"] else first["detail"]
        return {"detail": detail, "code": code, "errors": found}


def _path_of(attr: str | None) -> str | None:
    """Return the path of the invalid value, None for the whole body. DRF appends a name for what is no one field's."""
    path = (attr or "").removesuffix(api_settings.NON_FIELD_ERRORS_KEY).rstrip(".")
    return path or None


class ProblemHandler(ExceptionHandler):
    """Converts any exception of a view into a problem; unexpected ones are logged with their traceback."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """Convert domain, validation and database errors into DRF exceptions."""
        if isinstance(exc, ObjectDoesNotExist) and (missing := _NOT_FOUND.get(type(exc))):
            return missing()
        if isinstance(exc, LimitExceeded):
            return problems.limit_exceeded(exc)
        if isinstance(exc, OSError) and exc.errno in DiskFull.ERRNOS:
            exc = StorageFull()
        if isinstance(exc, TooManyFilesSent):
            exc = TooManyFiles()
        if isinstance(exc, AnalysisError):
            status = next((status for kind, status in _STATUS_OF.items() if isinstance(exc, kind)), None)
            wait = getattr(exc, "retry_after", None)
            headers = {"Retry-After": str(math.ceil(wait))} if wait else None
            return Problem(status, exc.code, exc.message, headers) if status else UnexpectedProblem()
        if isinstance(exc, ModelValidationError):
            return exceptions.ValidationError(as_serializer_error(exc))
        # Django rejects some requests only when the view reads them, such as those with over 1000 parameters.
        if isinstance(exc, SuspiciousOperation | BadRequest):
            return MalformedRequest()
        if isinstance(exc, OperationalError | InterfaceError):
            return problems.database_unavailable(exc)
        if isinstance(exc, problems.CHANGED_MEANWHILE):
            logger.warning("another request was faster: %s", str(exc).partition("\n")[0])
            return problems.changed_meanwhile()
        return super().convert_known_exceptions(exc)

    def convert_unhandled_exceptions(self, exc: Exception) -> exceptions.APIException:
        """Return a response that reveals no internals; invalid values are 422, malformed JSON is 400."""
        if isinstance(exc, exceptions.ValidationError):
            exc.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        if isinstance(exc, exceptions.APIException):
            return exc
        return UnexpectedProblem()

    # The base class returns DRF's Response; a problem is already rendered.
    def get_response(  # type: ignore[override]
        self, exc: exceptions.APIException, data: dict[str, Any]
    ) -> HttpResponse:
        """Return the response, rendered here because the view's renderer may produce another format."""
        headers = self.get_headers(exc) | getattr(exc, "headers", {})
        if exc.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
            headers.setdefault("Retry-After", str(problems.RETRY_AFTER_SECONDS))
        if exc.status_code == HTTPStatus.UNAUTHORIZED:
            headers.setdefault("WWW-Authenticate", problems.CHALLENGE)
        problem = Problem(exc.status_code, data["code"], data["detail"], headers, data["errors"])
        request, is_link = self.context["request"], getattr(self.context["view"], "is_linked_on_pages", False)
        if is_link and exc.status_code == HTTPStatus.SERVICE_UNAVAILABLE and request and _asks_for_page(request):
            return _unavailable_page(problem)
        return problem.response()

    def report_exception(self, exc: exceptions.APIException, response: Response) -> None:
        """Log server errors; an unavailable database and a full disk are logged without a traceback."""
        if exc.status_code in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE):
            logger.warning("service unavailable, responding %s: %s", exc.status_code, self.exc)
            return
        super().report_exception(exc, response)


# Errors outside DRF; pages keep Django's own error pages


def _error_view(
    django_view: Callable[..., HttpResponse], problem: Callable[[], Problem]
) -> Callable[..., HttpResponse]:
    """Return a view for an error: ``problem`` for a path of the API, else what ``django_view`` responds."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.path.startswith(API_PREFIX):
            return problem().response()
        return django_view(request, *args, **kwargs)

    return view


_bad_request = _error_view(defaults.bad_request, MalformedRequest)
permission_denied = _error_view(
    defaults.permission_denied,
    partial(Problem, HTTPStatus.FORBIDDEN, "PERMISSION_DENIED", "You do not have permission to do this."),
)
page_not_found = _error_view(
    defaults.page_not_found, partial(Problem, HTTPStatus.NOT_FOUND, "NOT_FOUND", "There is nothing at this address.")
)
_internal_error = _error_view(defaults.server_error, UnexpectedProblem)


def bad_request(request: HttpRequest, exception: Exception | None) -> HttpResponse:
    """Handle a request that Django refuses; 413 where it is too large."""
    if isinstance(exception, RequestTooLarge):
        problem = Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, exception.code, exception.message)
        return service_unavailable(request, problem)
    return _bad_request(request, exception)


def storage_failed(request: HttpRequest, error: OSError) -> HttpResponse:
    """Handle a body that could not be stored; 507 where the disk is full."""
    if error.errno in DiskFull.ERRNOS:
        logger.error("the disk is full: a request was refused")
        full = StorageFull()
        return service_unavailable(request, Problem(HTTPStatus.INSUFFICIENT_STORAGE, full.code, full.message))
    logger.error("a request could not be stored: %s", error)
    return _internal_error(request)


def server_error(request: HttpRequest) -> HttpResponse:
    """Handle an unexpected error; 503 where the database is unavailable, 507 where the disk is full."""
    error = sys.exc_info()[1]
    if isinstance(error, OSError) and error.errno in DiskFull.ERRNOS:
        return storage_failed(request, error)
    if isinstance(error, OperationalError | InterfaceError):
        return service_unavailable(request, problems.database_unavailable(error))
    return _internal_error(request)


def service_unavailable(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return a page that loads nothing from the database to a browser outside the API, else ``problem``."""
    if request.path.startswith(API_PREFIX) or not _asks_for_page(request):
        return problem.response()
    return _unavailable_page(problem)


def _asks_for_page(request: HttpRequest | Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _unavailable_page(problem: Problem) -> HttpResponse:
    is_too_large = problem.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    page = loader.get_template("503.html").render({"detail": problem.detail, "is_too_large": is_too_large})
    return HttpResponse(page, status=problem.status_code, headers=problem.headers)
