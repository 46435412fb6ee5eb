"""What a log line holds, and what it never does."""

import json
import logging
import subprocess
import sys

import pytest
from django.conf import settings
from structlog.contextvars import bound_contextvars

from tests.support.log_lines import written

logger = logging.getLogger("analysis.somewhere")


def test_a_line_is_json_and_carries_what_is_bound():
    with written() as lines, bound_contextvars(request_id="r-1", task_id="t-1", step="extraction", user=7):
        logger.warning("%s went %s", "it", "wrong", extra={"status": 503, "not_named": "x"})
    line = lines.one()
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "level": "warning",
        "logger": "analysis.somewhere",
        "event": "it went wrong",
        "status": 503,
        "request_id": "r-1",
        "task_id": "t-1",
        "step": "extraction",
        "user": 7,
    }


@pytest.mark.parametrize("name", ["celery.worker", "uvicorn", "django.request", "yt_dlp", "py.warnings"])
def test_lines_of_libraries_look_and_carry_the_same(name):
    with written() as lines, bound_contextvars(request_id="r-1"):
        logging.getLogger(name).error("theirs")
    assert lines.one(logger=name, event="theirs")["request_id"] == "r-1"


def test_what_a_client_did_wrong_is_no_error_of_this_service():
    security = logging.getLogger("django.security.DisallowedHost")
    with written() as lines:
        security.error("wrong host", exc_info=ValueError("x"))
    line = lines.one(event="wrong host")
    assert (line["level"], line.get("exception")) == ("warning", None)


def test_what_is_not_known_is_left_out():
    with written() as lines, bound_contextvars(request_id=None, user=lambda: None):
        logger.error("alone")
    assert lines.one().keys() == {"timestamp", "level", "logger", "event"}


def test_a_user_who_becomes_known_later_stands_in_the_lines_from_then_on():
    known = []
    with written() as lines, bound_contextvars(user=lambda: known[0] if known else None):
        logger.error("before")
        known.append(7)
        logger.error("after")
    assert "user" not in lines.one(event="before")
    assert lines.one(event="after")["user"] == 7


@pytest.mark.parametrize("format", ["json", "console"])
def test_a_text_with_line_feeds_and_terminal_codes_cannot_fake_a_line(format):
    with written(format) as lines:
        logger.error("a\r\n\x1b[31mERROR\u2028faked %s", "\ud800")
    assert "\x1b" not in lines.text()
    assert "\r" not in lines.text()
    assert "\u2028" not in lines.text()
    if format == "json":
        assert lines.one()["event"] == "a\r\n\x1b[31mERROR\u2028faked \ud800"


def test_in_a_terminal_only_a_record_begins_at_the_left_edge_and_nothing_is_reordered():
    with written("console") as lines:
        try:
            raise ValueError("b\n2026-11-29T18:00:00Z [error    ] faked \u202eelif")
        except ValueError:
            logger.exception("a\n2026-11-29T18:00:00Z [error    ] faked \u2066")
    first, *others = lines.text().splitlines()
    assert "a" in first
    assert [line for line in others if line and not line.startswith("    ") and line[:9] != "Traceback"] == []
    assert not {"\u202e", "\u2066"} & set(lines.text())


def test_secrets_of_the_settings_and_passwords_in_addresses_are_blotted_out():
    with written() as lines:
        logger.error("key %s at postgresql://me:hunter22@host/db, Bearer abcdef.123456789", settings.SECRET_KEY)
    assert lines.one()["event"] == "key *** at postgresql://***@host/db, Bearer ***"


def test_the_row_that_postgresql_quotes_is_blotted_out_of_a_traceback():
    quoted = "(1, somebody's comment (really).\nMore., 3)."
    with written() as lines:
        try:
            raise ValueError(f"violates\nDETAIL:  Failing row contains {quoted}")
        except ValueError:
            logger.exception("it broke")
    trace = lines.one()["exception"]
    assert "somebody's comment" not in trace
    assert "DETAIL:  Failing row contains (***)." in trace


@pytest.mark.parametrize("format", ["json", "console"])
def test_a_traceback_shows_no_values_of_variables(format):
    comment = "what a viewer" + " wrote"
    with written(format) as lines:
        try:
            raise RuntimeError(len(comment))
        except RuntimeError:
            logger.exception("it broke")
    assert "RuntimeError: 19" in lines.text()
    assert "what a viewer wrote" not in lines.text()


def test_a_text_of_any_length_is_cut():
    with written() as lines:
        logger.error("x" * 1_000_000)
    assert len(lines.one()["event"]) == 8003


def test_people_read_text():
    with written("console") as lines, bound_contextvars(task_id="t-1"):
        logger.warning("it went wrong")
    line = lines.text()
    assert "it went wrong" in line
    assert "task_id=t-1" in line
    assert "[analysis.somewhere]" in line


def run(code, before="", **environment):
    """Return what a fresh process with the product's settings writes to standard error."""
    told = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "youtube_analyzer.settings",
        "SECRET_KEY": "for-this-process-only-" * 3,
        "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    }
    command = [sys.executable, "-c", f"{before}import django; django.setup()\n{code}"]
    return subprocess.run(command, env=told | environment, capture_output=True, text=True, check=False).stderr


def test_uncaught_errors_and_warnings_are_lines_too():
    code = (
        "import threading, warnings\n"
        "warnings.warn('old')\n"
        "thread = threading.Thread(target=lambda: 1 / 0); thread.start(); thread.join()\n"
        "raise SystemError('end')"
    )
    warning, in_thread, end = (json.loads(line) for line in run(code).splitlines())
    assert (warning["logger"], warning["level"]) == ("py.warnings", "warning")
    assert (in_thread["event"], in_thread["exception"].splitlines()[-1]) == (
        "uncaught exception",
        "ZeroDivisionError: division by zero",
    )
    assert end["exception"].splitlines()[-1] == "SystemError: end"


@pytest.mark.parametrize("server", ["uvicorn.error", "gunicorn.error"])
def test_what_a_server_says_of_an_error_is_a_line_like_others_and_comes_once(server):
    # What servers do before they load the application.
    before = (
        "import logging.config, uvicorn.config\n"
        "logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)\n"
        "theirs = logging.getLogger('gunicorn.error'); theirs.propagate = False\n"
        "theirs.addHandler(logging.StreamHandler())\n"
    )
    (line,) = run(f"logging.getLogger({server!r}).error('it broke')", before=before).splitlines()
    assert (json.loads(line)["event"], json.loads(line)["logger"]) == ("it broke", server)


def test_debug_means_text_and_the_setting_decides():
    code = "import logging; logging.getLogger('analysis').warning('said')"
    assert run(code).startswith('{"timestamp"')
    assert not run(code, DEBUG="true").startswith("{")
    assert run(code, DEBUG="true", LOG_FORMAT="json").startswith("{")


def test_an_unknown_format_stops_the_start():
    assert "LOG_FORMAT must be one of json, console" in run("", LOG_FORMAT="xml")
