"""Idempotent requests: the same Idempotency-Key creates one analysis only."""

import hashlib
import json
from collections.abc import Callable

from django.db import transaction

from analysis.events import JSON
from analysis.exceptions import IdempotencyKeyReused, TaskDeleted
from analysis.models import AnalysisTask, IdempotencyKey


@transaction.atomic
def execute_once(caller: str, key: str, request: JSON, create: Callable[[], AnalysisTask]) -> tuple[AnalysisTask, bool]:
    """Call ``create`` once per ``key``; return its task, and whether an earlier request has created it.

    ``request`` holds the path and the validated values of the request: what a repeated one has in common with it.
    The row of the key is the lock: of concurrent requests the first inserts it, and the others wait in their INSERT
    until its transaction ends. Where ``create`` raises, the row is rolled back and the key stays free.

    Raises:
        IdempotencyKeyReused: the key was used for a different request.
        TaskDeleted: the task was deleted since.
    """
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    keys = IdempotencyKey.objects.filter(caller=caller, key=key)
    keys.expired().delete()
    row, is_new = keys.get_or_create(defaults={"fingerprint": fingerprint}, caller=caller, key=key)
    if is_new:
        row.task = create()
        row.save(update_fields=["task"])
        return row.task, False
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    if row.task is None:
        raise TaskDeleted
    return row.task, True
