"""Bounds what is read of a request's body: Django under ASGI reads a whole body before any view runs."""

import re
from typing import Any

from django.conf import settings

#: Where files are uploaded, by the API and by the form.
UPLOAD_PATTERN = r"^(?:api/v1/uploads|submit)/?\Z"


def limit_of(scope: Any) -> int:
    """Return how many bytes of a request's body are taken: with files MAX_UPLOAD_BYTES, unless it states more."""
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    headers = dict(scope.get("headers", ()))
    is_upload = headers.get(b"content-type", b"").lower().startswith(b"multipart/form-data")
    if not is_upload or not re.match(UPLOAD_PATTERN, scope.get("path", "").lstrip("/")):
        return most
    stated = headers.get(b"content-length", b"0")
    is_too_large = not stated.isdigit() or int(stated) > settings.MAX_UPLOAD_BYTES
    return most if is_too_large else max(most, settings.MAX_UPLOAD_BYTES)


class BodyLimit:
    """Cuts a body one byte after its limit, where the application refuses it as too large."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application."""
        left = limit_of(scope) + 1

        async def receive_bounded() -> Any:
            nonlocal left
            message = await receive()
            # What follows a cut is dropped until the client leaves; the server decides for how long it reads on.
            while not left and message["type"] == "http.request":
                message = await receive()
            body = message.get("body", b"")[:left]
            left -= len(body)
            if not left:
                scope["body_was_cut"] = True
            return message if left or not body else message | {"body": body, "more_body": False}

        await self.application(scope, receive_bounded, send)
