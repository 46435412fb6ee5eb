"""Request ids: taken from ``X-Request-ID`` or generated, returned to the client, and part of every log line.

The id is stored in structlog's context variables: docs/decisions/0012-structured-logs.md.
"""

import re
import uuid

from structlog import contextvars

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")


def accept_or_generate(given: str) -> str:
    """Return ``given`` if it is safe in a log line, else a new id."""
    return given if _ACCEPTED.fullmatch(given) else uuid.uuid4().hex


def current() -> str:
    """Return the id of the current request, ``-`` outside of one."""
    request_id: str = contextvars.get_contextvars().get("request_id", "-")
    return request_id
