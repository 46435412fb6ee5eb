"""Deletes the files of a request as soon as it is answered."""

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, HttpResponseBase


class ReceivedFilesMiddleware:
    """Closes the file that was being received when a request failed.

    Django closes only those that are complete. The traceback would keep the other one, up to MAX_UPLOAD_BYTES of the
    disk, until the next garbage collection.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, then close."""
        try:
            return self.get_response(request)
        finally:
            # The attribute is absent where no body was parsed; reading ``upload_handlers`` would make handlers.
            for handler in getattr(request, "_upload_handlers", ()):
                if (file := getattr(handler, "file", None)) is not None:
                    with suppress(OSError):  # what cannot be written to a full disk is deleted all the same
                        file.close()
