"""The files of pages and viewers, served by WhiteNoise in one piece."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile


# whitenoise has no types.
class StaticFilesMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Reads a file whole: the largest has a megabyte.

    WhiteNoise's own answer is read piece by piece, which under ASGI Django reads whole all the same, and warns.
    """

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Return the file, a part of it, or that it has not changed."""
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
