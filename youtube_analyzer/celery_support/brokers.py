"""Celery's options for its broker: Redis, or RabbitMQ with quorum queues."""

import socket
from typing import Any

#: Seconds that a publishing process waits for the broker.
_TIMEOUT_SECONDS = 3
#: Of connections to Redis on which nothing may come for hours: they fail within 11 s after its machine disappears.
_LOST_PEER_OPTIONS = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 10_000}
LOST_PEER: dict[str, Any] = {
    "socket_keepalive": True,
    "socket_keepalive_options": {
        getattr(socket, name): value for name, value in _LOST_PEER_OPTIONS.items() if hasattr(socket, name)
    },
}


def is_rabbitmq(url: str) -> bool:
    """Return whether the broker at ``url`` speaks AMQP."""
    return url.startswith(("amqp://", "amqps://"))


def transport_options(url: str, *, prefix: str) -> dict[str, Any]:
    """Return the options of all connections to the broker at ``url``; ``prefix`` is that of Redis' keys."""
    if is_rabbitmq(url):
        return {}
    return {
        "global_keyprefix": f"{prefix}:",
        "socket_timeout": _TIMEOUT_SECONDS,
        "socket_connect_timeout": 1,
        # kombu would otherwise try for several more seconds. The dispatcher tries again by itself.
        "max_retries": 0,
        # Seconds; well above the time limit, because lost tasks are detected in the database.
        "visibility_timeout": 6 * 3600,
        **LOST_PEER,
    }


def publishing_options(url: str) -> dict[str, Any]:
    """Return the further options of a connection that only publishes: a frozen broker must not block its process."""
    if not is_rabbitmq(url):
        return {}
    # A worker reads without a limit: no message may come for hours.
    return {"read_timeout": _TIMEOUT_SECONDS, "write_timeout": _TIMEOUT_SECONDS, "confirm_publish": True}


def queue_type(url: str) -> str:
    """Return the type of the queues: those of RabbitMQ are kept by a majority of its nodes."""
    return "quorum" if is_rabbitmq(url) else "classic"
