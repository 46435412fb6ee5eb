"""Batches of videos, their members and their event logs."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from analysis.choices import TaskStatus
from analysis.models.follow import Follow
from analysis.models.json_text import JsonTextField
from analysis.models.list_reading import ListReading
from analysis.models.log_event import LogEvent
from analysis.models.task import AnalysisTask


class BatchQuerySet(models.QuerySet["Batch"]):
    """Named filters on batches."""

    def active(self) -> "BatchQuerySet":
        """Return batches that have not ended."""
        return self.filter(status__in=TaskStatus.active())

    def unlisted(self) -> "BatchQuerySet":
        """Return active batches whose playlist or channel has not been read."""
        return self.active().filter(listed_at=None)


class Batch(ListReading):
    """Many videos that are analysed with the same options.

    Its members become analyses a few at a time (``analysis.batches.feeding``).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: created without a login, visible to everyone who has the id.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="batches"
    )
    #: The caller whose limit it counts against, and among whom members take turns; empty: no limit applies.
    caller = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField(max_length=200, blank=True)
    #: The playlist or channel, as the caller sent it; empty for a list of URLs.
    source_url = models.CharField(max_length=2048, blank=True)
    #: The follow whose check found its videos; None: somebody made it, or the follow was deleted.
    follow = models.ForeignKey(Follow, null=True, blank=True, on_delete=models.SET_NULL, related_name="batches")
    #: How many videos of the playlist or channel are taken; None: as many as a batch may have.
    newest = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Of every member; complete, defaults are filled in.
    options = models.JSONField(default=dict)
    #: Whether a fresh result of the same video and options is taken in the place of an analysis.
    reuse_results = models.BooleanField(default=True)
    #: The ``X-Request-ID`` of the POST.
    request_id = models.CharField(max_length=64, blank=True)

    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.PENDING)
    #: 0 to 100.
    progress = models.PositiveSmallIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    #: ``[{"code", "message", "step", "severity"}]``
    warnings = models.JSONField(default=list, blank=True)
    #: How many members have which status; an :class:`analysis.events.Counts`.
    counts = models.JSONField(default=dict)
    #: What the completed members have in common; None until one is.
    summary = JsonTextField(null=True, blank=True)
    #: Why it failed.
    error_code = models.CharField(max_length=40, blank=True)
    error_message = models.TextField(blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    #: From the time that its ended members took; None until one has ended.
    estimated_completion = models.DateTimeField(null=True, blank=True)
    #: Sequence number of the newest event.
    last_seq = models.PositiveIntegerField(default=0)
    #: When its last member was given to the dispatcher.
    fed_at = models.DateTimeField(null=True, blank=True)

    #: When its members became known: at once for a list of URLs.
    listed_at = models.DateTimeField(null=True, blank=True)
    #: Not read before this time.
    not_before = models.DateTimeField(null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        """Each index serves one query."""

        db_table = "batches"
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "batches"
        constraints = [
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=100), name="batch_progress_percent"),
            models.CheckConstraint(condition=Q(status__in=TaskStatus.values), name="batch_status_known"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="batch_newest"),
            models.Index(fields=["owner", "-created_at"], name="batch_owner_newest"),
            # Those that the dispatcher feeds; stays small, whatever the size of the table.
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.active()]),
                name="batch_active_oldest",
            ),
            # Retention: the oldest first.
            models.Index(
                fields=["completed_at"],
                condition=Q(status__in=[s.value for s in TaskStatus.ended()]),
                name="batch_ended_oldest",
            ),
        ]

    def __str__(self) -> str:
        """Return the name and the status."""
        return f"{self.name or self.pk} ({self.status})"


class BatchMember(models.Model):
    """One video of a batch."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="members")
    #: 1, 2, 3 ... in the order of the list.
    position = models.PositiveSmallIntegerField()
    video_id = models.CharField(max_length=64)
    youtube_url = models.CharField(max_length=2048)
    #: As the playlist or channel states it; empty where it does not.
    title = models.CharField(max_length=500, blank=True)
    #: None: not begun yet, or the analysis was deleted.
    task = models.ForeignKey(
        AnalysisTask, null=True, blank=True, on_delete=models.SET_NULL, related_name="batch_members"
    )
    #: Whether ``task`` is an earlier analysis, whose result was taken as it is.
    reused = models.BooleanField(default=False)
    #: ``pending`` until it is its turn, then ``processing``; once its analysis has ended, the status of that.
    status = models.CharField(max_length=10, choices=TaskStatus.choices, default=TaskStatus.PENDING)
    #: Figures of the result for the summary and the CSV; None until they were read.
    facts = models.JSONField(null=True, blank=True)

    class Meta:
        """A video is in a batch once."""

        db_table = "batch_members"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="member_position_once"),
            models.UniqueConstraint(fields=["batch", "video_id"], name="member_video_once"),
        ]
        indexes = [
            # Those that wait for their turn, and those that are being analysed.
            models.Index(
                fields=["batch", "position"],
                condition=Q(status__in=[s.value for s in TaskStatus.active()]),
                name="member_open",
            ),
        ]

    def __str__(self) -> str:
        """Return the position, the video and the status."""
        return f"{self.position} {self.video_id} ({self.status})"


class BatchEvent(LogEvent):
    """One event of a batch."""

    about = "batch_id"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="events")

    class Meta(LogEvent.Meta):
        """The log is only read by batch and seq."""

        db_table = "batch_events"
        constraints = [
            models.UniqueConstraint(fields=["batch", "seq"], name="batch_event_seq_once"),
            models.UniqueConstraint(fields=["batch"], condition=Q(terminal=True), name="batch_event_terminal_once"),
        ]
