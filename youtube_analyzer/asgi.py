"""ASGI application: WebSockets and event streams go to ``realtime``, all other requests to Django."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
# This sets Django up, so it must run before the consumers are imported.
django_application: Any = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402
from django.urls import re_path  # noqa: E402

from realtime.origins import OriginCheck  # noqa: E402
from realtime.routing import stream_pattern, websocket_urlpatterns  # noqa: E402
from realtime.stream import task_stream  # noqa: E402
from youtube_analyzer.middleware.request_log import RequestLogScope  # noqa: E402

stream_application: Any = RequestLogScope(CookieMiddleware(task_stream), "api/v1/analysis/<str:task_id>/stream")
socket_application: Any = RequestLogScope(
    OriginCheck(CookieMiddleware(URLRouter(websocket_urlpatterns))), "ws/<str:task_id>"
)
application = ProtocolTypeRouter(
    {
        "websocket": socket_application,
        "http": URLRouter(
            [
                re_path(stream_pattern, stream_application),
                re_path(r"", django_application),
            ]
        ),
    }
)
