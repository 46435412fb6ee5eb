"""ETags of a task and its result, derived from the task's version rather than the response body."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.request import Request


def respond(request: Request, version: str, render: Callable[[], HttpResponse]) -> HttpResponse:
    """Return what ``render`` returns, with an ETag; 304 or 412 where the conditions of the request say so."""
    etag = f'"{version}"'
    response = get_conditional_response(request._request, etag=etag) or render()
    response.headers.setdefault("ETag", etag)
    return response
