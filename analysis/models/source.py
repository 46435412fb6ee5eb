"""What all workers know of a source of videos together."""

from django.db import models


class SourceState(models.Model):
    """Whether a source may be asked now. No row: nothing is known against it."""

    name = models.CharField(primary_key=True, max_length=20)
    #: Nobody asks before this time.
    paused_until = models.DateTimeField(null=True, blank=True)
    #: When the first of the refusals came that have not been followed by an answer; None while it answers.
    refused_since = models.DateTimeField(null=True, blank=True)
    #: Pauses since then; each is longer than the one before.
    pauses = models.PositiveIntegerField(default=0)
    #: The code of the last refusal, and what it said.
    reason_code = models.CharField(max_length=40, blank=True)
    reason = models.TextField(blank=True)
    #: Until when one worker alone may ask, to find out whether the source answers again.
    probe_until = models.DateTimeField(null=True, blank=True)
    #: The next request may start at this time: how workers keep their distance.
    next_request_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Looked up by name; there are as many rows as sources."""

    def __str__(self) -> str:
        """Return the name."""
        return self.name
