"""Idempotent requests: the same Idempotency-Key creates one analysis only."""

import hashlib
import json
from collections.abc import Callable
from typing import TypeVar, cast

from django.db import transaction

from analysis.events import JSON
from analysis.exceptions import IdempotencyKeyReused, TaskDeleted
from analysis.models import AnalysisTask, Batch, Follow, IdempotencyKey, Upload

T = TypeVar("T", AnalysisTask, Batch, Follow, Upload)
#: The column of the key that refers to what was created.
_COLUMNS = {AnalysisTask: "task", Batch: "batch", Follow: "follow", Upload: "upload"}


@transaction.atomic
def execute_once(caller: str, key: str, request: JSON, create: Callable[[], T]) -> tuple[T, bool]:
    """Call ``create`` once per ``key``; return what it created, and whether an earlier request has created it.

    ``request`` holds the path and the validated values of the request: what a repeated one has in common with it.
    The row of the key is the lock: of concurrent requests the first inserts it, and the others wait in their INSERT
    until its transaction ends. Where ``create`` raises, the row is rolled back and the key stays free.

    Raises:
        IdempotencyKeyReused: the key was used for a different request.
        TaskDeleted: what was created was deleted since.
    """
    fingerprint = hashlib.sha256(json.dumps(request, sort_keys=True).encode()).hexdigest()
    keys = IdempotencyKey.objects.filter(caller=caller, key=key)
    keys.expired().delete()
    row, is_new = keys.get_or_create(defaults={"fingerprint": fingerprint}, caller=caller, key=key)
    if is_new:
        created = create()
        name = _COLUMNS[type(created)]
        setattr(row, name, created)
        row.save(update_fields=[name])
        return created, False
    if row.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    found = row.task or row.batch or row.follow or row.upload
    if found is None:
        raise TaskDeleted
    return cast(T, found), True
