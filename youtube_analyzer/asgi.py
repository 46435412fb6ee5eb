"""ASGI: sockets and event streams to ``realtime``, everything else to Django."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
# Before the consumers are imported: it sets Django up.
django_application: Any = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.sessions import CookieMiddleware  # noqa: E402
from django.urls import re_path  # noqa: E402

from realtime.origins import OriginCheck  # noqa: E402
from realtime.routing import stream_pattern, websocket_urlpatterns  # noqa: E402
from realtime.stream import task_stream  # noqa: E402
from youtube_analyzer.middleware.request_log import AccessScope  # noqa: E402

stream_application: Any = AccessScope(CookieMiddleware(task_stream), "api/v1/analysis/<str:task_id>/stream")
socket_application: Any = AccessScope(
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
