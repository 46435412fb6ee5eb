"""The words that a task's state is told in: its status, its steps, how severe a warning is."""

from django.db import models


class TaskStatus(models.TextChoices):
    """Where an analysis stands; the values are the API's words."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @classmethod
    def active(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses of an analysis that has not ended."""
        return (cls.PENDING, cls.PROCESSING)

    @classmethod
    def ended(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses after which nothing more happens unless a person asks."""
        return (cls.COMPLETED, cls.FAILED, cls.CANCELLED)

    @classmethod
    def retryable(cls) -> tuple["TaskStatus", ...]:
        """Return the statuses from which an analysis may be put back to pending."""
        return (cls.FAILED, cls.CANCELLED)


class Queue(models.TextChoices):
    """Celery's queues: which workers an analysis waits for."""

    #: Everything that any worker can do.
    ANALYSIS = "analysis"
    #: Listening to sound, where workers of their own do that.
    TRANSCRIPTION = "transcription"


class StepName(models.TextChoices):
    """The five steps of an analysis, in the order in which they are shown."""

    EXTRACTION = "extraction"
    TRANSCRIPTION = "transcription"
    CONTENT_ANALYSIS = "content_analysis"
    COMMENT_ANALYSIS = "comment_analysis"
    SYNTHESIS = "synthesis"


class StepStatus(models.TextChoices):
    """Where one step of an analysis stands."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    #: Tried and given up; the analysis went on without it and a warning says why.
    FAILED = "failed"
    #: Not asked for, or there was nothing for it to work on.
    SKIPPED = "skipped"

    @classmethod
    def done(cls) -> tuple["StepStatus", ...]:
        """Return the statuses of a step that will not run again in this attempt."""
        return (cls.COMPLETED, cls.FAILED, cls.SKIPPED)


class AttemptOutcome(models.TextChoices):
    """What became of one attempt at a step."""

    RUNNING = "running"
    COMPLETED = "completed", "completed"
    RETRIED = "retried", "failed, tried again"
    PAUSED = "paused", "the source refused, tried again later"
    FAILED = "failed"
    HANDED_ON = "handed_on", "handed on to another run"
    #: The analysis ended while the step ran: cancelled, or failed elsewhere.
    STOPPED = "stopped", "stopped with the analysis"
    RELEASED = "released", "taken from its worker by staff"
    LOST = "lost", "the worker was lost"


class WorkerRole(models.TextChoices):
    """What a process of the service works at; web processes are watched by their probes."""

    WORKER = "worker"
    DISPATCHER = "dispatcher"


class Severity(models.TextChoices):
    """How much a warning takes away from the finding."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class AnalysisType(models.TextChoices):
    """What a caller wants analysed."""

    CONTENT = "content"
    COMMENTS = "comments"
    COMPREHENSIVE = "comprehensive"


class AnalysisDepth(models.TextChoices):
    """How much work an analysis may cost."""

    BASIC = "basic"
    DETAILED = "detailed"
    COMPREHENSIVE = "comprehensive"


class CommentSort(models.TextChoices):
    """Which comments are fetched first."""

    TOP = "top"
    NEW = "new"
