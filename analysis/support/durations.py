"""Durations between two stored times.

The times may come from two processes, so no monotonic clock spans them. Where the wall clock was set back in between,
the true duration is unknown and 0 is stated, never less.
"""

from datetime import datetime


def seconds_between(start: datetime, end: datetime) -> float:
    """Return the seconds from ``start`` to ``end``, 0 where ``end`` is earlier."""
    return max(0.0, (end - start).total_seconds())
