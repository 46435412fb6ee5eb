"""State of the video sources, shared by all workers."""

from django.db import models


class SourceState(models.Model):
    """Circuit breaker and pacing of one source. No row: the source has never refused a request."""

    name = models.CharField(primary_key=True, max_length=20)
    #: No worker sends a request before this time.
    paused_until = models.DateTimeField(null=True, blank=True)
    #: When the source began to refuse requests; None while it answers.
    refused_since = models.DateTimeField(null=True, blank=True)
    #: Number of pauses since then; each is longer than the one before.
    pauses = models.PositiveIntegerField(default=0)
    #: Code and message of the last refusal.
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    #: Until when a single worker may probe whether the source answers again.
    probe_until = models.DateTimeField(null=True, blank=True)
    #: When the next request may start; spaces out the requests of all workers.
    next_request_at = models.DateTimeField(null=True, blank=True)

    #: Units of its quota that were used until this time, at which the count begins again; None: it has no quota.
    units_used = models.PositiveIntegerField(default=0, db_default=0)
    units_reset_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return the name."""
        return self.name
