"""The exception behind an error, for staff: bounded in size and without secrets."""

import logging
import traceback
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.support import redaction

logger = logging.getLogger(__name__)

#: Characters kept of a message and of a traceback. A longer text keeps both ends: the first and the last exception.
MESSAGE_CHARS = 1_000
TRACEBACK_CHARS = 12_000
#: Innermost calls kept of each exception in a chain.
_CALLS = 30
#: Secrets are searched in a text this many times longer than the part kept, so that no secret is cut before the search.
_SCAN_FACTOR = 4


@dataclass(frozen=True)
class Cause:
    """The first exception of a chain, and the traceback of the whole chain."""

    #: Dotted name of its class.
    exception_class: str
    message: str
    traceback: str


def describe(error: BaseException) -> Cause:
    """Return the first exception in the chain of ``error``, which may be ``error`` itself; never raises."""
    try:
        first, seen = error, {id(error)}
        while (before := first.__cause__ or (None if first.__suppress_context__ else first.__context__)) is not None:
            if id(before) in seen:
                break
            seen.add(id(before))
            first = before
        chain = traceback.TracebackException.from_exception(error, limit=-_CALLS, compact=True)
        return Cause(
            exception_class=f"{type(first).__module__}.{type(first).__qualname__}".removeprefix("builtins."),
            message=_shorten(_text(first), MESSAGE_CHARS),
            traceback=_shorten("".join(chain.format()), TRACEBACK_CHARS),
        )
    except Exception:  # an odd exception object must not keep the failure from being recorded
        logger.exception("the cause of an error could not be described")
        return Cause(type(error).__name__, "", "")


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # the __str__ of a foreign exception may fail
        return "its message is not available"


def _shorten(text: str, size: int) -> str:
    """Return ``text`` without secrets, at most about ``size`` characters long."""
    return _keep_ends(redact(_keep_ends(text, size * _SCAN_FACTOR)), size)


def _keep_ends(text: str, size: int) -> str:
    half = size // 2
    return text if len(text) <= size else f"{text[:half]}\n[...]\n{text[-half:]}"


def redact(text: str) -> str:
    """Return ``text`` without this service's secrets and without characters that cannot be stored."""
    return values.clean_text(redaction.redact(text, redaction.secrets()))
