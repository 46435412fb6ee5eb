"""Serves static files with WhiteNoise, each read as a whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


# whitenoise has no types.
class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Reads each file as a whole; the largest has 1 MB.

    WhiteNoise returns a synchronous iterator, which Django under ASGI reads as a whole anyway, with a warning.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Return the file, a requested range of it, or 304."""
        found: Any = static_file.get_response(request.method, request.META)
        body = b""
        if found.file is not None:
            with found.file:
                body = found.file.read()
        response = HttpResponse(body, status=int(found.status))
        del response["Content-Type"]
        for name, value in found.headers:
            response[name] = value
        return response
