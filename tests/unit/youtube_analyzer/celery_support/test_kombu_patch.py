"""The mend for kombu's Redis transport: a message that cannot be acknowledged holds no slot."""

import importlib.util
from unittest.mock import MagicMock, patch

import pytest
from kombu import Connection
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


def waits(connect, tries=12):
    """Return the seconds that ``connect`` waits after each of ``tries`` while the broker refuses every connection."""
    waited = []

    def note(error, seconds):
        waited.append(seconds)
        if len(waited) == tries:
            raise KeyboardInterrupt

    broker = Connection("redis://")
    broker._connection_factory = MagicMock(side_effect=ConnectionError)
    with patch("kombu.utils.functional.sleep"), pytest.raises(KeyboardInterrupt):
        connect(broker, note)
    return waited


def test_a_worker_tries_again_within_seconds_however_long_the_outage_is():
    assert max(waits(Connection.ensure_connection)) <= kombu_patch.MAX_RETRY_SECONDS < 5


def test_control_kombu_waits_longer_with_each_try():
    assert waits(kombu_patch.CONNECT)[-1] > 20
