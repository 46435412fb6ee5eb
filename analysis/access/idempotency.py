"""Doing once what is asked for twice: requests with an Idempotency-Key."""

import hashlib
import json
from collections.abc import Callable

from django.db import transaction

from analysis.events import JSON
from analysis.exceptions import IdempotencyKeyReused, TaskDeleted
from analysis.models import AnalysisTask, IdempotencyKey


def fingerprint_of(asked: JSON) -> str:
    """Return what tells one request from another, whatever the order of its members."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def once(*, caller: str, key: str, fingerprint: str, act: Callable[[], AnalysisTask]) -> tuple[AnalysisTask, bool]:
    """Return the task that ``act`` returns, or returned under this ``key`` before; in the second case also True.

    The row of the key is the lock: of equal requests at once the first inserts it, the others wait in their INSERT for
    the end of its transaction. Where ``act`` raises, the row goes with it and the key stays free.

    Raises:
        IdempotencyKeyReused: the key was used for something else.
        TaskDeleted: the task was deleted since.
    """
    keys = IdempotencyKey.objects.filter(caller=caller, key=key)
    keys.expired().delete()
    row, is_new = keys.get_or_create(defaults={"fingerprint": fingerprint}, caller=caller, key=key)
    if is_new:
        row.task = act()
        row.save(update_fields=["task"])
        return row.task, False
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    if row.task is None:
        raise TaskDeleted
    return row.task, True
