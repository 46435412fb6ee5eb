"""Who runs a task: claiming it, keeping the claim alive, noticing that it is gone."""

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

#: Seconds between two looks at the row of a running task: how soon a cancel is noticed.
WATCH_SECONDS = 1.0


@transaction.atomic
def claim(task_id: str | UUID, *, worker: str = "", celery_id: str = "") -> Claim | None:
    """Take a pending or orphaned task; None where there is none to take.

    That is so for a duplicate message and for one that comes before the time until which the task waits.
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
    _tell_that_there_is_room()
    fence: int = AnalysisTask.objects.values_list("fence", flat=True).get(pk=task_id)
    return Claim(UUID(str(task_id)), fence, worker)


def _tell_that_there_is_room() -> None:
    """Call the dispatcher where an analysis waits for room among the messages, of which there is one less now."""
    if AnalysisTask.objects.filter(status=TaskStatus.PENDING, dispatched_at=None).exists():
        notifications.call()


class Lease:
    """A claim that is kept alive; :meth:`check` raises once it should not be."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self._ended = threading.Event()
        self._reason: type[Exception] = CancellationRequested

    def check(self) -> None:
        """Raise CancellationRequested or LeaseLost where the run must stop; costs nothing, call it often."""
        if self._ended.is_set():
            raise self._reason

    def wait(self, seconds: float) -> None:
        """Sleep, but no longer than the claim lasts; raises like :meth:`check`."""
        self._ended.wait(seconds)
        self.check()

    def end(self, reason: type[Exception]) -> None:
        """Have every further :meth:`check` raise ``reason``."""
        self._reason = reason
        self._ended.set()

    def look(self, *, extend: bool) -> None:
        """Look at the row once, and extend the lease where asked."""
        tasks = AnalysisTask.objects.filter(pk=self.claim.task_id)
        mine = tasks.held(self.claim.fence)
        alive = mine.update(lease_until=lease_end()) if extend else mine.exists()
        if not alive:
            taken_over = tasks.filter(status=TaskStatus.PROCESSING).exists()
            self.end(LeaseLost if taken_over else CancellationRequested)


@contextmanager
def keep(claim: Claim, on_tick: Callable[[], None]) -> Iterator[Lease]:
    """Keep ``claim`` alive from a thread of its own while the block runs; ``on_tick`` is called there every second."""
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
    """Look at the row every second and extend the lease in every third part of its length."""
    extend_after = timedelta(seconds=settings.LEASE_SECONDS / 3)
    extended = now()
    try:
        while not stop.wait(min(WATCH_SECONDS, settings.LEASE_SECONDS / 4)):
            due = now() - extended >= extend_after
            try:
                lease.look(extend=due)
                lease.check()
                on_tick()
            except (CancellationRequested, LeaseLost) as reason:
                # The run's own threads learn it from check(), also where it was telling the progress that found out.
                lease.end(type(reason))
                return
            except DatabaseError as error:
                # The database is away: the run goes on, and its next write finds out whether the claim still holds.
                logger.warning("the lease could not be extended: %s", error)
                connection.close()
                continue
            if due:
                extended = now()
    finally:
        connection.close()
