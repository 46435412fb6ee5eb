"""The ``Idempotency-Key`` header: repeating a POST has no further effect.

Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ (422 for a different body; the draft
leaves the format of keys to the server).
"""

import re
from collections.abc import Callable
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from analysis.access import idempotency

HEADER = "Idempotency-Key"
#: Response header, sent if the task is that of an earlier request.
REPLAYED_HEADER = "Idempotent-Replayed"
MAX_LENGTH = 255
#: Printable ASCII: proxies and clients treat other characters in headers differently.
_ACCEPTED = re.compile(rf"[\x20-\x7e]{{1,{MAX_LENGTH}}}")


def read_key(request: Request) -> str | None:
    """Return the key that the client sent, None where it sent none.

    Raises:
        ValidationError: the key is malformed.
    """
    key = request.headers.get(HEADER)
    if key is not None and not _ACCEPTED.fullmatch(key):
        raise ValidationError({HEADER: [f"A key must be 1 to {MAX_LENGTH} printable ASCII characters."]})
    return key


def create_once(
    request: Request, caller: str, values: dict[str, Any], create: Callable[[], idempotency.T]
) -> tuple[idempotency.T, dict[str, str]]:
    """Return what ``create`` makes, or what an earlier request with the same key made, and the response's headers.

    ``values`` are what a repeated request has in common with the first, as JSON.

    Raises:
        ValidationError: the key is malformed.
        IdempotencyKeyReused: the key was used for a different request.
        TaskDeleted: what was created was deleted since.
    """
    key = read_key(request)
    if key is None:
        return create(), {}
    submitted = {"path": request.path.rstrip("/"), "values": values}
    made, is_replay = idempotency.execute_once(caller, key, submitted, create)
    return made, {REPLAYED_HEADER: "true"} if is_replay else {}
