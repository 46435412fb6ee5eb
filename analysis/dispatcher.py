"""Hands pending and orphaned analyses to Celery.

PostgreSQL is the queue; the broker only carries messages that may be lost. A task that was handed out and not claimed
in time is handed out again, a task whose lease ran out is handed to another worker, and one that no worker survives is
given up.
"""

import logging
import threading
import time
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.timezone import now
from kombu.exceptions import OperationalError as BrokerError

from analysis import housekeeping, lifecycle, registry, wakeups
from analysis.choices import WorkerRole
from analysis.models import AnalysisTask
from analysis.tasks import run_analysis

logger = logging.getLogger(__name__)

#: Seconds between two looks when nobody calls; the net under a lost NOTIFY.
POLL_SECONDS = 1.0
#: Seconds between two clean-ups.
CLEAN_SECONDS = 3600.0


def run_forever(stop: threading.Event) -> None:
    """Dispatch until ``stop`` is set; a database that is away is waited for."""
    clean_at = 0.0
    handed_out = 0
    presence = registry.Presence(WorkerRole.DISPATCHER)
    while not stop.is_set():
        try:
            wakeups.listen()
            while not stop.is_set():
                handed_out += look()
                presence.beat_if_due(finished=handed_out)
                # A batch a look, so that new tasks do not wait for old ones to be removed.
                if time.monotonic() >= clean_at and not housekeeping.clean():
                    clean_at = time.monotonic() + CLEAN_SECONDS
                _wait_for_call()
        except (OperationalError, InterfaceError) as error:
            logger.warning("the database is away, trying again: %s", error)
            connection.close()
            stop.wait(POLL_SECONDS)
    _leave(presence)


def _leave(presence: registry.Presence) -> None:
    try:
        presence.leave()
    except (OperationalError, InterfaceError) as error:
        logger.info("the row of this process stays: %s", error)
    finally:
        connection.close()


def look() -> int:
    """Give up what no worker survives, hand out what is due; return how many were handed out."""
    for task_id, fence in _exhausted():
        if lifecycle.given_up(task_id, fence):
            logger.error("task %s: given up after %s attempts", task_id, settings.MAX_ATTEMPTS)
    due = _take_due()
    return _hand_out(due)


def _wait_for_call() -> None:
    """Return when a task was created or given back, after a second at the latest."""
    # psycopg is asked past Django, which would have turned its errors into those that run_forever knows.
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=POLL_SECONDS, stop_after=1):
            return


def _exhausted() -> list[tuple[UUID, int]]:
    tasks = AnalysisTask.objects.orphaned().filter(attempts__gte=settings.MAX_ATTEMPTS)
    return list(tasks.values_list("pk", "fence"))


@transaction.atomic
def _take_due() -> list[UUID]:
    """Mark what is due as handed out and return it, oldest first; several dispatchers may run, each takes others."""
    moment = now()
    tasks = AnalysisTask.objects.active()
    waiting = tasks.filter(dispatched_at__gt=moment - timedelta(seconds=settings.LEASE_SECONDS)).count()
    free = settings.DISPATCH_WINDOW - waiting
    if free <= 0:
        return []
    due = (
        tasks.claimable()
        .filter(_not_in_the_broker(moment))
        .order_by("created_at")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    taken = list(due[:free])
    AnalysisTask.objects.filter(pk__in=taken).update(dispatched_at=moment)
    return taken


def _not_in_the_broker(moment: datetime) -> Q:
    """Match what was never handed out, or so long ago that the broker must have lost it."""
    return Q(dispatched_at=None) | Q(dispatched_at__lte=moment - timedelta(seconds=settings.LEASE_SECONDS))


def _hand_out(task_ids: list[UUID]) -> int:
    """Publish each task's id; where the broker does not take it, put the rest back for the next look."""
    for sent, task_id in enumerate(task_ids):
        try:
            run_analysis.apply_async((str(task_id),), retry=False)
        except (BrokerError, OSError) as error:
            logger.warning("the broker took %s of %s tasks, the rest waits: %s", sent, len(task_ids), error)
            AnalysisTask.objects.filter(pk__in=task_ids[sent:]).update(dispatched_at=None)
            return sent
    return len(task_ids)
