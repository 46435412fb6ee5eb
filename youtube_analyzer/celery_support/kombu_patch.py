"""A mend for kombu 5.7's Redis transport.

``QoS.ack`` talks to Redis before it frees the prefetch slot of the message. Where Redis has just restarted the call
raises, the slot is never freed, and a worker with a prefetch of one takes no further message, for ever. The slot is
freed in any case here: the database, not the broker, knows which analyses are done.
"""

from kombu.transport import redis, virtual

# The ignores: the types know neither the private method nor that one may be replaced, which is the point here.


def ack(self: redis.QoS, delivery_tag: str) -> None:
    """Acknowledge a message and free its slot, whether or not Redis answers."""
    try:
        self._remove_from_indices(delivery_tag).execute()  # type: ignore[attr-defined]
    finally:
        virtual.QoS.ack(self, delivery_tag)


def mend() -> None:
    """Put the mended ``ack`` in place."""
    redis.QoS.ack = ack  # type: ignore[method-assign]
