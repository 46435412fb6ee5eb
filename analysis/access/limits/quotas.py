"""Limit on the active analyses of one caller."""

from django.conf import settings
from django.db import connection

from analysis.exceptions import QuotaExceeded
from analysis.models import AnalysisTask

#: Retry-After for a full quota; the end of a running analysis cannot be predicted.
RETRY_AFTER_SECONDS = 30


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
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"active tasks of {caller}"])
    if AnalysisTask.objects.active().filter(caller=caller).count() >= allowed:
        raise QuotaExceeded(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)
