"""What this process counts of its deliveries, for ``/metrics``."""

from prometheus_client import Counter, Gauge, Histogram

#: Connections that are open now; over all processes of a machine those of the living.
OPEN = Gauge("analyzer_connections_open", "Open connections.", ["transport"], multiprocess_mode="livesum")
FRAMES = Counter("analyzer_frames_sent", "Events and answers sent to clients.", ["transport"])
LAG = Histogram(
    "analyzer_event_lag_seconds",
    "From the commit of an event to where its watchers are told.",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

SOCKETS, STREAMS = OPEN.labels("websocket"), OPEN.labels("sse")
SOCKET_FRAMES, STREAM_EVENTS = FRAMES.labels("websocket"), FRAMES.labels("sse")
