"""Patches for kombu 5.7.

``QoS.ack`` of the Redis transport calls Redis before it frees the prefetch slot of the message. If Redis has just
restarted, the call raises and the slot is never freed: a worker with a prefetch of one receives no further message.
The patch always frees the slot. This is safe because the database, not the broker, knows which analyses are done.

Celery ends a worker at an error that the transport does not list as one of the connection. At an answer that is not
Redis's, kombu and redis-py let through what their parsers raise, such as ValueError. So every error counts as one of
the connection: the worker logs it and connects again. Where that does not help, the watchdog ends the worker.

kombu waits 2 s longer after each try to connect, up to 32 s, and Celery has no setting for it. After a long outage a
worker would stand idle for that long beside a broker that is back.
"""

from functools import partialmethod

from kombu import Connection
from kombu.transport import redis, virtual

#: Seconds between two tries of a worker to connect, at most.
MAX_RETRY_SECONDS = 4.0
#: kombu's own method.
CONNECT = Connection.ensure_connection

# The ignores: the type stubs lack the private method, and assigning to a method is intended here.


def ack(self: redis.QoS, delivery_tag: str) -> None:
    """Acknowledge a message and free its slot, whether or not Redis answers."""
    try:
        self._remove_from_indices(delivery_tag).execute()  # type: ignore[attr-defined]
    finally:
        virtual.QoS.ack(self, delivery_tag)


def patch_kombu() -> None:
    """Replace ``QoS.ack``, list every error as one of the connection, and bound the wait between two tries."""
    redis.QoS.ack = ack  # type: ignore[method-assign]
    redis.Transport.connection_errors = (Exception,)
    Connection.ensure_connection = partialmethod(CONNECT, interval_max=MAX_RETRY_SECONDS)  # type: ignore[method-assign, assignment]
