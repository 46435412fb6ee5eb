"""Attempts at steps, for diagnosing errors."""

from django.db import models
from django.db.models import Q

from analysis.choices import AttemptOutcome, StepName
from analysis.models.task import AnalysisTask
from analysis.support.durations import seconds_between


class StepAttempt(models.Model):
    """One attempt at one step. For staff only: clients see the errors of ``StepRun`` and of the task."""

    task = models.ForeignKey(AnalysisTask, on_delete=models.CASCADE, related_name="step_attempts")
    #: Empty where the analysis failed before its first step.
    step = models.CharField(max_length=20, choices=StepName.choices, blank=True)
    #: Name of the worker that ran it.
    worker = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField()
    #: None while it runs. For a lost worker: when the loss was detected.
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=AttemptOutcome.choices, default=AttemptOutcome.RUNNING)
    #: Code of the error shown to viewers; empty without an error.
    error_code = models.CharField(max_length=40, blank=True)
    #: The exception that caused it: dotted name, message, traceback; truncated and redacted
    #: (``analysis.execution.error_causes``).
    cause = models.CharField(max_length=200, blank=True)
    cause_message = models.TextField(blank=True)
    traceback = models.TextField(blank=True)

    class Meta:
        """Read by task, oldest first."""

        ordering = ["pk"]
        indexes = [
            # Error codes of the last 24 hours.
            models.Index(fields=["ended_at", "error_code"], condition=~Q(error_code=""), name="attempt_troubles"),
        ]

    def __str__(self) -> str:
        """Return the step and the outcome."""
        return f"{self.step} ({self.outcome})"

    @property
    def duration_seconds(self) -> float | None:
        """Return how long it took; None while it runs."""
        return None if self.ended_at is None else round(seconds_between(self.started_at, self.ended_at), 3)
