"""The id of a request: taken from ``X-Request-ID`` or made, returned, and in every log line about it.

It lies with the rest of what log lines carry, in structlog's context variables: docs/decisions/0012-structured-logs.md.
"""

import re
import uuid

from structlog import contextvars

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")


def taken_or_made(given: str) -> str:
    """Return ``given`` if it can stand in a log line, else a new id."""
    return given if _ACCEPTED.fullmatch(given) else uuid.uuid4().hex


def current() -> str:
    """Return the id of the request that is served here, ``-`` outside of one."""
    request_id: str = contextvars.get_contextvars().get("request_id", "-")
    return request_id
