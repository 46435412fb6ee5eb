"""Constant queries that PostgreSQL parses and plans once per connection.

Planning the query of a task takes ten times as long as running it. Queries of the ORM are not prepared: psycopg binds
their values itself. ``docs/reliability.md`` says what an old PgBouncer needs.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def fetch_row(query: str, values: Sequence[Any]) -> tuple[Any, ...] | None:
    """Return the first row, None where there is none. ``query`` is a constant: each text keeps a plan."""
    return next(iter(fetch_rows(query, values)), None)


def fetch_rows(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Return all rows of such a query."""
    database: Any = connection  # of youtube_analyzer/postgresql
    with database.prepared_cursor() as cursor:
        cursor.execute(query, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def execute_together(statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
    """Execute such queries with their values in one round trip, and return the rows of the last.

    They are one transaction if none is open.
    """
    database: Any = connection  # of youtube_analyzer/postgresql
    rows: list[tuple[Any, ...]] = database.execute_together(statements)
    return rows
