"""The right to read a playlist or channel: one worker has it at a time, and another takes it over when that one dies.

Used for the list of a batch and for the checks of a followed channel. Nothing is stored before the whole list was
read, and only the newest claim may store what it found, so a worker that dies loses and doubles nothing.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Generic, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.timezone import now

from analysis.exceptions import AnalysisError, CancellationRequested, InternalError, TemporaryError
from analysis.models import Batch, Follow

logger = logging.getLogger(__name__)
Row = TypeVar("Row", Batch, Follow)


class Claim(Generic[Row]):
    """The right to read the list of one row, kept alive while it is read."""

    def __init__(self, rows: QuerySet[Row], fence: int) -> None:
        self._rows: QuerySet[Row] = rows.filter(list_fence=fence)
        self._extended_at = time.monotonic()

    def hold(self) -> None:
        """Extend the claim if it is time; raise CancellationRequested where it or its row has ended."""
        if time.monotonic() - self._extended_at < settings.LEASE_SECONDS / 3:
            return
        self._extended_at = time.monotonic()
        if not self._rows.update(list_lease_until=now() + timedelta(seconds=settings.LEASE_SECONDS)):
            raise CancellationRequested

    def read(self, *, lock: bool = False) -> Row:
        """Return the row, locked if asked for; raise CancellationRequested where the claim does not hold any more."""
        rows = self._rows.select_related("owner")
        row: Row | None = (rows.select_for_update(of=("self",)) if lock else rows).first()
        if row is None:
            raise CancellationRequested
        return row


@transaction.atomic
def take(rows: QuerySet[Row]) -> list[str]:
    """Return the ids of those ``rows`` whose list is not being read, and mark them as handed out.

    Of dispatchers that do so at the same time, each gets different ones.
    """
    moment = now()
    free = rows.filter(Q(list_lease_until=None) | Q(list_lease_until__lte=moment))
    due = free.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    ids = list(due[: settings.DISPATCH_WINDOW])
    rows.model._default_manager.filter(pk__in=ids).update(
        list_lease_until=moment + timedelta(seconds=settings.LEASE_SECONDS)
    )
    return [str(each) for each in ids]


@transaction.atomic
def claim(rows: QuerySet[Row], **fields: Any) -> Claim[Row] | None:
    """Claim the one row of ``rows`` and set ``fields``; None where there is none to be read."""
    lease = now() + timedelta(seconds=settings.LEASE_SECONDS)
    counted: Any = {"list_fence": F("list_fence") + 1, "list_attempts": F("list_attempts") + 1}
    if not rows.update(list_lease_until=lease, **counted, **fields):
        return None
    # In the transaction of the update, so that it is the number of this claim.
    return Claim(rows, rows.values_list("list_fence", flat=True).get())


def attempt(read: Callable[[], str], fail: Callable[[AnalysisError], str]) -> str:
    """Call ``read`` and return its outcome for the log; what goes wrong is given to ``fail`` as an error of ours.

    Both raise CancellationRequested where the claim does not hold any more.
    """
    try:
        return _read(read, fail)
    except CancellationRequested:
        return "stopped"


def _read(read: Callable[[], str], fail: Callable[[AnalysisError], str]) -> str:
    try:
        return read()
    except CancellationRequested:
        raise
    except AnalysisError as error:
        return fail(error)
    except SoftTimeLimitExceeded:
        return fail(TemporaryError("The playlist or channel took too long to read."))
    except Exception:
        # A fault of ours must not leave the row as if it were being read; Celery records the error, too.
        logger.exception("a playlist or channel could not be read")
        fail(InternalError())
        raise
