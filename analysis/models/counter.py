"""Counters for /metrics."""

from django.db import models


class CounterRow(models.Model):
    """The value of one counter since installation, summed over all processes; written by ``analysis.counters``.

    Stored in the database because workers and dispatchers have no port to be scraped at, and because counting over the
    tables of analyses would be slow. A few hundred rows.
    """

    name = models.CharField(max_length=40)
    #: For example ``{"step": "extraction", "outcome": "failed"}``.
    labels = models.JSONField(default=dict)
    value = models.FloatField(default=0)

    class Meta:
        """One row per name and labels."""

        db_table = "analysis_counters"
        constraints = [models.UniqueConstraint(fields=["name", "labels"], name="counter_once")]

    def __str__(self) -> str:
        """Return the name and the labels."""
        return f"{self.name} {self.labels}"
