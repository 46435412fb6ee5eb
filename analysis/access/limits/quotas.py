"""Limits on the active analyses, the active batches, the followed channels and the uploads of one caller."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.exceptions import LimitExceeded, QuotaExceeded

#: Retry-After for a full quota; the end of a running analysis cannot be predicted.
RETRY_AFTER_SECONDS = 30
#: An upload lives for hours.
UPLOADS_RETRY_AFTER_SECONDS = 600
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
#: Each statement sees what was committed before it began, so the second counts under the lock of the first.
LOCK_AND_COUNT = "; ".join([_LOCK, "SELECT count(*) FROM analysis_tasks WHERE caller = %s AND status = ANY(%s)"])
_LOCK_AND_COUNT_UPLOADS = "; ".join([_LOCK, "SELECT count(*) FROM uploads WHERE caller = %s AND expires_at > %s"])
_LOCK_AND_COUNT_BATCHES = "; ".join([_LOCK, "SELECT count(*) FROM batches WHERE caller = %s AND status = ANY(%s)"])
_LOCK_AND_COUNT_FOLLOWS = "; ".join([_LOCK, "SELECT count(*) FROM follows WHERE caller = %s"])


class TooManyBatches(LimitExceeded):
    """You have reached the limit of active batches. Wait until one has ended, or cancel one."""

    code = "QUOTA_EXCEEDED"


class TooManyUploads(LimitExceeded):
    """You have reached the limit of uploads. Delete one, or wait until one has expired."""

    code = "QUOTA_EXCEEDED"


class TooManyFollows(LimitExceeded):
    """You follow as many channels and playlists as you may. Delete one first."""

    code = "QUOTA_EXCEEDED"


def acquire_task_slot(caller: str) -> None:
    """Reserve a slot for one more active task of ``caller`` until the transaction ends.

    Takes a lock per caller for the rest of the transaction, so that of two concurrent requests the second counts the
    task that the first has created.

    Raises:
        QuotaExceeded: the caller has MAX_ACTIVE_TASKS active tasks.
    """
    allowed = settings.MAX_ACTIVE_TASKS
    if allowed is None:
        return
    active = _lock_and_count(LOCK_AND_COUNT, "active tasks", caller, [status.value for status in TaskStatus.active()])
    if active >= allowed:
        raise QuotaExceeded(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)


def acquire_batch_slot(caller: str) -> None:
    """Reserve a slot for one more active batch of ``caller``, in the same way.

    Raises:
        TooManyBatches: the caller has MAX_ACTIVE_BATCHES active batches.
    """
    allowed, active = settings.MAX_ACTIVE_BATCHES, [status.value for status in TaskStatus.active()]
    if allowed is not None and _lock_and_count(_LOCK_AND_COUNT_BATCHES, "active batches", caller, active) >= allowed:
        raise TooManyBatches(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)


def acquire_upload_slot(caller: str) -> None:
    """Reserve a slot for one more upload of ``caller``, in the same way.

    Raises:
        TooManyUploads: the caller has MAX_UPLOADS uploads that have not expired.
    """
    allowed = settings.MAX_UPLOADS
    if allowed is not None and _lock_and_count(_LOCK_AND_COUNT_UPLOADS, "uploads", caller, now()) >= allowed:
        raise TooManyUploads(limit=allowed, retry_after_seconds=UPLOADS_RETRY_AFTER_SECONDS)


def acquire_follow_slot(caller: str) -> None:
    """Reserve a slot for one more followed channel of ``caller``, in the same way.

    Raises:
        TooManyFollows: the caller has MAX_FOLLOWS, paused ones too.
    """
    allowed = settings.MAX_FOLLOWS
    if allowed is not None and _lock_and_count(_LOCK_AND_COUNT_FOLLOWS, "follows", caller) >= allowed:
        raise TooManyFollows(limit=allowed, retry_after_seconds=UPLOADS_RETRY_AFTER_SECONDS)


def lock(what: str) -> None:
    """Wait until no other transaction holds the lock called ``what``, and hold it until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [what])


def _lock_and_count(query: str, things: str, caller: str, *which: list[str] | datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{things} of {caller}", caller, *which])
        cursor.nextset()
        return int(cursor.fetchone()[0])
