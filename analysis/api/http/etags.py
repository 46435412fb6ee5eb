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
    etag = tag(version)
    response = get_conditional_response(request._request, etag=etag) or render()
    if response.status_code == HTTPStatus.PRECONDITION_FAILED:
        raise Problem(response.status_code, "PRECONDITION_FAILED", "This is not the version that If-Match names.")
    response.headers.setdefault("ETag", etag)
    return response
