"""Bounds what is read of a request's body: Django under ASGI spools a whole body to disk before any view runs."""

from typing import Any

from django.conf import settings


class BodyLimit:
    """Cuts a body one byte after ``DATA_UPLOAD_MAX_MEMORY_SIZE``, where the application refuses it as too large."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Run the application."""
        left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1

        async def receive_bounded() -> Any:
            nonlocal left
            message = await receive()
            # What follows a cut is dropped until the client leaves; the server decides for how long it reads on.
            while not left and message["type"] == "http.request":
                message = await receive()
            body = message.get("body", b"")[:left]
            left -= len(body)
            return message if left or not body else message | {"body": body, "more_body": False}

        await self.application(scope, receive_bounded, send)
