"""The check of an idle connection to the database, and statements that share a round trip."""

from contextlib import nullcontext

import psycopg
import pytest
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from tests.support import waiting
from youtube_analyzer.postgresql.base import check_connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other():
    """A connection of its own, as a pool holds it."""
    with psycopg.connect(autocommit=True, **parameters()) as opened:
        yield opened


def parameters():
    wanted = connection.get_connection_params()
    return {name: wanted[name] for name in ("dbname", "user", "host", "port", "password") if wanted.get(name)}


def end_session(pid):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_a_working_connection_passes_without_a_query(other, monkeypatch):
    monkeypatch.setattr(psycopg.Connection, "execute", None)
    check_connection(other)


def test_one_that_the_server_has_closed_is_refused(other):
    end_session(other.info.backend_pid)

    def refused():
        try:
            check_connection(other)
        except psycopg.OperationalError:
            return True
        return False

    waiting.until(refused)


def test_one_that_is_closed_here_is_refused(other):
    other.close()
    with pytest.raises(psycopg.OperationalError):
        check_connection(other)


def test_a_message_that_waits_does_no_harm(other):
    other.execute("LISTEN here")
    with connection.cursor() as cursor:
        cursor.execute("NOTIFY here")
    waiting.until(lambda: check_connection(other) is None)
    assert other.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("are_logged", [False, True])
def test_statements_that_are_executed_together_are_one_transaction(are_logged):
    creation, deletion = ("CREATE TABLE here (n int)", ()), ("DROP TABLE here", ())
    with CaptureQueriesContext(connection) if are_logged else nullcontext():
        with pytest.raises(DataError, match="division by zero"):
            connection.execute_together([creation, ("SELECT 1 / %s", [0])])
        assert connection.execute_together([creation, deletion, ("SELECT %s", [7])]) == [(7,)]
