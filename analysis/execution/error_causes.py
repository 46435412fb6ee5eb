"""What really went wrong, for staff: the exception behind an error, bounded in size and without secrets."""

import logging
import traceback
from dataclasses import dataclass

from analysis.pipeline import values
from analysis.support import redaction

logger = logging.getLogger(__name__)

#: Characters kept of a message and of a traceback; of a longer one, both ends: the first exception and the last.
MESSAGE_CHARS = 1_000
TRACEBACK_CHARS = 12_000
#: Calls kept of each exception of a chain, the innermost.
_CALLS = 30
#: What is looked through for secrets is a few times longer than what is kept, so that no secret is cut in half before.
_LOOKED_THROUGH = 4


@dataclass(frozen=True)
class Cause:
    """The first exception of a chain, and the traceback of the whole chain."""

    #: Dotted name of its class.
    kind: str
    message: str
    traceback: str


def of(error: BaseException) -> Cause:
    """Return what lies behind ``error``: the exception from which it was raised, else itself; never raises."""
    try:
        return _read(error)
    except Exception:  # whatever odd object was raised: a failure that cannot be described is still to be recorded
        logger.exception("the cause of an error could not be read")
        return Cause(type(error).__name__, "", "")


def _read(error: BaseException) -> Cause:
    first = _first(error)
    told = traceback.TracebackException.from_exception(error, limit=-_CALLS, compact=True)
    return Cause(
        kind=f"{type(first).__module__}.{type(first).__qualname__}".removeprefix("builtins."),
        message=_bounded(_text(first), MESSAGE_CHARS),
        traceback=_bounded("".join(told.format()), TRACEBACK_CHARS),
    )


def _first(error: BaseException) -> BaseException:
    seen = {id(error)}
    while (before := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None:
        if id(before) in seen:
            break
        seen.add(id(before))
        error = before
    return error


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # an exception of somebody else's code whose own text cannot be made must not hide what happened
        return "its message cannot be told"


def _bounded(text: str, size: int) -> str:
    return _ends(without_secrets(_ends(text, size * _LOOKED_THROUGH)), size)


def _ends(text: str, size: int) -> str:
    half = size // 2
    return text if len(text) <= size else f"{text[:half]}\n[...]\n{text[-half:]}"


def without_secrets(text: str) -> str:
    """Return ``text`` without what this service must keep to itself, and without what cannot be stored."""
    return values.clean_text(redaction.redacted(text, redaction.secrets()))
