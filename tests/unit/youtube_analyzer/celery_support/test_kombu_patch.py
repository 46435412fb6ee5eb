"""The mend for kombu's Redis transport: a message that cannot be acknowledged holds no slot."""

import importlib.util
from unittest.mock import MagicMock

import pytest
from kombu.transport import redis, virtual

from youtube_analyzer.celery_support import kombu_patch


def slots_taken(qos):
    """Return the slots of a worker that has room for one message, which has come, and whose Redis has gone since."""

    class GoneQoS(qos):
        def _remove_from_indices(self, delivery_tag, pipe=None):
            raise ConnectionError

    slots = GoneQoS(MagicMock(), prefetch_count=1)
    virtual.QoS.append(slots, MagicMock(), "tag")
    assert not slots.can_consume()
    return slots


def test_an_acknowledgement_that_fails_frees_the_slot():
    slots = slots_taken(redis.QoS)
    with pytest.raises(ConnectionError):
        slots.ack("tag")
    assert slots.can_consume()


def test_the_mend_is_in_place():
    assert redis.QoS.ack is kombu_patch.ack


def test_control_kombus_own_acknowledgement_keeps_the_slot_for_ever():
    spec = importlib.util.find_spec("kombu.transport.redis")
    unchanged = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(unchanged)
    slots = slots_taken(unchanged.QoS)
    with pytest.raises(ConnectionError):
        slots.ack("tag")
    assert not slots.can_consume()
