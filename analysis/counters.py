"""Counts what happens to analyses, in whatever process: in memory first, and every few seconds into the database.

A count costs microseconds and holds no lock in anybody's transaction. A process that is killed takes the counts of its
last seconds with it.
"""

import json
import logging
import os
import threading
from bisect import bisect_left
from collections import Counter
from functools import cache, partial

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, transaction

from analysis.models import Tally

logger = logging.getLogger(__name__)

#: Upper ends of the classes into which durations fall, seconds; the last class has none.
BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
#: What stands for the end of the last class.
ENDLESS = "+Inf"

#: Name and labels, the labels as JSON with sorted keys.
Key = tuple[str, str]
_lock = threading.Lock()
_counts: Counter[Key] = Counter()

_ADD = """
    INSERT INTO analysis_tallies (name, labels, value) VALUES (%s, %s, %s)
    ON CONFLICT (name, labels) DO UPDATE SET value = analysis_tallies.value + EXCLUDED.value
"""


def add(name: str, amount: float = 1, /, **labels: str) -> None:
    """Count something once, or ``amount`` times."""
    with _lock:
        _counts[name, json.dumps(labels, sort_keys=True)] += amount  # type: ignore[assignment]  # seconds, too
    if settings.TALLY_SECONDS:
        _flusher()


def add_on_commit(name: str, **labels: str) -> None:
    """Count something once the transaction has been committed."""
    transaction.on_commit(partial(add, name, 1, **labels), robust=True)


def observe_on_commit(name: str, seconds: float, **labels: str) -> None:
    """Count a duration: in its class, and in the sum, once the transaction has been committed."""
    place = bisect_left(BUCKETS, seconds)
    end = f"{BUCKETS[place]:g}" if place < len(BUCKETS) else ENDLESS
    transaction.on_commit(partial(add, f"{name}_class", 1, le=end, **labels), robust=True)
    transaction.on_commit(partial(add, f"{name}_sum", seconds, **labels), robust=True)


def flush() -> None:
    """Add to the database what was counted since the last time; it is kept where the database is away."""
    global _counts
    with _lock:
        taken, _counts = _counts, Counter()
    if not taken:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # In one order, so that two processes cannot wait for each other.
            cursor.executemany(_ADD, [(*key, value) for key, value in sorted(taken.items())])
    except DatabaseError as error:
        logger.info("the counts wait for the database: %s", error)
        with _lock:
            _counts.update(taken)


def read() -> list[Tally]:
    """Return all counts."""
    return list(Tally.objects.order_by("name", "pk"))


@cache
def _flusher() -> threading.Thread:
    """Start the thread that writes the counts of this process, and return it."""
    thread = threading.Thread(target=_flush_regularly, name="tallies", daemon=True)
    thread.start()
    return thread


def _flush_regularly() -> None:
    pause = threading.Event()
    while True:
        pause.wait(settings.TALLY_SECONDS)
        flush()
        connection.close()


def _after_fork() -> None:
    """Begin anew in a forked worker: its parent has the thread, and writes the counts that were copied."""
    global _lock
    _lock = threading.Lock()
    _counts.clear()
    _flusher.cache_clear()


os.register_at_fork(after_in_child=_after_fork)
