"""The ``Idempotency-Key`` header: repeating a POST has no further effect.

Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ (422 for a different body; the draft
leaves the format of keys to the server).
"""

import re
from collections.abc import Callable

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from analysis.access import client_identity, idempotency
from analysis.events import JSON
from analysis.models import AnalysisTask

HEADER = "Idempotency-Key"
#: Response header, sent if the task is that of an earlier request.
REPLAYED_HEADER = "Idempotent-Replayed"
MAX_LENGTH = 255
#: Printable ASCII: proxies and clients treat other characters in headers differently.
_ACCEPTED = re.compile(rf"[\x20-\x7e]{{1,{MAX_LENGTH}}}")


def execute_idempotently(
    request: Request, asked: JSON, act: Callable[[], AnalysisTask]
) -> tuple[AnalysisTask, dict[str, str]]:
    """Return the task that ``act`` returns now, or returned for an equal request, and the response headers.

    ``asked`` holds the validated parameters. Together with the path they identify the request.

    Raises:
        ValidationError: the key is malformed.
        IdempotencyKeyReused, TaskDeleted: as :func:`analysis.access.idempotency.execute_once`.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return act(), {}
    if not _ACCEPTED.fullmatch(key):
        raise ValidationError({HEADER: [f"A key must be 1 to {MAX_LENGTH} printable ASCII characters."]})
    asked = {"address": request.path.rstrip("/"), "asked": asked}
    task, is_replay = idempotency.execute_once(
        caller=client_identity.rate_limit_key(request), key=key, fingerprint=idempotency.fingerprint_of(asked), act=act
    )
    return task, {REPLAYED_HEADER: "true"} if is_replay else {}
