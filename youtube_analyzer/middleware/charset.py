"""Reads every request as UTF-8, whatever charset it names."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Utf8Middleware:
    """Puts UTF-8 in the place of a charset from ``Content-Type``.

    Under WSGI, Django decodes the query string by it, and Python knows codecs that decode no text (``hex``, ``zlib``)
    or that raise (``punycode``, ``undefined``): each was answered with 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        if request.encoding is not None:
            request.encoding = "utf-8"
        return self.get_response(request)
