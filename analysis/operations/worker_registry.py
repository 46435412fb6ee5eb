"""The register of working processes: each keeps a row of its own fresh, and whoever is silent is taken for gone."""

import logging
import os
import socket
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.models.functions import Now
from django.utils.timezone import now

from analysis.choices import WorkerRole
from analysis.models import AnalysisTask, Worker

logger = logging.getLogger(__name__)

#: Seconds between two signs of life.
BEAT_SECONDS = 10.0
#: Seconds without one after which a process counts as gone: three beats, and a little for a slow database.
SILENT_SECONDS = 35.0
#: Seconds for which a process that went without a word is still shown.
FORGET_SECONDS = 3600.0


class Presence:
    """The row of this process."""

    def __init__(self, role: WorkerRole, *, name: str = "", capacity: int = 0) -> None:
        self._identity = {"role": role, "name": name or socket.gethostname(), "pid": os.getpid()}
        self._about = {"version": settings.VERSION, "capacity": capacity, "started_at": now()}
        self._due_at = 0.0

    def beat_if_due(self, *, tasks: Collection[UUID] = (), finished: int = 0) -> None:
        """Write the row, where the last time is long enough ago: one statement.

        Raises:
            OperationalError, InterfaceError: the database is away. All else is logged: nobody's work depends on it.
        """
        if time.monotonic() < self._due_at:
            return
        self._due_at = time.monotonic() + BEAT_SECONDS
        row = Worker(**self._identity, **self._about, seen_at=Now(), tasks=list(tasks), finished=finished)
        changing = [*self._about, "seen_at", "tasks", "finished"]
        try:
            Worker.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=list(self._identity), update_fields=changing
            )
        except OperationalError:
            raise
        except DatabaseError as error:
            logger.warning("the sign of life could not be written: %s", error)

    def leave(self) -> None:
        """Remove the row: the process ends as it should. Raises like :meth:`beat_if_due`."""
        Worker.objects.filter(**self._identity).delete()


@dataclass(frozen=True)
class Running:
    """An analysis that a process says it runs."""

    task_id: UUID
    video_id: str
    step: str | None


@dataclass(frozen=True)
class Member:
    """A process, as its last sign of life tells."""

    role: str
    name: str
    pid: int
    version: str
    capacity: int
    started_at: datetime
    seen_at: datetime
    silent_seconds: float
    running: tuple[Running, ...]
    finished: int

    @property
    def is_alive(self) -> bool:
        """Say whether it has shown itself lately."""
        return self.silent_seconds < SILENT_SECONDS


def members() -> list[Member]:
    """Return the processes that live and those that went lately without a word; two queries."""
    rows = list(Worker.objects.annotate(asked_at=Now()))
    ids = {task_id for row in rows for task_id in row.tasks}
    known = {task.pk: task for task in AnalysisTask.objects.filter(pk__in=ids).only("video_id", "current_step")}
    return [_member(row, known) for row in rows]


def _member(row: Worker, known: dict[UUID, AnalysisTask]) -> Member:
    running = (known[task_id] for task_id in row.tasks if task_id in known)
    return Member(
        role=row.role,
        name=row.name,
        pid=row.pid,
        version=row.version,
        capacity=row.capacity,
        started_at=row.started_at,
        seen_at=row.seen_at,
        silent_seconds=(row.asked_at - row.seen_at).total_seconds(),  # type: ignore[attr-defined]  # annotated
        running=tuple(Running(task.pk, task.video_id, task.current_step) for task in running),
        finished=row.finished,
    )


def forget_the_silent() -> None:
    """Remove the rows of processes that went long ago."""
    Worker.objects.filter(seen_at__lt=Now() - timedelta(seconds=FORGET_SECONDS)).delete()
