"""Decodes every request as UTF-8, whatever charset it declares."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class Utf8Middleware:
    """Ignores the charset of ``Content-Type``.

    Under WSGI, Django decodes the query string with it. Python has codecs that decode no text (``hex``, ``zlib``) or
    always raise (``punycode``, ``undefined``), which caused a response with status 500.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle the request."""
        if request.encoding is not None:
            request.encoding = "utf-8"
        return self.get_response(request)
