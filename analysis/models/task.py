"""An analysis, its steps and its history."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from analysis.choices import Queue, StepName, StepStatus, TaskStatus


class AnalysisTaskQuerySet(models.QuerySet["AnalysisTask"]):
    """Sets of analyses that have a name."""

    def active(self) -> "AnalysisTaskQuerySet":
        """Return those that have not ended."""
        return self.filter(status__in=TaskStatus.active())

    def orphaned(self) -> "AnalysisTaskQuerySet":
        """Return those whose worker is gone, or has given them back."""
        return self.filter(status=TaskStatus.PROCESSING, lease_until__lte=now())

    def paused(self) -> "AnalysisTaskQuerySet":
        """Return those that wait for a stated time before they go on."""
        return self.active().filter(not_before__gt=now())

    def unheld(self) -> "AnalysisTaskQuerySet":
        """Return those that have not ended and that nobody runs."""
        return self.filter(Q(status=TaskStatus.PENDING) | Q(status=TaskStatus.PROCESSING, lease_until__lte=now()))

    def claimable(self) -> "AnalysisTaskQuerySet":
        """Return those that a worker may take now."""
        return self.unheld().filter(Q(not_before=None) | Q(not_before__lte=now()))

    def held(self, fence: int) -> "AnalysisTaskQuerySet":
        """Return those that are being run by whoever holds ``fence``."""
        return self.filter(status=TaskStatus.PROCESSING, fence=fence)


class AnalysisTask(models.Model):
    """One video to analyse: the queue entry, its state, and in the end its finding.

    ``status`` is only ever written by ``lifecycle``, ``leases`` and ``retries`` of ``analysis.execution``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: made without a login, visible to whoever holds the id.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="analyses"
    )
    #: Against whom it counts while it is active (``analysis.access.client_identity``): whoever asked for it last.
    #: Empty: nobody.
    caller = models.CharField(max_length=64, blank=True, default="", db_default="")
    #: As the caller gave it; what is fetched is built anew from ``video_id``.
    youtube_url = models.CharField(max_length=2048)
    video_id = models.CharField(max_length=64)
    #: Complete: defaults are filled in at creation.
    options = models.JSONField(default=dict)
    #: The ``X-Request-ID`` of the POST, to be found in every log line of this analysis.
    request_id = models.CharField(max_length=64, blank=True)
    #: The place of that request in a trace; empty where nothing is traced.
    traceparent = models.CharField(max_length=55, blank=True, db_default="")

    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.PENDING)
    current_step = models.CharField(max_length=20, choices=StepName.choices, null=True, blank=True)  # noqa: DJ001 (null on the wire)
    #: 0 to 100.
    progress = models.PositiveSmallIntegerField(default=0)
    #: The last thing said to the viewer.
    message = models.CharField(max_length=500, blank=True)
    #: ``[{"code", "message", "step", "severity"}]``
    warnings = models.JSONField(default=list, blank=True)
    #: The finding, as clients get it; None until completed.
    result_data = models.JSONField(null=True, blank=True)
    #: How the finding was made: step seconds, models, versions.
    result_metadata = models.JSONField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    error_step = models.CharField(max_length=20, choices=StepName.choices, blank=True)
    error_retryable = models.BooleanField(default=False)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    #: Worked out from measured step durations; None until there are any.
    estimated_completion = models.DateTimeField(null=True, blank=True)

    #: Number of the newest event; counters never scan the log.
    last_seq = models.PositiveIntegerField(default=0)
    #: Rises with every claim. Whoever writes must still hold the newest one.
    fence = models.PositiveIntegerField(default=0)
    #: Until when the claim holds without a heartbeat; None while nobody runs it.
    lease_until = models.DateTimeField(null=True, blank=True)
    #: Celery's queue that it is handed out to. The default is the database's too: a deploy has older code insert rows.
    queue = models.CharField(
        max_length=20, choices=Queue.choices, default=Queue.ANALYSIS, db_default=Queue.ANALYSIS.value
    )
    #: When the dispatcher last gave the task to Celery; None while it has yet to.
    dispatched_at = models.DateTimeField(null=True, blank=True)
    #: Not handed out before this time; set when a run gives the task back to wait.
    not_before = models.DateTimeField(null=True, blank=True)
    #: Claims since the last finished step.
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Celery's own id of the newest run.
    celery_id = models.CharField(max_length=64, blank=True)
    #: Name of the worker process that ran it last.
    worker = models.CharField(max_length=200, blank=True)

    objects = AnalysisTaskQuerySet.as_manager()

    class Meta:
        """Constraints hold what the code promises; each index serves a list that exists."""

        db_table = "analysis_tasks"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=100), name="task_progress_percent"),
            models.CheckConstraint(
                condition=Q(status__in=TaskStatus.values),
                name="task_status_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[s.value for s in TaskStatus.ended()], completed_at__isnull=False)
                | Q(status__in=[s.value for s in TaskStatus.active()], completed_at__isnull=True),
                name="task_ended_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status=TaskStatus.COMPLETED) | Q(result_data__isnull=False),
                name="task_completed_has_result",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="task_newest"),
            models.Index(fields=["owner", "-created_at"], name="task_owner_newest"),
            models.Index(fields=["video_id", "-created_at"], name="task_video_newest"),
            # The lists that staff filter.
            models.Index(fields=["status", "-created_at", "-id"], name="task_status_newest"),
            models.Index(
                fields=["error_code", "-created_at", "-id"], condition=~Q(error_code=""), name="task_error_newest"
            ),
            models.Index(fields=["request_id"], condition=~Q(request_id=""), name="task_request"),
            # The failures of the day.
            models.Index(
                fields=["completed_at", "error_code"],
                condition=Q(status=TaskStatus.FAILED.value),
                name="task_failed_latest",
            ),
            # What housekeeping removes first.
            models.Index(
                fields=["completed_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.ended()]),
                name="task_ended_oldest",
            ),
            # What the dispatcher looks at every second: small, whatever the size of the table.
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.active()]),
                name="task_active_oldest",
            ),
            # How many a caller has under way.
            models.Index(
                fields=["caller"],
                condition=Q(status__in=[s.value for s in TaskStatus.active()]),
                name="task_active_caller",
            ),
        ]

    def __str__(self) -> str:
        """Return the video and the state, for lists in the admin."""
        return f"{self.video_id} ({self.status})"

    def log_fields(self) -> dict[str, str | int | None]:
        """Return what every log line about this analysis carries."""
        return {"task_id": str(self.pk), "request_id": self.request_id or None, "user": self.owner_id}


class StepRun(models.Model):
    """One step of one analysis: its state, its duration, and what it left for the steps after it."""

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=20, choices=StepName.choices)
    #: Place in the workflow, from 0.
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=StepStatus.choices, default=StepStatus.PENDING)
    #: 0 to 100.
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: How often the step was finished. More than once is a bug that the database refuses.
    completions = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    #: What later steps need and no table holds; JSON.
    output = models.JSONField(null=True, blank=True)
    #: What the step found, in figures.
    facts = models.JSONField(default=dict, blank=True)
    #: The last failure, for the admin.
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)

    class Meta:
        """One row a step."""

        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "name"], name="step_once_a_task"),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=100), name="step_progress_percent"),
            models.CheckConstraint(condition=Q(completions__lte=1), name="step_completed_once"),
        ]
        indexes = [
            # Newest durations of a step, for estimates.
            models.Index(
                fields=["name", "-completed_at"], condition=Q(status=StepStatus.COMPLETED.value), name="step_durations"
            ),
        ]

    def __str__(self) -> str:
        """Return the name and the state."""
        return f"{self.name} ({self.status})"

    @property
    def duration_seconds(self) -> float | None:
        """Return how long the finished step took, None before."""
        if self.started_at is None or self.completed_at is None:
            return None
        return round((self.completed_at - self.started_at).total_seconds(), 3)


class TaskEvent(models.Model):
    """One line of a task's history; written in the transaction of the change that it tells."""

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="events")
    #: 1, 2, 3 ... without gap.
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    terminal = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        """The log is read by task and seq only."""

        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="event_seq_once"),
            models.UniqueConstraint(fields=["task"], condition=Q(terminal=True), name="event_terminal_once"),
        ]

    def __str__(self) -> str:
        """Return the number and the type."""
        return f"{self.seq} {self.type}"
