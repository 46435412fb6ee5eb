"""Limits of time and memory for a search in the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from analysis.exceptions import SearchTimeout


@contextmanager
def limited_cursor(*, workers: int) -> Iterator[tuple[CursorWrapper, int]]:
    """Give a cursor for a search, and the newest entry of all; ``workers`` processes may help PostgreSQL's own.

    Raises:
        SearchTimeout: a query took too long.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Compiling a query would take longer than running it. With less memory, the texts of a common prefix do not
            # fit: the index then names only their pages, of which each text is read.
            cursor.execute(
                """SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true),
                    set_config('work_mem', '32MB', true),
                    set_config('max_parallel_workers_per_gather', %s, true),
                    (SELECT coalesce(max(id), 0) FROM analysis_searchentry)""",
                [str(settings.SEARCH_TIMEOUT_MS), str(workers)],
            )
            yield cursor, cursor.fetchone()[-1]
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTimeout from error
        raise
