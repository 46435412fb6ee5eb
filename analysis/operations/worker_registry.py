"""Worker registry: a heartbeat row per process; stale rows count as dead.

The same heartbeat touches the file ``LIVENESS_PATH``, which the health check of the process's container reads.
"""

import logging
import os
import socket
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.timezone import now

from analysis.choices import WorkerRole
from analysis.models import AnalysisTask, Worker

logger = logging.getLogger(__name__)

#: Seconds between two heartbeats.
HEARTBEAT_INTERVAL_SECONDS = 10.0
#: Seconds without a heartbeat after which a process counts as dead: three intervals and some slack.
DEAD_AFTER_SECONDS = 35.0
#: Seconds without a heartbeat after which a row is deleted.
DELETE_AFTER_SECONDS = 3600.0


class Heartbeat:
    """The heartbeat of this process."""

    def __init__(self, role: WorkerRole, *, name: str = "", capacity: int = 0) -> None:
        self._identity = {"role": role, "name": name or socket.gethostname(), "pid": os.getpid()}
        self._about = {"version": settings.VERSION, "capacity": capacity, "started_at": now()}
        self._due_at = 0.0

    def beat_if_due(self, *, tasks: Collection[UUID] = (), finished: int = 0) -> None:
        """Touch the file and write the row if HEARTBEAT_INTERVAL_SECONDS have passed; one statement.

        Raises:
            OperationalError, InterfaceError: the database is unavailable. Other database errors are only logged.
        """
        if time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + HEARTBEAT_INTERVAL_SECONDS
        if settings.LIVENESS_PATH is not None:
            try:
                settings.LIVENESS_PATH.touch()
            except OSError as error:
                logger.warning("heartbeat file not updated: %s", error)
        row = Worker(**self._identity, **self._about, seen_at=Now(), tasks=list(tasks), finished=finished)
        changing = [*self._about, "seen_at", "tasks", "finished"]
        try:
            Worker.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=list(self._identity), update_fields=changing
            )
        except OperationalError:
            raise
        except DatabaseError as error:
            logger.warning("heartbeat row not written: %s", error)

    def leave(self) -> None:
        """Delete the row, for a process that exits normally. Raises like :meth:`beat_if_due`."""
        Worker.objects.filter(**self._identity).delete()


@dataclass(frozen=True)
class Running:
    """An analysis that a process reports as running."""

    task_id: UUID
    video_id: str
    step: str | None


@dataclass(frozen=True)
class WorkerState:
    """A process, as of its last heartbeat."""

    role: str
    name: str
    pid: int
    version: str
    capacity: int
    started_at: datetime
    seen_at: datetime
    heartbeat_age_seconds: float
    running: tuple[Running, ...]
    finished: int

    @property
    def is_alive(self) -> bool:
        return self.heartbeat_age_seconds < DEAD_AFTER_SECONDS


def missing_roles(live: Iterable[str]) -> list[str]:
    """Return the roles that no process of the roles ``live`` has: without one of each, analyses wait."""
    return sorted(set(WorkerRole.values) - set(live))


def live_roles() -> QuerySet[Worker, str]:
    """Return the roles of the processes that are alive, each once."""
    margin = timedelta(seconds=DEAD_AFTER_SECONDS)
    # Seen in the future: before the database's clock was set back.
    alive = Worker.objects.filter(seen_at__gt=Now() - margin, seen_at__lt=Now() + margin)
    return alive.order_by().values_list("role", flat=True).distinct()


def list_workers() -> list[WorkerState]:
    """Return the processes that are alive, and those that died recently; two queries."""
    rows = list(Worker.objects.annotate(asked_at=Now()))
    ids = {task_id for row in rows for task_id in row.tasks}
    known = {task.pk: task for task in AnalysisTask.objects.filter(pk__in=ids).only("video_id", "current_step")}
    return [
        WorkerState(
            role=row.role,
            name=row.name,
            pid=row.pid,
            version=row.version,
            capacity=row.capacity,
            started_at=row.started_at,
            seen_at=row.seen_at,
            heartbeat_age_seconds=abs((row.asked_at - row.seen_at).total_seconds()),
            running=tuple(
                Running(task_id, known[task_id].video_id, known[task_id].current_step)
                for task_id in row.tasks
                if task_id in known
            ),
            finished=row.finished,
        )
        for row in rows
    ]


def delete_stale_workers() -> None:
    """Delete the rows of processes that died over DELETE_AFTER_SECONDS ago."""
    age = timedelta(seconds=DELETE_AFTER_SECONDS)
    Worker.objects.filter(Q(seen_at__lt=Now() - age) | Q(seen_at__gt=Now() + age)).delete()
