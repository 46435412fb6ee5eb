"""ASGI: sockets and event streams to ``realtime``, everything else to Django."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
# Before the consumers are imported: it sets Django up.
django_application: Any = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import re_path  # noqa: E402

from analysis.api import request_ids  # noqa: E402
from realtime.origins import OriginCheck  # noqa: E402
from realtime.routing import stream_pattern, websocket_urlpatterns  # noqa: E402
from realtime.stream import task_stream  # noqa: E402


class RequestIdScope:
    """Gives what does not pass Django's middleware its request id: in the scope, in the log, in the answer."""

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve the connection under its id."""
        name = request_ids.HEADER.lower().encode()
        request_id = request_ids.taken_or_made(dict(scope["headers"]).get(name, b"").decode("latin-1"))
        request_ids.current.set(request_id)

        async def send_with_id(message: Any) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = message | {"headers": [*message.get("headers", ()), (name, request_id.encode())]}
            await send(message)

        await self.application(scope | {"request_id": request_id}, receive, send_with_id)


stream_application: Any = RequestIdScope(AuthMiddlewareStack(task_stream))
application = ProtocolTypeRouter(
    {
        "websocket": OriginCheck(RequestIdScope(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))),
        "http": URLRouter(
            [
                re_path(stream_pattern, stream_application),
                re_path(r"", django_application),
            ]
        ),
    }
)
