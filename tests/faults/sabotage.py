"""Protections that a control takes away, so that the check of a promise is known to see its breach.

A process is told which by the environment variable ``FAULTS_OFF``; the product has no such switches.
"""

from django.db.models import Q
from kombu.transport import redis

from analysis import dispatcher
from analysis.choices import TaskStatus
from analysis.execution import broker, leases, publisher
from analysis.models.task import AnalysisTaskQuerySet
from realtime import protocol
from realtime.hub import Hub
from tests.faults.orders import OFF_VARIABLE
from youtube_analyzer import env


def take_away() -> None:
    """Take away what this process is to do without."""
    for name in env.words(OFF_VARIABLE, []):
        SABOTAGE[name]()


def _orphans() -> None:
    """Hand no task out again whose worker is gone."""
    AnalysisTaskQuerySet.claimable = lambda tasks: tasks.filter(status=TaskStatus.PENDING)


def _repeats() -> None:
    """Hand out no task a second time because its message may be lost."""
    dispatcher.needs_message = lambda moment: Q(dispatched_at=None)


def _room() -> None:
    """Tell the dispatcher nothing when a claim makes room."""
    leases.notify_if_tasks_wait = lambda: None


def _fence() -> None:
    """Let everybody write who ever had a claim."""
    AnalysisTaskQuerySet.leased_by = lambda tasks, fence: tasks.all()


def _messages() -> None:
    """Have every message of the channel layer lost."""
    publisher.send = lambda frame: None


def _patience() -> None:
    """Take in whatever a client says, as uvicorn does by itself."""
    protocol.BackpressureWebSocketProtocol.must_wait = lambda self: self.read_paused


def _net() -> None:
    """Never compare what is watched with the log."""

    async def look(hub, in_flight_seconds):
        return None

    Hub.poll_log = look


def _broker() -> None:
    """Let through what kombu and redis-py raise, except what kombu knows of."""
    broker.Broker.connect = lambda self: self._app.connection_for_write()
    redis.Transport.connection_errors, _ = redis.get_redis_error_classes()


SABOTAGE = {
    "broker": _broker,
    "orphans": _orphans,
    "repeats": _repeats,
    "room": _room,
    "fence": _fence,
    "messages": _messages,
    "patience": _patience,
    "net": _net,
}
