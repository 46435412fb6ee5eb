"""How much one caller may have at once."""

from django.conf import settings
from django.db import connection

from analysis.exceptions import QuotaExceeded
from analysis.models import AnalysisTask

#: When a caller may come back who has all that he may have. When one of his analyses ends, nobody knows.
RETRY_AFTER_SECONDS = 30


def take_place(caller: str) -> None:
    """Keep a place for one more active task of ``caller`` until the transaction ends.

    The lock is the caller's and lasts as long as the transaction, so that of two requests at once the second counts
    what the first has made, and the last place is taken once.

    Raises:
        QuotaExceeded: MAX_ACTIVE_TASKS of them are active.
    """
    allowed = settings.MAX_ACTIVE_TASKS
    if allowed is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"active tasks of {caller}"])
    if AnalysisTask.objects.active().filter(caller=caller).count() >= allowed:
        raise QuotaExceeded(limit=allowed, retry_after_seconds=RETRY_AFTER_SECONDS)
