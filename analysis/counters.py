"""Counters for /metrics, kept in memory by each process and added to the database every COUNTER_FLUSH_SECONDS.

Counting costs microseconds and takes no lock in the caller's transaction. A process that is killed loses what it has
not yet flushed.
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

from analysis.models import CounterRow

logger = logging.getLogger(__name__)

#: Upper bounds of the duration histogram, seconds; the last bucket has none.
BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800)
#: Upper bound of the last bucket, as Prometheus writes it.
INFINITY = "+Inf"

#: Name and labels, the labels as JSON with sorted keys.
Key = tuple[str, str]
_lock = threading.Lock()
_counts: Counter[Key] = Counter()

_ADD = """
    INSERT INTO analysis_counters (name, labels, value) VALUES (%s, %s, %s)
    ON CONFLICT (name, labels) DO UPDATE SET value = analysis_counters.value + EXCLUDED.value
"""


def add(name: str, amount: float = 1, /, **labels: str) -> None:
    """Add ``amount`` to a counter."""
    with _lock:
        _counts[name, json.dumps(labels, sort_keys=True)] += amount  # type: ignore[assignment]  # a float for seconds
    if settings.COUNTER_FLUSH_SECONDS:
        _flusher()


def add_on_commit(name: str, **labels: str) -> None:
    """Increment a counter once the transaction has been committed."""
    transaction.on_commit(partial(add, name, 1, **labels), robust=True)


def observe_on_commit(name: str, seconds: float, **labels: str) -> None:
    """Add a duration to its histogram bucket and to the sum, once the transaction has been committed."""
    index = bisect_left(BUCKETS, seconds)
    bound = f"{BUCKETS[index]:g}" if index < len(BUCKETS) else INFINITY
    transaction.on_commit(partial(add, f"{name}_class", 1, le=bound, **labels), robust=True)
    transaction.on_commit(partial(add, f"{name}_sum", seconds, **labels), robust=True)


def flush() -> None:
    """Add the counts since the last flush to the database; keep them where it is unavailable."""
    global _counts
    with _lock:
        taken, _counts = _counts, Counter()
    if not taken:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Sorted, so that two processes cannot deadlock.
            cursor.executemany(_ADD, [(*key, value) for key, value in sorted(taken.items())])
    except DatabaseError as error:
        logger.info("counters not flushed, database unavailable: %s", error)
        with _lock:
            _counts.update(taken)


def read() -> list[CounterRow]:
    """Return all counters of the database."""
    return list(CounterRow.objects.order_by("name", "pk"))


@cache
def _flusher() -> threading.Thread:
    """Start the thread that flushes the counters of this process, and return it."""
    thread = threading.Thread(target=_flush_regularly, name="counters", daemon=True)
    thread.start()
    return thread


def _flush_regularly() -> None:
    pause = threading.Event()
    while True:
        pause.wait(settings.COUNTER_FLUSH_SECONDS)
        flush()
        connection.close()


def _after_fork() -> None:
    """Reset in a forked child: the parent keeps the thread and flushes the counts that were copied."""
    global _lock
    _lock = threading.Lock()
    _counts.clear()
    _flusher.cache_clear()


os.register_at_fork(after_in_child=_after_fork)
