"""An analysis, its steps and its history."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import now

from analysis.choices import Priority, Queue, StepName, StepStatus, TaskStatus
from analysis.models.log_event import LogEvent
from analysis.support.durations import seconds_between


class AnalysisTaskQuerySet(models.QuerySet["AnalysisTask"]):
    """Named filters on analyses."""

    def active(self) -> "AnalysisTaskQuerySet":
        """Return analyses that have not ended."""
        return self.filter(status__in=TaskStatus.active())

    def orphaned(self) -> "AnalysisTaskQuerySet":
        """Return analyses whose lease has expired: their worker is lost or has released them."""
        return self.filter(status=TaskStatus.PROCESSING, lease_until__lte=now())

    def paused(self) -> "AnalysisTaskQuerySet":
        """Return active analyses that continue only after a stated time."""
        return self.active().filter(not_before__gt=now())

    def without_lease(self) -> "AnalysisTaskQuerySet":
        """Return active analyses that no worker runs."""
        return self.filter(Q(status=TaskStatus.PENDING) | Q(status=TaskStatus.PROCESSING, lease_until__lte=now()))

    def claimable(self) -> "AnalysisTaskQuerySet":
        """Return analyses that a worker may claim now."""
        return self.without_lease().filter(Q(not_before=None) | Q(not_before__lte=now()))

    def leased_by(self, fence: int) -> "AnalysisTaskQuerySet":
        """Return analyses that are being run under the claim numbered ``fence``."""
        return self.filter(status=TaskStatus.PROCESSING, fence=fence)


class AnalysisTask(models.Model):
    """One analysis of a video: queue entry, state and result.

    Only ``lifecycle``, ``leases`` and ``retries`` of ``analysis.execution`` write ``status``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: created without a login, visible to everyone who has the id.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="analyses"
    )
    #: The caller whose limit it counts against while active (``analysis.access.client_identity``): the one who created
    #: or last retried it. Empty: no limit applies.
    caller = models.CharField(max_length=64, blank=True, default="", db_default="")
    #: As the caller sent it; the URL that is fetched is built from ``video_id``.
    youtube_url = models.CharField(max_length=2048)
    video_id = models.CharField(max_length=64)
    #: The upload that it reads; None: it reads the configured sources. The id stays when the upload has expired.
    upload_id = models.UUIDField(null=True, blank=True)
    #: Complete; defaults are filled in at creation.
    options = models.JSONField(default=dict)
    #: The ``X-Request-ID`` of the POST; stands in every log line of this analysis.
    request_id = models.CharField(max_length=64, blank=True)
    #: W3C trace context of that request; empty without tracing.
    traceparent = models.CharField(max_length=55, blank=True, db_default="")

    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.PENDING)
    current_step = models.CharField(max_length=20, choices=StepName.choices, null=True, blank=True)  # noqa: DJ001 (null on the wire)
    #: 0 to 100.
    progress = models.PositiveSmallIntegerField(default=0)
    #: The latest progress message for viewers.
    message = models.CharField(max_length=500, blank=True)
    #: ``[{"code", "message", "step", "severity"}]``
    warnings = models.JSONField(default=list, blank=True)
    #: The result, as clients receive it; None until completed.
    result_data = models.JSONField(null=True, blank=True)
    #: How the result was made: step seconds, models, versions.
    result_metadata = models.JSONField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)
    error_step = models.CharField(max_length=20, choices=StepName.choices, blank=True)
    error_retryable = models.BooleanField(default=False)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    #: When retention deleted its transcript and comments, and its events but the last; None: not yet.
    texts_deleted_at = models.DateTimeField(null=True, blank=True)
    events_deleted_at = models.DateTimeField(null=True, blank=True)
    #: Estimated from measured step durations; None until there are any.
    estimated_completion = models.DateTimeField(null=True, blank=True)
    #: The range that four in five analyses end within; None as above, and while it waits for a retry.
    estimated_earliest = models.DateTimeField(null=True, blank=True)
    estimated_latest = models.DateTimeField(null=True, blank=True)

    #: Sequence number of the newest event, so that the log need not be scanned.
    last_seq = models.PositiveIntegerField(default=0)
    #: Number of the current claim; increases with every claim. Only the worker with the current number may write.
    fence = models.PositiveIntegerField(default=0)
    #: When the claim expires without a renewal; None while no worker runs it.
    lease_until = models.DateTimeField(null=True, blank=True)
    #: Celery queue. Has a database default because older code inserts rows during a deploy.
    queue = models.CharField(
        max_length=20, choices=Queue.choices, default=Queue.ANALYSIS, db_default=Queue.ANALYSIS.value
    )
    #: The lower, the earlier it is dispatched. Has a database default, as ``queue``.
    priority = models.PositiveSmallIntegerField(
        choices=Priority.choices, default=Priority.SINGLE, db_default=Priority.SINGLE.value
    )
    #: When the dispatcher last sent the task to Celery; None while it is due.
    dispatched_at = models.DateTimeField(null=True, blank=True)
    #: Not dispatched before this time; set when a run releases the task to wait.
    not_before = models.DateTimeField(null=True, blank=True)
    #: Claims since the last completed step.
    attempts = models.PositiveSmallIntegerField(default=0)
    #: Celery's own id of the newest run.
    celery_id = models.CharField(max_length=64, blank=True)
    #: Name of the worker process that ran it last.
    worker = models.CharField(max_length=200, blank=True)

    #: The task as clients receive it, as JSON text; only where it was just inserted.
    inserted_json: str

    objects = AnalysisTaskQuerySet.as_manager()

    class Meta:
        """Constraints enforce what the code promises; each index serves an existing query."""

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
            # Filters of the admin list.
            models.Index(fields=["status", "-created_at", "-id"], name="task_status_newest"),
            models.Index(
                fields=["error_code", "-created_at", "-id"], condition=~Q(error_code=""), name="task_error_newest"
            ),
            models.Index(fields=["request_id"], condition=~Q(request_id=""), name="task_request"),
            # Error codes of the last 24 hours.
            models.Index(
                fields=["completed_at", "error_code"],
                condition=Q(status=TaskStatus.FAILED.value),
                name="task_failed_latest",
            ),
            # Retention: the oldest first.
            models.Index(
                fields=["completed_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.ended()]),
                name="task_ended_oldest",
            ),
            # Retention of its texts and events, where that is shorter: the oldest first.
            models.Index(
                fields=["completed_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.ended()], texts_deleted_at__isnull=True),
                name="task_texts_oldest",
            ),
            models.Index(
                fields=["completed_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.ended()], events_deleted_at__isnull=True),
                name="task_events_oldest",
            ),
            # The dispatcher's poll: stays small, whatever the size of the table.
            models.Index(
                fields=["priority", "created_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.active()]),
                name="task_active_oldest",
            ),
            # Analyses of an upload.
            models.Index(fields=["upload_id"], condition=Q(upload_id__isnull=False), name="task_upload"),
            # Active analyses of a caller.
            models.Index(
                fields=["caller"],
                condition=Q(status__in=[s.value for s in TaskStatus.active()]),
                name="task_active_caller",
            ),
        ]

    def __str__(self) -> str:
        """Return the video id and the status."""
        return f"{self.video_id} ({self.status})"

    def log_fields(self) -> dict[str, str | int | None]:
        """Return the fields of every log line about this analysis."""
        return {"task_id": str(self.pk), "request_id": self.request_id or None, "user": self.owner_id}


class StepRun(models.Model):
    """One step of one analysis: its status, its duration, and its output for later steps."""

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="steps")
    name = models.CharField(max_length=20, choices=StepName.choices)
    #: Index in the workflow, from 0.
    position = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=StepStatus.choices, default=StepStatus.PENDING)
    #: 0 to 100.
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: How often the step was completed. More than once would be a bug, and a constraint refuses it.
    completions = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    #: What later steps need and no other table holds; JSON.
    output = models.JSONField(null=True, blank=True)
    #: Key figures of the step, as sent with ``step_completed``.
    facts = models.JSONField(default=dict, blank=True)
    #: The last error, for the admin.
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)

    class Meta:
        """One row per step."""

        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["task", "name"], name="step_once_a_task"),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=100), name="step_progress_percent"),
            models.CheckConstraint(condition=Q(completions__lte=1), name="step_completed_once"),
        ]
        indexes = [
            # Latest durations of a step, for estimates.
            models.Index(
                fields=["name", "-completed_at"], condition=Q(status=StepStatus.COMPLETED.value), name="step_durations"
            ),
        ]

    def __str__(self) -> str:
        """Return the name and the status."""
        return f"{self.name} ({self.status})"

    @property
    def duration_seconds(self) -> float | None:
        """Return how long the completed step took, with its waits; None before."""
        if self.started_at is None or self.completed_at is None:
            return None
        return round(seconds_between(self.started_at, self.completed_at), 3)


class TaskEvent(LogEvent):
    """One event of a task."""

    about = "task_id"

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="events")

    class Meta(LogEvent.Meta):
        """The log is only read by task and seq."""

        constraints = [
            models.UniqueConstraint(fields=["task", "seq"], name="event_seq_once"),
            models.UniqueConstraint(fields=["task"], condition=Q(terminal=True), name="event_terminal_once"),
        ]
