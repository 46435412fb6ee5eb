"""Dispatcher: sends pending and orphaned analyses to Celery.

PostgreSQL is the queue; the broker only carries messages, which may be lost. The dispatcher sends a task again when no
worker has claimed it in time and its message is no longer in the broker, and when its lease has expired. It fails a
task whose attempts are used up.
"""

import logging
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from celery import Task
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q
from django.utils.timezone import now
from structlog.contextvars import bound_contextvars

from analysis import counters
from analysis.batches import checking, feeding
from analysis.choices import Priority, Queue, TaskStatus, WorkerRole
from analysis.execution import clock_changes, lifecycle, notifications
from analysis.execution.broker import Broker, BrokerUnavailable
from analysis.models import AnalysisTask
from analysis.models.task import AnalysisTaskQuerySet
from analysis.operations import retention, worker_registry
from analysis.support import tracing
from analysis.tasks import check_follow, list_batch, run_analysis

logger = logging.getLogger(__name__)

#: Seconds between two polls without a notification; the fallback for a lost NOTIFY.
POLL_INTERVAL_SECONDS = 1.0
#: Seconds to wait for further notifications after the first: claims come in bursts, and one poll serves them all.
DEBOUNCE_SECONDS = 0.02
#: Seconds between two runs of the retention clean-up.
CLEANUP_INTERVAL_SECONDS = 3600.0

#: Seconds between two checks how the members of batches have ended, and whether the clock was set back.
ADVANCE_INTERVAL_SECONDS = 0.5

broker = Broker(run_analysis.app)


def run_forever(stop: threading.Event) -> None:
    """Dispatch until ``stop`` is set; keep trying while the database or the broker is unavailable."""
    clean_at = advance_at = 0.0
    dispatched = 0
    heartbeat = worker_registry.Heartbeat(WorkerRole.DISPATCHER)
    while not stop.is_set():
        try:
            notifications.listen()
            while not stop.is_set():
                if time.monotonic() >= advance_at:
                    clock_changes.shorten_waits()
                    advance_batches()
                    advance_at = time.monotonic() + ADVANCE_INTERVAL_SECONDS
                dispatched += dispatch_due_tasks()
                heartbeat.beat_if_due(finished=dispatched)
                # One batch per poll, so that new tasks do not wait while old ones are deleted.
                if time.monotonic() >= clean_at and not retention.delete_expired_batch():
                    clean_at = time.monotonic() + CLEANUP_INTERVAL_SECONDS
                _wait_for_notification()
        except (OperationalError, InterfaceError) as error:
            logger.warning("database unavailable, retrying: %s", error)
            connection.close()
            stop.wait(POLL_INTERVAL_SECONDS)
    try:
        heartbeat.leave()
    except (OperationalError, InterfaceError) as error:
        logger.info("heartbeat row not removed: %s", error)
    finally:
        connection.close()


def dispatch_due_tasks() -> int:
    """Fail tasks whose attempts are used up, dispatch those that are due, and return how many were dispatched."""
    exhausted = AnalysisTask.objects.orphaned().filter(attempts__gte=settings.MAX_ATTEMPTS)
    for task in exhausted.only("fence", "request_id", "owner_id"):
        with bound_contextvars(**task.log_fields()):
            if lifecycle.fail_after_max_attempts(task.pk, task.fence):
                logger.error("task failed after %s attempts", settings.MAX_ATTEMPTS)
    dispatched = 0
    if broker.is_paused():
        return dispatched
    with suppress(BrokerUnavailable):  # which has logged it
        for queue in Queue.values:  # each on its own, so that a backlog in one does not delay another
            tasks = AnalysisTask.objects.active().filter(queue=queue)
            _postpone_queued(tasks, queue)
            dispatched += _publish_all(_take_due(tasks))
    return dispatched


def advance_batches() -> None:
    """Feed members of batches, and have workers read playlists and channels."""
    try:
        feeding.advance()
        if broker.is_paused():
            return
        _send_to_workers(list_batch, feeding.take_unlisted())
        _send_to_workers(check_follow, checking.take_due())
    except BrokerUnavailable:
        pass  # which has logged it; what was taken is due again after a lease
    except (OperationalError, InterfaceError):
        raise
    except Exception:  # single analyses are dispatched whatever is wrong with a batch
        logger.exception("batches could not be advanced, trying again")


def _send_to_workers(task: Task[[str], str], ids: list[str]) -> None:
    if not ids:
        return
    with broker.connect() as connected:
        producer = connected.Producer(auto_declare=False)
        for each in ids:
            task.apply_async((each,), retry=False, queue=Queue.ANALYSIS, producer=producer)
            logger.info("%s dispatched", task.name, extra={"id": each})


def _wait_for_notification() -> None:
    """Return when a task was created, claimed or released, after POLL_INTERVAL_SECONDS at the latest."""
    # Calls psycopg directly; run_forever expects Django's exceptions.
    with connection.wrap_database_errors:
        for _ in connection.connection.notifies(timeout=POLL_INTERVAL_SECONDS, stop_after=1):
            pass
        time.sleep(DEBOUNCE_SECONDS)
        for _ in connection.connection.notifies(timeout=0):
            pass


def _postpone_queued(tasks: AnalysisTaskQuerySet, queue: str) -> None:
    """Reset the redelivery timer of overdue tasks whose message is still in the broker.

    The broker reports only how many messages it holds. Where these are fewer than the unclaimed tasks, the oldest of
    the overdue are left to be sent again: their messages were first in the queue, so they were lost first. A surplus
    message does no harm.
    """
    moment = now()
    unclaimed = tasks.claimable().exclude(dispatched_at=None)
    overdue = unclaimed.filter(_is_overdue(moment)).order_by("created_at").values_list("pk", flat=True)
    if not overdue.exists():
        return
    with broker.connect() as connected:
        # Declaring an existing queue, as workers declare it, only reads its length.
        declared: Any = run_analysis.app.amqp.queues[queue](connected.default_channel).queue_declare()
        waiting = int(declared.message_count)
    lost = max(0, unclaimed.count() - waiting)
    AnalysisTask.objects.filter(pk__in=list(overdue[lost:])).update(dispatched_at=moment)


@transaction.atomic
def _take_due(tasks: AnalysisTaskQuerySet) -> list[AnalysisTask]:
    """Mark due tasks as dispatched and return them, by priority; concurrent dispatchers take different tasks."""
    moment = now()
    waiting = tasks.exclude(dispatched_at=None).exclude(_is_overdue(moment)).count()
    free = settings.DISPATCH_WINDOW - waiting
    if free <= 0:
        return []
    # No member of a batch goes to the broker, where it could not be overtaken, while a single analysis waits.
    singles = tasks.filter(priority=Priority.SINGLE, status=TaskStatus.PENDING)
    if singles.filter(Q(not_before=None) | Q(not_before__lte=moment)).exists():
        tasks = tasks.filter(priority=Priority.SINGLE)
    due = (
        tasks.claimable()
        .filter(needs_message(moment))
        .order_by("priority", "created_at")
        .select_for_update(skip_locked=True)
        .only("request_id", "owner_id", "traceparent", "queue", "status", "not_before", "dispatched_at")
    )
    taken = list(due[:free])
    AnalysisTask.objects.filter(pk__in=[task.pk for task in taken]).update(dispatched_at=moment)
    return taken


def needs_message(moment: datetime) -> Q:
    """Match tasks that were never dispatched, or so long ago that their message counts as lost."""
    return Q(dispatched_at=None) | _is_overdue(moment)


def _is_overdue(moment: datetime) -> Q:
    """Match tasks dispatched, or last seen in the broker, longer ago than a claim should take."""
    return Q(dispatched_at__lte=moment - timedelta(seconds=settings.LEASE_SECONDS))


def _publish_all(tasks: list[AnalysisTask]) -> int:
    """Publish each task's id and return how many were sent; the rest stay due where the broker fails."""
    if not tasks:
        return 0
    sent = 0
    try:
        with broker.connect() as connected:
            producer = connected.Producer(auto_declare=False)
            for task in tasks:
                task_id = str(task.pk)
                trace = tracing.span("dispatch", parent=task.traceparent, task_id=task_id)
                with bound_contextvars(**task.log_fields()), trace:
                    run_analysis.apply_async((task_id,), retry=False, queue=task.queue, producer=producer)
                    logger.info("task dispatched")
                sent += 1
    except BrokerUnavailable:
        AnalysisTask.objects.filter(pk__in=[task.pk for task in tasks[sent:]]).update(dispatched_at=None)
    # Dispatched for the first time since the lease expired; a task that its worker has released has ``not_before``.
    expired = [
        task
        for task in tasks[:sent]
        if task.status == TaskStatus.PROCESSING and task.not_before is None and task.dispatched_at is None
    ]
    if expired:
        counters.add("leases_expired", len(expired))
    return sent
