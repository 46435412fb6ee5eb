"""Leases: claim a task, keep the claim alive, and detect that it was lost."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.exceptions import CancellationRequested, LeaseLost
from analysis.execution import notifications
from analysis.execution.lifecycle import Claim, lease_end
from analysis.models import AnalysisTask

logger = logging.getLogger(__name__)

#: Seconds between two checks of a running task's row. A cancel is noticed within this time.
POLL_INTERVAL_SECONDS = 1.0


@transaction.atomic
def claim_task(task_id: str | UUID, *, worker: str = "", celery_id: str = "") -> Claim | None:
    """Claim a pending or orphaned task; return None if it cannot be claimed.

    A task cannot be claimed while another worker runs it, after it has ended, or before its ``not_before``.
    """
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
    _notify_if_tasks_wait()
    fence: int = AnalysisTask.objects.values_list("fence", flat=True).get(pk=task_id)
    return Claim(UUID(str(task_id)), fence, worker)


def _notify_if_tasks_wait() -> None:
    """Notify the dispatcher if a task waits to be dispatched: the broker now holds one message less."""
    if AnalysisTask.objects.filter(status=TaskStatus.PENDING, dispatched_at=None).exists():
        notifications.notify_dispatcher()


class Lease:
    """A claim that is kept alive; :meth:`check` raises once the run must stop."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self._ended = threading.Event()
        self._reason: type[Exception] = CancellationRequested

    def check(self) -> None:
        """Raise CancellationRequested or LeaseLost if the run must stop; cheap, so call it often."""
        if self._ended.is_set():
            raise self._reason

    def wait(self, seconds: float) -> None:
        """Sleep until the time is over or the lease ends; raises like :meth:`check`."""
        self._ended.wait(seconds)
        self.check()

    def end(self, reason: type[Exception]) -> None:
        """Make every further :meth:`check` raise ``reason``."""
        self._reason = reason
        self._ended.set()

    def refresh(self, *, extend: bool) -> None:
        """Check the row once, and end this lease if the claim no longer holds; ``extend`` renews it."""
        tasks = AnalysisTask.objects.filter(pk=self.claim.task_id)
        held = tasks.leased_by(self.claim.fence)
        if not (held.update(lease_until=lease_end()) if extend else held.exists()):
            taken_over = tasks.filter(status=TaskStatus.PROCESSING).exists()
            self.end(LeaseLost if taken_over else CancellationRequested)


@contextmanager
def keep_alive(claim: Claim, on_tick: Callable[[], None]) -> Iterator[Lease]:
    """Keep ``claim`` alive from its own thread while the block runs; the thread calls ``on_tick`` every second."""
    lease, stop = Lease(claim), threading.Event()
    thread = threading.Thread(
        target=copy_context().run, args=(_heartbeat, lease, stop, on_tick), name="lease", daemon=True
    )
    thread.start()
    try:
        yield lease
    finally:
        stop.set()
        thread.join()


def _heartbeat(lease: Lease, stop: threading.Event, on_tick: Callable[[], None]) -> None:
    """Check the row every second and extend the lease three times within its length."""
    extend_after = timedelta(seconds=settings.LEASE_SECONDS / 3)
    extended = now()
    try:
        while not stop.wait(min(POLL_INTERVAL_SECONDS, settings.LEASE_SECONDS / 4)):
            due = now() - extended >= extend_after
            try:
                lease.refresh(extend=due)
                lease.check()
                on_tick()
            except (CancellationRequested, LeaseLost) as reason:
                # on_tick writes progress, so it may be the first to notice. The run's threads learn it from check().
                lease.end(type(reason))
                return
            except DatabaseError as error:
                # The run continues without the database; its next write shows whether the claim still holds.
                logger.warning("lease not extended: %s", error)
                connection.close()
                continue
            if due:
                extended = now()
    finally:
        connection.close()
