"""Leases: claim a task, keep the claim alive, and detect that it was lost."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import copy_context
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Coalesce, Greatest, Now
from django.utils.timezone import now

from analysis.choices import Priority, TaskStatus
from analysis.exceptions import CancellationRequested, LeaseLost
from analysis.execution import notifications
from analysis.execution.lifecycle import Claim, lease_end
from analysis.models import AnalysisTask

logger = logging.getLogger(__name__)

#: Seconds between two checks of a running task's row. A cancel is noticed within this time.
POLL_INTERVAL_SECONDS = 1.0
#: A library that releases the GIL for microseconds at a time takes it back before the thread that extends the lease
#: wakes up, and the interpreter forces no switch. So a run pauses for PAUSE_SECONDS, at most once in
#: PAUSE_INTERVAL_SECONDS.
PAUSE_SECONDS, PAUSE_INTERVAL_SECONDS = 0.0005, 0.05


@transaction.atomic
def claim_task(task_id: str | UUID, *, worker: str = "", celery_id: str = "") -> Claim | None:
    """Claim a pending or orphaned task; return None if it cannot be claimed.

    A task cannot be claimed while another worker runs it, after it has ended, or before its ``not_before``. A member of
    a batch gives way to a single analysis whose message is behind its own, and goes back to the dispatcher.
    """
    singles = AnalysisTask.objects.active().claimable().filter(status=TaskStatus.PENDING, priority=Priority.SINGLE)
    ahead = singles.filter(queue=OuterRef("queue"), dispatched_at__isnull=False)
    member = AnalysisTask.objects.filter(pk=task_id, status=TaskStatus.PENDING, priority=Priority.BATCH_MEMBER)
    if member.filter(Exists(ahead)).update(dispatched_at=None):
        return None
    taken = (
        AnalysisTask.objects.filter(pk=task_id)
        .claimable()
        .update(
            status=TaskStatus.PROCESSING,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_until=lease_end(),
            started_at=Coalesce("started_at", Now()),
            updated_at=now(),
            not_before=None,
            dispatched_at=None,
            worker=worker,
            celery_id=celery_id,
        )
    )
    if not taken:
        return None
    notify_if_tasks_wait()
    fence: int = AnalysisTask.objects.values_list("fence", flat=True).get(pk=task_id)
    return Claim(UUID(str(task_id)), fence, worker)


def uncount_attempt(claim: Claim) -> None:
    """Take back the attempt that ``claim`` counted; the task stays claimed until its lease expires."""
    with suppress(DatabaseError):  # what cannot be written stays counted
        claimed = AnalysisTask.objects.filter(pk=claim.task_id).leased_by(claim.fence)
        claimed.update(attempts=Greatest(F("attempts") - 1, 0))


def is_lack_of_resources(error: DatabaseError) -> bool:
    """Return whether PostgreSQL's disk is full, or it has no memory or connection left: no fault of a task.

    Source: https://www.postgresql.org/docs/current/errcodes-appendix.html (class 53)
    """
    return str(getattr(error.__cause__, "sqlstate", None)).startswith("53")


def notify_if_tasks_wait() -> None:
    """Notify the dispatcher if a task waits to be dispatched: the broker now holds one message less."""
    if AnalysisTask.objects.filter(status=TaskStatus.PENDING, dispatched_at=None).exists():
        notifications.notify_dispatcher()


class Lease:
    """A claim that is kept alive; :meth:`check` raises once the run must stop."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.ended = threading.Event()
        self._reason: type[Exception] = CancellationRequested
        self._extended_at = self._paused_at = time.monotonic()

    def check(self) -> None:
        """Raise CancellationRequested or LeaseLost if the run must stop, and let other threads work.

        It is cheap, so call it often.
        """
        if self.ended.is_set():
            raise self._reason
        moment = time.monotonic()
        if moment - self._paused_at > PAUSE_INTERVAL_SECONDS:
            self._paused_at = moment
            time.sleep(PAUSE_SECONDS)

    def wait(self, seconds: float) -> None:
        """Sleep until the time is over or the lease ends; raises like :meth:`check`."""
        self.ended.wait(seconds)
        self.check()

    def end(self, reason: type[Exception]) -> None:
        """Make every further :meth:`check` raise ``reason``."""
        self._reason = reason
        self.ended.set()

    def refresh(self) -> None:
        """Check the row, and extend the claim three times within its length; end the lease if it no longer holds."""
        moment = time.monotonic()
        is_due = moment - self._extended_at >= settings.LEASE_SECONDS / 3
        tasks = AnalysisTask.objects.filter(pk=self.claim.task_id)
        held = tasks.leased_by(self.claim.fence)
        if not (held.update(lease_until=lease_end()) if is_due else held.exists()):
            taken_over = tasks.filter(status=TaskStatus.PROCESSING).exists()
            self.end(LeaseLost if taken_over else CancellationRequested)
        elif is_due:
            self._extended_at = moment


@contextmanager
def keep_alive(claim: Claim) -> Iterator[Lease]:
    """Keep ``claim`` alive from a thread while the block runs."""
    lease = Lease(claim)
    thread = threading.Thread(target=copy_context().run, args=(_refresh_regularly, lease), name="lease", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        lease.end(CancellationRequested)
        thread.join()


def _refresh_regularly(lease: Lease) -> None:
    try:
        while not lease.ended.wait(min(POLL_INTERVAL_SECONDS, settings.LEASE_SECONDS / 4)):
            try:
                lease.refresh()
            except DatabaseError as error:
                # The run continues without the database; its next write shows whether the claim still holds.
                logger.warning("lease not extended: %s", error)
                connection.close()
    finally:
        connection.close()
