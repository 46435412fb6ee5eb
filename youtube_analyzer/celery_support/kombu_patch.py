"""A patch for the Redis transport of kombu 5.7.

``QoS.ack`` calls Redis before it frees the prefetch slot of the message. If Redis has just restarted, the call raises
and the slot is never freed: a worker with a prefetch of one receives no further message. The patch always frees the
slot. This is safe because the database, not the broker, knows which analyses are done.
"""

from kombu.transport import redis, virtual

# The ignores: the type stubs lack the private method, and assigning to a method is intended here.


def ack(self: redis.QoS, delivery_tag: str) -> None:
    """Acknowledge a message and free its slot, whether or not Redis answers."""
    try:
        self._remove_from_indices(delivery_tag).execute()  # type: ignore[attr-defined]
    finally:
        virtual.QoS.ack(self, delivery_tag)


def patch_kombu() -> None:
    """Replace ``QoS.ack`` with the fixed version."""
    redis.QoS.ack = ack  # type: ignore[method-assign]
