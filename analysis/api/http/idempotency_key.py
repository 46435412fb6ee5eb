"""The ``Idempotency-Key`` header: repeating a POST has no further effect.

Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ (422 for a different body; the draft
leaves the format of keys to the server).
"""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

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
