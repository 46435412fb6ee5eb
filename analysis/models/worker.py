"""Which processes work, as they tell it themselves."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from analysis.choices import WorkerRole


class Worker(models.Model):
    """A process that works: a Celery worker with all its children, or a dispatcher.

    It writes its row every few seconds, also while it has nothing to do (``analysis.operations.worker_registry``).
    """

    role = models.CharField(max_length=10, choices=WorkerRole.choices)
    #: Celery's name of a worker, as in ``AnalysisTask.worker``; the host of a dispatcher.
    name = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    #: How many analyses it can run at once; 0 for a dispatcher.
    capacity = models.PositiveSmallIntegerField(default=0)
    #: The clock of the process.
    started_at = models.DateTimeField()
    #: The clock of the database, so that clocks of machines need not agree.
    seen_at = models.DateTimeField()
    #: Ids of the analyses that it runs.
    tasks = ArrayField(models.UUIDField(), default=list, blank=True)
    #: Analyses since it started: those a worker is through with, those a dispatcher handed out.
    finished = models.PositiveIntegerField(default=0)

    class Meta:
        """As many rows as processes."""

        ordering = ["role", "name", "pid"]
        constraints = [models.UniqueConstraint(fields=["role", "name", "pid"], name="worker_process_once")]

    def __str__(self) -> str:
        """Return the name and the number of the process."""
        return f"{self.name} ({self.pid})"
