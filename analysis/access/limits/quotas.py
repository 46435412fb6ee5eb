"""Limits on what one caller may have at a time or start in a day: the server's, or those of its user."""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.timezone import now

from analysis.choices import TaskStatus
from analysis.exceptions import LimitExceeded, QuotaExceeded
from analysis.models import DailyCount, UserQuota
from analysis.queries import prepared

#: Retry-After for a full quota; the end of a running analysis cannot be predicted.
RETRY_AFTER_SECONDS = 30
#: An upload lives for hours.
UPLOADS_RETRY_AFTER_SECONDS = 600
_USER = "user:"
_IS_ACTIVE = f"status IN ({', '.join(repr(status.value) for status in TaskStatus.active())})"
#: What is counted, in the name of its lock.
_TASKS = "active tasks"
#: Wait until no other transaction holds the named lock, and hold it until this one ends.
LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_COUNT_TASKS = f"SELECT count(*) FROM analysis_tasks WHERE caller = %s AND {_IS_ACTIVE}"  # noqa: S608 (our own names only)
_COUNT_BATCHES = f"SELECT count(*) FROM batches WHERE caller = %s AND {_IS_ACTIVE}"  # noqa: S608 (our own names only)
_COUNT_FOLLOWS = "SELECT count(*) FROM follows WHERE caller = %s"
_COUNT_UPLOADS = "SELECT count(*) FROM uploads WHERE caller = %s AND expires_at > %s"
#: Each statement sees what was committed before it began, so the second counts under the lock of the first.
LOCK_AND_COUNT = f"{LOCK}; {_COUNT_TASKS}"
#: The condition of an INSERT under the lock: its caller may have one more active task.
HAS_FREE_SLOT = f"({_COUNT_TASKS}) < %s"
_COUNT_TODAY = """
    INSERT INTO daily_counts (caller, day, count) VALUES (%s, %s, 1)
    ON CONFLICT (caller, day) DO UPDATE SET count = daily_counts.count + 1 RETURNING count"""


class TooManyTasksToday(LimitExceeded):
    """You have reached the limit of analyses in one day. You can start more after midnight UTC."""

    code = "QUOTA_EXCEEDED"


class TooManyBatches(LimitExceeded):
    """You have reached the limit of active batches. Wait until one has ended, or cancel one."""

    code = "QUOTA_EXCEEDED"


class TooManyUploads(LimitExceeded):
    """You have reached the limit of uploads. Delete one, or wait until one has expired."""

    code = "QUOTA_EXCEEDED"


class TooManyFollows(LimitExceeded):
    """You follow as many channels and playlists as you may. Delete one first."""

    code = "QUOTA_EXCEEDED"


@dataclass(frozen=True)
class Quota:
    """What one caller may have; None: unlimited."""

    max_active_tasks: int | None
    max_tasks_per_day: int | None
    max_active_batches: int | None
    max_follows: int | None
    max_uploads: int | None


UNLIMITED = Quota(*[None] * len(fields(Quota)))


_NAMES = [field.name for field in fields(Quota)]
_QUOTA_OF_USER = f"SELECT {', '.join(_NAMES)} FROM {UserQuota._meta.db_table} WHERE user_id = %s"  # noqa: S608 (our own names only)


def quota_of(caller: str) -> Quota:
    """Return the limits of ``caller``: those that staff have given its user, the others from the settings."""
    user = caller.removeprefix(_USER) if caller.startswith(_USER) else None
    own = prepared.fetch_row(_QUOTA_OF_USER, [int(user)]) if user else None
    usual = [getattr(settings, name.upper()) for name in _NAMES]
    return Quota(*usual) if own is None else Quota(*(b if a is None else a for a, b in zip(own, usual, strict=True)))


def usage_of(caller: str) -> Quota:
    """Return how much of its limits ``caller`` uses; four queries and one more."""
    today = DailyCount.objects.filter(caller=caller, day=now().astimezone(UTC).date()).first()
    return Quota(
        max_active_tasks=_count(_COUNT_TASKS, caller),
        max_tasks_per_day=today.count if today else 0,
        max_active_batches=_count(_COUNT_BATCHES, caller),
        max_follows=_count(_COUNT_FOLLOWS, caller),
        max_uploads=_count(_COUNT_UPLOADS, caller, now()),
    )


def acquire_task_slot(caller: str) -> None:
    """Reserve a slot for one more active task of ``caller`` until the transaction ends, and count it for today.

    Takes a lock per caller for the rest of the transaction, so that of two concurrent requests the second counts the
    task that the first has created.

    Raises:
        QuotaExceeded: the caller has as many active tasks as it may have.
        TooManyTasksToday: it has started as many today as it may start.
    """
    quota = quota_of(caller)
    allowed = quota.max_active_tasks
    if allowed is not None and _lock_and_count(LOCK_AND_COUNT, _TASKS, caller) >= allowed:
        raise no_free_slot(allowed)
    if quota.max_tasks_per_day is not None:
        count_today(caller, quota.max_tasks_per_day)


def slot_values(caller: str, allowed: int) -> list[Any]:
    """Return the value of ``LOCK``, then those of ``HAS_FREE_SLOT``."""
    return [f"{_TASKS} of {caller}", caller, allowed]


def no_free_slot(allowed: int) -> QuotaExceeded:
    """Return the error of a caller that has as many active tasks as it may have."""
    return QuotaExceeded(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)


def acquire_batch_slot(caller: str) -> None:
    """Reserve a slot for one more active batch of ``caller``, in the same way.

    Raises:
        TooManyBatches: the caller has as many active batches as it may have.
    """
    allowed, query = quota_of(caller).max_active_batches, f"{LOCK}; {_COUNT_BATCHES}"
    if allowed is not None and _lock_and_count(query, "active batches", caller) >= allowed:
        raise TooManyBatches(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)


def acquire_upload_slot(caller: str) -> None:
    """Reserve a slot for one more upload of ``caller``, in the same way.

    Raises:
        TooManyUploads: the caller has as many uploads that have not expired as it may have.
    """
    allowed, query = quota_of(caller).max_uploads, f"{LOCK}; {_COUNT_UPLOADS}"
    if allowed is not None and _lock_and_count(query, "uploads", caller, now()) >= allowed:
        raise TooManyUploads(limit=allowed, retry_after_seconds=UPLOADS_RETRY_AFTER_SECONDS)


def acquire_follow_slot(caller: str) -> None:
    """Reserve a slot for one more followed channel of ``caller``, in the same way.

    Raises:
        TooManyFollows: the caller follows as many as it may, paused ones too.
    """
    allowed, query = quota_of(caller).max_follows, f"{LOCK}; {_COUNT_FOLLOWS}"
    if allowed is not None and _lock_and_count(query, "follows", caller) >= allowed:
        raise TooManyFollows(limit=allowed, retry_after_seconds=UPLOADS_RETRY_AFTER_SECONDS)


def delete_past_days() -> None:
    """Delete the counts of days that are over."""
    DailyCount.objects.filter(day__lt=now().astimezone(UTC).date()).delete()


def lock(what: str) -> None:
    """Wait until no other transaction holds the lock called ``what``, and hold it until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [what])


def count_today(caller: str, allowed: int) -> None:
    """Count one more for today; the count is undone with the transaction, so also where it is refused.

    Raises:
        TooManyTasksToday: the caller has started as many today as it may start.
    """
    moment = now().astimezone(UTC)
    if _count(_COUNT_TODAY, caller, moment.date()) > allowed:
        midnight = datetime.combine(moment.date() + timedelta(days=1), time(), UTC)
        raise TooManyTasksToday(limit=allowed, retry_after_seconds=(midnight - moment).total_seconds())


def _count(query: str, *values: str | date) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return int(cursor.fetchone()[0])


def _lock_and_count(query: str, things: str, caller: str, *which: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query, [f"{things} of {caller}", caller, *which])
        cursor.nextset()
        return int(cursor.fetchone()[0])
