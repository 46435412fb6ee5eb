"""What the events of a task and of a batch have in common."""

from typing import ClassVar

from django.db import models

from analysis import events


class LogEvent(models.Model):
    """One event of a log, written in the transaction of the change that it reports."""

    #: The column with the id of what the log is about, which is also its name in frames.
    about: ClassVar[str]

    #: 1, 2, 3 ... without gap.
    seq = models.PositiveIntegerField()
    type = models.CharField(max_length=20)
    data = models.JSONField(default=dict)
    terminal = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        """A log is read in its order."""

        abstract = True
        ordering = ["seq"]

    def __str__(self) -> str:
        """Return the sequence number and the type."""
        return f"{self.seq} {self.type}"

    def frame(self, request_id: str) -> events.JSON:
        """Return the event as clients receive it; a completed one lacks the fields that the row of its log has."""
        return events.event_frame(
            **{self.about: getattr(self, self.about)},
            seq=self.seq,
            type=self.type,
            timestamp=self.created_at,
            request_id=request_id,
            terminal=self.terminal,
            data=self.data,
        )
