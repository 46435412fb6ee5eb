"""Counts of what happened, for the figures that operators watch."""

from django.db import models


class Tally(models.Model):
    """How often something happened since the installation was made, over all processes.

    Kept here, since workers and dispatchers have no port at which their figures could be read, and so that no figure
    has to be counted over the tables of analyses. A few hundred rows (``analysis.counters``).
    """

    name = models.CharField(max_length=40)
    #: What it is about: ``{"step": "extraction", "outcome": "failed"}``.
    labels = models.JSONField(default=dict)
    value = models.FloatField(default=0)

    class Meta:
        """One row a name and labels."""

        db_table = "analysis_tallies"
        constraints = [models.UniqueConstraint(fields=["name", "labels"], name="tally_once")]

    def __str__(self) -> str:
        """Return the name and the labels."""
        return f"{self.name} {self.labels}"
