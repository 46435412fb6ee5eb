"""What the rows have in common whose playlist or channel a worker reads."""

from django.db import models


class ListReading(models.Model):
    """A row whose list is read by one worker at a time (``analysis.batches.claims``)."""

    #: Until when a message or a worker has the task of reading the playlist or channel; None: neither.
    list_lease_until = models.DateTimeField(null=True, blank=True)
    #: Number of the newest claim of that; only the worker with this number may store what it found.
    list_fence = models.PositiveIntegerField(default=0)
    #: Claims that count; one that ended because the source pauses does not.
    list_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """The columns are those of the row."""

        abstract = True
