"""Delivery metrics of this process, for ``/metrics``."""

from prometheus_client import Counter, Gauge, Histogram

#: Open connections, summed over the live processes of a machine.
OPEN = Gauge("analyzer_connections_open", "Open connections.", ["transport"], multiprocess_mode="livesum")
FRAMES = Counter("analyzer_frames_sent", "Events and answers sent to clients.", ["transport"])
LAG = Histogram(
    "analyzer_event_lag_seconds",
    "Time from the commit of an event to its delivery to the viewers.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

SOCKETS, STREAMS, LONG_POLLS = (OPEN.labels(name) for name in ("websocket", "sse", "long_poll"))
SOCKET_FRAMES, STREAM_EVENTS = FRAMES.labels("websocket"), FRAMES.labels("sse")
