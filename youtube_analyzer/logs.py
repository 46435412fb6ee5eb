"""Log configuration: JSON lines for machines or text for people.

Every module logs through ``logging.getLogger(__name__)``. structlog formats all records, including those of libraries:
it adds its context variables (``request_id``, ``task_id``, ``step``, ``user``) and the ``extra`` fields listed here.
docs/operations.md lists the fields.
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

#: Fields of ``extra`` that are written; all others are ignored.
FIELDS = ("task_id", "step", "method", "route", "path", "status", "ms", "close_code")
#: Fields that may hold text of other programs or of clients.
_TEXTS = ("event", "exception", "path")
#: Maximum number of characters of one text: messages of external programs may have any length.
MAX_TEXT_LENGTH = 8000
#: Terminal control characters, line separators, and marks that reorder what follows. Only a new record begins at the
#: left edge: no text can pass for one.
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(10), *range(11, 32), *range(127, 160))}
_CONTROL |= {code: f"\\u{code:04x}" for code in (0x2028, 0x2029, 0x200E, 0x200F, *range(0x202A, 0x202F))}
_CONTROL |= {code: f"\\u{code:04x}" for code in (0x061C, *range(0x2066, 0x206A))} | {0x0A: "\n    "}


def config(*, format: str, level: str) -> dict[str, Any]:
    """Return Django's ``LOGGING``: one line per record on standard error, ``json`` or ``console``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "youtube_analyzer.logs.formatter", "format": format}},
        "filters": {"one_line": {"()": "youtube_analyzer.logs.SecurityWarnings"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line"]}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            **{name: {"level": level} for name in ("analysis", "realtime", "youtube_analyzer")},
            # Servers add handlers to their loggers before they load the project; naming the loggers removes those.
            **{
                name: {"level": "INFO", "propagate": True} for name in ("celery", "uvicorn", "gunicorn.error", "daphne")
            },
            # The request log and the runner already log each request and message, with all fields.
            **{name: {"level": "ERROR", "propagate": True} for name in ("django.request", "uvicorn.access")},
            **{name: {"level": "WARNING"} for name in ("uvicorn.error", "celery.worker.strategy", "celery.app.trace")},
        },
    }


class SecurityWarnings(logging.Filter):
    """Makes warnings without tracebacks of the errors in Django's security log.

    Any client can trigger them, for example with a wrong ``Host`` header: an error would be one of this service.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Return True after changing the record."""
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def configure(config: dict[str, Any]) -> None:
    """Apply ``config``; set as ``LOGGING_CONFIG``. Warnings and uncaught exceptions are logged, too."""
    logging.config.dictConfig(config)
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread


def formatter(*, format: str) -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter for all records."""
    secrets = redaction.secrets()

    def clean(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
        """Truncate long texts, redact secrets, and resolve ``user``, which is known only after a view accessed it."""
        if callable(user := line.get("user")):
            line["user"] = user()
        if len(event := str(line["event"])) > MAX_TEXT_LENGTH:
            line["event"] = f"{event[:MAX_TEXT_LENGTH]}..."
        # The end of a traceback is the most useful part.
        if len(trace := line.get("exception", "")) > 2 * MAX_TEXT_LENGTH:
            line["exception"] = f"...{trace[-2 * MAX_TEXT_LENGTH :]}"
        texts = {key: redaction.redact(str(line[key]), secrets) for key in _TEXTS if key in line}
        return {key: value for key, value in {**line, **texts}.items() if value is not None}

    rendering: list[Processor] = [_order_fields, structlog.processors.JSONRenderer()]
    if format == "console":
        # The default traceback format shows variable values: whole comments, and secrets.
        plain = structlog.dev.plain_traceback
        console = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain, pad_event_to=40)
        rendering = [_prepare_for_terminal, console]
    return structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(allow=FIELDS),
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            clean,
        ],
    )


def _order_fields(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Put the most important fields first."""
    return {key: line[key] for key in ("timestamp", "level", "logger", "event")} | {**line}


def _prepare_for_terminal(logger: WrappedLogger, name: str, line: EventDict) -> EventDict:
    """Escape control characters, which could manipulate a terminal, and drop what the request log's message repeats."""
    texts = {key: str(line[key]).translate(_CONTROL) for key in _TEXTS if key in line}
    return {key: value for key, value in {**line, **texts}.items() if key not in ("method", "route", "status")}


_uncaught_logger = logging.getLogger(__name__)
_Excepthook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def _log_uncaught(error_type: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(error_type, KeyboardInterrupt):
        return sys.__excepthook__(error_type, error, trace)
    return _uncaught_logger.critical("uncaught exception", exc_info=(error_type, error, trace))


def _log_uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)
