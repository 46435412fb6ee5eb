"""Hands pending and orphaned analyses to Celery.

PostgreSQL is the queue; the broker only carries messages that may be lost. A task that was handed out, not claimed in
time, and whose message is not in the broker any more is handed out again, a task whose lease ran out is handed to
another worker, and one that no worker survives is given up.
"""

import logging
import threading
import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.timezone import now
from kombu.exceptions import OperationalError as BrokerError
from structlog.contextvars import bound_contextvars

from analysis import counters
from analysis.choices import Queue, TaskStatus, WorkerRole
from analysis.execution import lifecycle, notifications
from analysis.models import AnalysisTask
from analysis.models.task import AnalysisTaskQuerySet
from analysis.operations import retention, worker_registry
from analysis.support import heartbeat_file, tracing
from analysis.tasks import run_analysis

logger = logging.getLogger(__name__)

#: Seconds between two looks when nobody calls; the net under a lost NOTIFY.
POLL_SECONDS = 1.0
#: Seconds that a call is given to be joined by others: claims come in bursts, and one look answers them all.
GATHER_SECONDS = 0.02
#: Seconds between two clean-ups.
CLEAN_SECONDS = 3600.0


def run_forever(stop: threading.Event) -> None:
    """Dispatch until ``stop`` is set; a database that is away is waited for."""
    clean_at = 0.0
    handed_out = 0
    presence = worker_registry.Presence(WorkerRole.DISPATCHER)
    while not stop.is_set():
        try:
            notifications.listen()
            while not stop.is_set():
                handed_out += look()
                heartbeat_file.show()
                presence.beat_if_due(finished=handed_out)
                # A batch a look, so that new tasks do not wait for old ones to be removed.
                if time.monotonic() >= clean_at and not retention.clean():
                    clean_at = time.monotonic() + CLEAN_SECONDS
                _wait_for_call()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database is away, trying again: %s", error)
            connection.close()
            stop.wait(POLL_SECONDS)
    _leave(presence)


def _leave(presence: worker_registry.Presence) -> None:
    try:
        presence.leave()
    except (OperationalError, InterfaceError) as error:
        logger.info("the row of this process stays: %s", error)
    finally:
        connection.close()


def look() -> int:
    """Give up what no worker survives, hand out what is due; return how many were handed out."""
    for task in _exhausted():
        with bound_contextvars(**task.log_fields()):
            if lifecycle.given_up(task.pk, task.fence):
                logger.error("given up after %s attempts", settings.MAX_ATTEMPTS)
    return sum(_dispatch(queue) for queue in Queue.values)


def _dispatch(queue: str) -> int:
    """Hand out what is due to the workers of one queue: a backlog in one holds up no other."""
    tasks = AnalysisTask.objects.active().filter(queue=queue)
    _spare_what_waits_in_the_broker(tasks, queue)
    return _hand_out(_take_due(tasks))


def _wait_for_call() -> None:
    """Return when a task was created, claimed or given back, after a second at the latest."""
    # psycopg is asked past Django, which would have turned its errors into those that run_forever knows.
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            pass
        time.sleep(GATHER_SECONDS)
        for _ in connection.connection.notifies(timeout=0):
            pass


def _exhausted() -> list[AnalysisTask]:
    tasks = AnalysisTask.objects.orphaned().filter(attempts__gte=settings.MAX_ATTEMPTS)
    return list(tasks.only("fence", "request_id", "owner_id"))


def _spare_what_waits_in_the_broker(tasks: AnalysisTaskQuerySet, queue: str) -> None:
    """Count what was handed out long ago as handed out now, as far as the broker holds a message for each.

    It does not say for which. Where it holds too few, the oldest are handed out again: they come first in the broker,
    so theirs are gone first. A message too many does nothing.
    """
    moment = now()
    unclaimed = tasks.claimable().exclude(dispatched_at=None)
    overdue = unclaimed.filter(_is_overdue(moment)).order_by("created_at").values_list("pk", flat=True)
    if not overdue.exists():
        return
    lost = max(0, unclaimed.count() - _messages(queue))
    AnalysisTask.objects.filter(pk__in=list(overdue[lost:])).update(dispatched_at=moment)


def _messages(queue: str) -> int:
    """Return how many messages wait in a queue of the broker, 0 where it does not say."""
    with run_analysis.app.connection_for_write() as broker:
        try:
            # Of a queue that is there already, this only asks how long it is.
            channel: Any = broker.default_channel  # the types know only what all transports have
            return int(channel.queue_declare(queue=queue).message_count)
        except broker.connection_errors + broker.channel_errors as error:
            logger.warning("the broker does not say how many messages it holds: %s", error)
            return 0


@transaction.atomic
def _take_due(tasks: AnalysisTaskQuerySet) -> list[AnalysisTask]:
    """Mark what is due as handed out and return it, oldest first; several dispatchers may run, each takes others."""
    moment = now()
    waiting = tasks.exclude(dispatched_at=None).exclude(_is_overdue(moment)).count()
    free = settings.DISPATCH_WINDOW - waiting
    if free <= 0:
        return []
    due = (
        tasks.claimable()
        .filter(_not_in_the_broker(moment))
        .order_by("created_at")
        .select_for_update(skip_locked=True)
        .only("request_id", "owner_id", "traceparent", "queue", "status", "not_before", "dispatched_at")
    )
    taken = list(due[:free])
    if expired := sum(map(_lost_its_worker, taken)):
        counters.add("leases_expired", expired)
    AnalysisTask.objects.filter(pk__in=[task.pk for task in taken]).update(dispatched_at=moment)
    return taken


def _lost_its_worker(task: AnalysisTask) -> bool:
    """Say whether a task is handed out first since its lease ran out; one that was given back has a time to begin."""
    return task.status == TaskStatus.PROCESSING and task.not_before is None and task.dispatched_at is None


def _not_in_the_broker(moment: datetime) -> Q:
    """Match what was never handed out, or so long ago that the broker has lost it."""
    return Q(dispatched_at=None) | _is_overdue(moment)


def _is_overdue(moment: datetime) -> Q:
    """Match what was handed out, or was last seen in the broker, longer ago than a claim should take."""
    return Q(dispatched_at__lte=moment - timedelta(seconds=settings.LEASE_SECONDS))


def _hand_out(tasks: list[AnalysisTask]) -> int:
    """Publish each task's id; where the broker does not take it, put the rest back for the next look."""
    for sent, task in enumerate(tasks):
        try:
            _publish(task)
        except (BrokerError, OSError) as error:
            logger.warning("the broker took %s of %s tasks, the rest waits: %s", sent, len(tasks), error)
            AnalysisTask.objects.filter(pk__in=[task.pk for task in tasks[sent:]]).update(dispatched_at=None)
            return sent
    return len(tasks)


def _publish(task: AnalysisTask) -> None:
    fields = task.log_fields()
    with bound_contextvars(**fields), tracing.span("hand out", parent=task.traceparent, task_id=fields["task_id"]):
        run_analysis.apply_async((str(task.pk),), retry=False, queue=task.queue)
        logger.info("handed out")
