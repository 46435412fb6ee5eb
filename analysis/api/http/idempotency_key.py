"""The header Idempotency-Key: a POST that is sent again does not act again.

Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ (422 for another body; the draft
leaves the form of keys to us).
"""

import re
from collections.abc import Callable

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from analysis.access import client_identity, idempotency
from analysis.events import JSON
from analysis.models import AnalysisTask

HEADER = "Idempotency-Key"
#: Of the answer, where the task is that of an earlier request.
REPLAYED_HEADER = "Idempotent-Replayed"
MAX_LENGTH = 255
#: Printable ASCII: whatever else a header may hold, proxies and clients do not agree on.
_ACCEPTED = re.compile(rf"[\x20-\x7e]{{1,{MAX_LENGTH}}}")


def once(request: Request, asked: JSON, act: Callable[[], AnalysisTask]) -> tuple[AnalysisTask, dict[str, str]]:
    """Return the task that ``act`` returns, or returned for an equal request, and the headers that say so.

    ``asked`` is what the request asks of its address, and the address tells one kind of request from another.

    Raises:
        ValidationError: the key is none.
        IdempotencyKeyReused, TaskDeleted: as :func:`analysis.access.idempotency.once`.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act(), {}
    if not _ACCEPTED.fullmatch(key):
        raise ValidationError({HEADER: [f"A key is 1 to {MAX_LENGTH} printable ASCII characters."]})
    asked = {"address": request.path.rstrip("/"), "asked": asked}
    task, is_replay = idempotency.once(
        caller=client_identity.key_of(request), key=key, fingerprint=idempotency.fingerprint_of(asked), act=act
    )
    return task, {REPLAYED_HEADER: "true"} if is_replay else {}
