"""How log lines look: JSON for machines or text for people, each with what it belongs to.

Every module logs through ``logging.getLogger(__name__)``. structlog only dresses the records, ours and those of
libraries alike: it adds what is bound in its context variables (``request_id``, ``task_id``, ``step``, ``user``), the
fields of ``extra`` that are named here, and renders. docs/operations.md lists the fields.
"""

import logging
import logging.config
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from analysis.support import redaction

#: Fields that a module may give a line by ``extra``; others are not printed, whoever sets them.
FIELDS = ("task_id", "step", "method", "route", "path", "status", "ms", "close_code")
#: Characters of one text: what a foreign program says may have any length.
LONGEST_TEXT = 8000
#: Characters that a terminal obeys or that look like a new line; the line feed is dealt with by the renderers.
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(10), *range(11, 32), *range(127, 160))} | {
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def config(*, format: str, level: str) -> dict[str, Any]:
    """Return Django's ``LOGGING``: one line a record to standard error, ``json`` or ``console``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "youtube_analyzer.logs.formatter", "format": format}},
        "filters": {"one_line": {"()": "youtube_analyzer.logs.OneLineForStrangers"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{name: {"level": level} for name in ("analysis", "realtime", "youtube_analyzer")},
            # Servers give their loggers handlers before they load us: naming the loggers takes those away again.
            **{
                name: {"level": "INFO", "propagate": True} for name in ("celery", "uvicorn", "gunicorn.error", "daphne")
            },
            # What these say of a request or of a message we say ourselves, once and with its fields.
            **{name: {"level": "ERROR", "propagate": True} for name in ("django.request", "uvicorn.access")},
            **{name: {"level": "WARNING"} for name in ("uvicorn.error", "celery.worker.strategy", "celery.app.trace")},
        },
    }


class OneLineForStrangers(logging.Filter):
    """Takes the traceback from what Django says of a request that it refuses.

    Anybody can send a request with a wrong ``Host``; the place in Django's code where it is refused helps nobody.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through."""
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
        return True


def configure(config: dict[str, Any]) -> None:
    """Put ``config`` in place, as Django asks at its start; warnings and uncaught errors become lines, too."""
    logging.config.dictConfig(config)
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def formatter(*, format: str) -> structlog.stdlib.ProcessorFormatter:
    """Return what turns a record into a line."""
    dress: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(allow=FIELDS),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _ask,
        _bounded,
        Redaction(),
    ]
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(format)],
        foreign_pre_chain=dress,
    )


def _rendering(format: str) -> list[Processor]:
    if format == "json":
        return [_in_order, structlog.processors.JSONRenderer()]
    return [
        _harmless,
        _said_already,
        # Its own way with tracebacks shows the values of variables: whole comments, and secrets.
        structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback, pad_event_to=40
        ),
    ]


def _ask(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Replace what is only known by asking: a request's user, who is known once a view has wanted to know."""
    if callable(user := line.get("user")):
        line["user"] = user()
    return {key: value for key, value in line.items() if value is not None}


def _bounded(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Cut texts that are too long; of a traceback the end says most."""
    if len(event := str(line["event"])) > LONGEST_TEXT:
        line["event"] = f"{event[:LONGEST_TEXT]}..."
    if len(trace := line.get("exception", "")) > 2 * LONGEST_TEXT:
        line["exception"] = f"...{trace[-2 * LONGEST_TEXT :]}"
    return line


def _in_order(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Put what a reader looks for first."""
    first = {key: line.pop(key) for key in ("timestamp", "level", "logger", "event")}
    return {**first, **line}


def _harmless(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Take the power over a terminal from what strangers wrote; JSON does so by itself."""
    for key in ("event", "exception", "path"):
        if key in line:
            line[key] = str(line[key]).translate(_CONTROL)
    return line


def _said_already(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Leave out what the sentence of an answered request holds as well."""
    return {key: value for key, value in line.items() if key not in ("method", "route", "status")}


class Redaction:
    """Takes secrets, and texts of others that errors quote, out of a line; the settings' secrets are read once."""

    def __init__(self) -> None:
        self._secrets = redaction.secrets()

    def __call__(self, logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
        """Return the line without them."""
        for key in ("event", "exception", "path"):
            if key in line:
                line[key] = redaction.redacted(str(line[key]), self._secrets)
        return line


_uncaught_logger = logging.getLogger(__name__)
_Excepthook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return sys.__excepthook__(kind, error, trace)
    return _uncaught_logger.critical("uncaught error", exc_info=(kind, error, trace))


def _uncaught_in_thread(told: threading.ExceptHookArgs) -> None:
    if told.exc_value is not None and told.exc_type is not SystemExit:
        _uncaught(told.exc_type, told.exc_value, told.exc_traceback)
