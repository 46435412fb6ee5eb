"""The right to read a playlist or channel: one worker has it at a time, and another takes it over when that one dies.

Used for the list of a batch and for the checks of a followed channel. Nothing is stored before the whole list was
read, and only the newest claim may store what it found, so a worker that dies loses and doubles nothing.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.timezone import now

from analysis.exceptions import AnalysisError, CancellationRequested, InternalError, TemporaryError
from analysis.execution import leases
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

    def uncount_attempt(self) -> None:
        """Take back the attempt that this claim counted; the row stays claimed until its lease expires."""
        with suppress(DatabaseError):  # what cannot be written stays counted
            self._rows.update(list_attempts=Greatest(F("list_attempts") - 1, 0))


@transaction.atomic
def take(rows: QuerySet[Row]) -> list[str]:
    """Return the ids of those ``rows`` whose list is not being read, and mark them as handed out.

    Of dispatchers that do so at the same time, each gets different ones.
    """
    moment = now()
    free = rows.filter(_has_no_lease(moment))
    due = free.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    ids = list(due[: settings.DISPATCH_WINDOW])
    rows.model._default_manager.filter(pk__in=ids).update(
        list_lease_until=moment + timedelta(seconds=settings.LEASE_SECONDS), list_held=False
    )
    return [str(each) for each in ids]


@transaction.atomic
def claim(rows: QuerySet[Row], **fields: Any) -> Claim[Row] | None:
    """Claim the one row of ``rows`` and set ``fields``; None where there is none to be read.

    One that another worker reads is left to it: the same message may come twice.
    """
    moment = now()
    lease = moment + timedelta(seconds=settings.LEASE_SECONDS)
    counted: Any = {"list_fence": F("list_fence") + 1, "list_attempts": F("list_attempts") + 1}
    free = rows.filter(Q(list_held=False) | _has_no_lease(moment))
    if not free.update(list_lease_until=lease, list_held=True, **counted, **fields):
        return None
    # In the transaction of the update, so that it is the number of this claim.
    return Claim(rows, rows.values_list("list_fence", flat=True).get())


def _has_no_lease(moment: datetime) -> Q:
    return Q(list_lease_until=None) | Q(list_lease_until__lte=moment)


def attempt(claim: Claim[Row], read: Callable[[], str], fail: Callable[[AnalysisError], str]) -> str:
    """Call ``read`` and return its outcome for the log; what goes wrong is given to ``fail`` as an error of ours.

    Both raise CancellationRequested where the claim does not hold any more. Without the database the row is left to
    its lease.
    """
    try:
        return _read(claim, read, fail)
    except CancellationRequested:
        return "stopped"


def _read(claim: Claim[Row], read: Callable[[], str], fail: Callable[[AnalysisError], str]) -> str:
    try:
        return read()
    except CancellationRequested:
        raise
    except AnalysisError as error:
        return fail(error)
    except SoftTimeLimitExceeded:
        return fail(TemporaryError("The playlist or channel took too long to read."))
    except DatabaseError as error:
        logger.exception("database unavailable, the list is read again when its lease expires")
        if leases.is_lack_of_resources(error):
            claim.uncount_attempt()
        return "abandoned until its lease expires"
    except Exception:
        # A fault of ours must not leave the row as if it were being read; Celery records the error, too.
        logger.exception("a playlist or channel could not be read")
        fail(InternalError())
        raise
