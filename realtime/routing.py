"""Addresses that are served here and not by Django's views. A trailing slash is taken and not asked for."""

from django.urls import re_path

from realtime.consumers import TaskConsumer
from realtime.origins import Refusal

websocket_urlpatterns = [
    # Any id: the handshake is accepted for those that cannot be one as well, and then told so.
    re_path(r"^ws/(?P<task_id>[^/]+)/?\Z", TaskConsumer.as_asgi()),
    re_path(r"", Refusal.as_asgi()),
]

#: Of the event stream; everything else under HTTP is Django's.
stream_pattern = r"^api/v1/analysis/(?P<task_id>[^/]+)/stream/?\Z"
