"""Enumerations of the domain: statuses, steps, queues, severities and analysis options."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TaskStatus(models.TextChoices):
    """Status of an analysis; the values appear in the API."""

    PENDING = "pending", _("Pending")
    PROCESSING = "processing", _("Processing")
    COMPLETED = "completed", pgettext_lazy("status", "Completed")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")

    @classmethod
    def active(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses of an analysis that has not ended."""
        return (cls.PENDING, cls.PROCESSING)

    @classmethod
    def ended(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses of an analysis that has ended; only a retry by a person changes them."""
        return (cls.COMPLETED, cls.FAILED, cls.CANCELLED)

    @classmethod
    def retryable(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses from which an analysis can be retried."""
        return (cls.FAILED, cls.CANCELLED)


class WebhookEvent(models.TextChoices):
    """Events that a webhook can subscribe to; the values are the types of its messages."""

    COMPLETED = "analysis.completed"
    FAILED = "analysis.failed"
    CANCELLED = "analysis.cancelled"
    BATCH_COMPLETED = "batch.completed"

    @classmethod
    def of_status(cls, status: TaskStatus) -> "WebhookEvent":
        """Return the event of an analysis that has ended with ``status``."""
        return cls(f"analysis.{status.value}")


class DeliveryStatus(models.TextChoices):
    """Status of one delivery to a webhook; the values appear in the API."""

    #: Waits for its next attempt.
    PENDING = "pending", _("Pending")
    #: A dispatcher has claimed it until ``next_attempt_at``.
    SENDING = "sending", _("Sending")
    DELIVERED = "delivered", _("Delivered")
    #: Given up; only a person can have it sent again.
    FAILED = "failed", _("Failed")

    @classmethod
    def open(cls) -> tuple["DeliveryStatus", ...]:
        """Return the statuses of a delivery that will be attempted."""
        return (cls.PENDING, cls.SENDING)


class Priority(models.IntegerChoices):
    """Which analyses are dispatched first."""

    #: One that somebody asked for and waits for.
    SINGLE = 0
    #: A member of a batch.
    BATCH_MEMBER = 1


class Queue(models.TextChoices):
    """Celery queues."""

    #: Consumed by every worker.
    ANALYSIS = "analysis"
    #: Speech recognition, where dedicated workers consume it.
    TRANSCRIPTION = "transcription"


class StepName(models.TextChoices):
    """The steps of an analysis, in display order."""

    EXTRACTION = "extraction", _("Extraction")
    TRANSCRIPTION = "transcription", _("Transcription")
    CONTENT_ANALYSIS = "content_analysis", _("Content Analysis")
    COMMENT_ANALYSIS = "comment_analysis", _("Comment Analysis")
    SYNTHESIS = "synthesis", _("Synthesis")


class StepStatus(models.TextChoices):
    """Status of one step of an analysis."""

    PENDING = "pending", _("Pending")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", pgettext_lazy("status", "Completed")
    #: All attempts failed; the analysis continued without the step and a warning says why.
    FAILED = "failed", _("Failed")
    #: Not requested, or it had no input.
    SKIPPED = "skipped", _("Skipped")

    @classmethod
    def done(cls) -> tuple["StepStatus", ...]:
        """Return the statuses of a step that will not run again in this attempt."""
        return (cls.COMPLETED, cls.FAILED, cls.SKIPPED)


class AttemptOutcome(models.TextChoices):
    """Outcome of one attempt at a step."""

    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("completed")
    RETRIED = "retried", _("failed, retried")
    PAUSED = "paused", _("refused by the source, retried later")
    FAILED = "failed", _("Failed")
    HANDED_ON = "handed_on", _("handed over to another run")
    #: The analysis ended while the step ran: it was cancelled, or failed in another step.
    STOPPED = "stopped", _("stopped with the analysis")
    RELEASED = "released", _("released from its worker by staff")
    LOST = "lost", _("worker lost")


class WorkerRole(models.TextChoices):
    """Role of a registered process; web processes are monitored through their probes instead."""

    WORKER = "worker", _("Worker")
    DISPATCHER = "dispatcher", _("Dispatcher")


class Severity(models.TextChoices):
    """How much a warning affects the result."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class AnalysisType(models.TextChoices):
    """Which parts of a video are analysed."""

    CONTENT = "content"
    COMMENTS = "comments"
    COMPREHENSIVE = "comprehensive"


class AnalysisDepth(models.TextChoices):
    """How thorough, and therefore how slow, an analysis is."""

    BASIC = "basic"
    DETAILED = "detailed"
    COMPREHENSIVE = "comprehensive"


class SummaryStyle(models.TextChoices):
    """How a language model writes the summary."""

    BRIEF = "brief"
    DETAILED = "detailed"
    BULLETS = "bullets"
    TUTORIAL = "tutorial"


class CommentSort(models.TextChoices):
    """Which comments are fetched first."""

    TOP = "top"
    NEW = "new"
