"""ETags of a task and its result, derived from the task's version rather than the response body."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request

from analysis.queries.problems import Problem


def tag(version: str) -> str:
    """Return the ETag of a version; weak, since it is the same for compressed responses and for 304."""
    return f'W/"{version}"'


def respond(request: Request, version: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what ``render`` returns, with an ETag, or 304 where the client has this version.

    Raises:
        Problem: 412 where the request is for another version.
    """
    response = _conditional_response(request, version) or render()
    response.headers.setdefault("ETag", tag(version))
    return response


def check(request: Request, version: str) -> None:
    """Refuse a change of another version than the client names.

    Raises:
        Problem: 412 where the request is for another version.
    """
    _conditional_response(request, version)


def _conditional_response(request: Request, version: str) -> HttpResponse | None:
    response = get_conditional_response(request._request, etag=tag(version))
    if response is not None and response.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise Problem(response.status_code, "PRECONDITION_FAILED", "This is not the version that If-Match names.")
    return response
