"""Limit on the active analyses of one caller."""

from django.conf import settings
from django.db import connection

from analysis.choices import TaskStatus
from analysis.exceptions import QuotaExceeded

#: Retry-After for a full quota; the end of a running analysis cannot be predicted.
RETRY_AFTER_SECONDS = 30
#: Each statement sees what was committed before it began, so the second counts under the lock of the first.
LOCK_AND_COUNT = """
    SELECT pg_advisory_xact_lock(hashtextextended(%s, 0));
    SELECT count(*) FROM analysis_tasks WHERE caller = %s AND status = ANY(%s)"""


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
    with connection.cursor() as cursor:
        cursor.execute(
            LOCK_AND_COUNT,
            [f"active tasks of {caller}", caller, [status.value for status in TaskStatus.active()]],
        )
        cursor.nextset()
        (active,) = cursor.fetchone()
    if active >= allowed:
        raise QuotaExceeded(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)
