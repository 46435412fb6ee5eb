"""Registered worker and dispatcher processes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analysis.choices import WorkerRole


class Worker(models.Model):
    """One process: a Celery worker including its children, or a dispatcher.

    Each process updates its row every few seconds, also while idle (``analysis.operations.worker_registry``).
    """

    role = models.CharField(max_length=10, choices=WorkerRole.choices)
    #: Celery's name of a worker, as in ``AnalysisTask.worker``; the host name of a dispatcher.
    name = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    #: How many analyses it can run at once; 0 for a dispatcher.
    capacity = models.PositiveSmallIntegerField(default=0)
    #: By the clock of the process.
    started_at = models.DateTimeField()
    #: By the clock of the database, so that the clocks of machines need not agree.
    seen_at = models.DateTimeField()
    #: Ids of the analyses that it runs.
    tasks = ArrayField(models.UUIDField(), default=list, blank=True)
    #: Analyses since it started: finished by a worker, or sent by a dispatcher.
    finished = models.PositiveIntegerField(default=0)

    class Meta:
        """One row per process."""

        ordering = ["role", "name", "pid"]
        constraints = [models.UniqueConstraint(fields=["role", "name", "pid"], name="worker_process_once")]

    def __str__(self) -> str:
        """Return the name and the process id."""
        return f"{self.name} ({self.pid})"
