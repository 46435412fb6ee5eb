"""URL patterns of sockets and event streams. A trailing slash is optional."""

from django.urls import re_path

from realtime.consumers import BatchConsumer, TaskConsumer
from realtime.origins import RejectConnection

websocket_urlpatterns = [
    # Any id: the handshake is accepted for an invalid id too, and the client then gets "not found".
    re_path(r"^ws/batches/(?P<batch_id>[^/]+)/?\Z", BatchConsumer.as_asgi()),
    re_path(r"^ws/(?P<task_id>[^/]+)/?\Z", TaskConsumer.as_asgi()),
    re_path(r"", RejectConnection.as_asgi()),
]

#: Paths of the event stream, and of the events that a request may wait for; Django serves every other HTTP path.
stream_pattern = r"^api/v1/analysis/(?P<task_id>[^/]+)/stream/?\Z"
batch_stream_pattern = r"^api/v1/batches/(?P<batch_id>[^/]+)/stream/?\Z"
events_pattern = r"^api/v1/analysis/(?P<task_id>[^/]+)/events/?\Z"
