"""The module that Django looks for in a database backend."""

import select
from collections.abc import Sequence
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg_pool import ConnectionPool


class DatabaseWrapper(base.DatabaseWrapper):
    """Checks an idle connection by looking at its socket; Django's own sends a query before the first of a request."""

    @property
    def pool(self) -> Any:
        """Return the pool of this process, None where each use opens a connection."""
        pool = super().pool
        if pool is not None:
            # Django passes psycopg's own check and leaves no option for another one.
            pool._check = check_connection
        return pool

    def prepared_cursor(self) -> Any:
        """Return a cursor that sends values beside the query, so that the server keeps its plan.

        A query is prepared once a connection has sent it ``prepare_threshold`` times; None: never.
        """
        if self.queries_logged:
            return self.cursor()  # the log shows queries with their values
        with self.wrap_database_errors:
            self.ensure_connection()
            return self._prepare_cursor(psycopg.Cursor(self.connection))  # type: ignore[attr-defined]  # not in the stubs

    def execute_together(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        """Execute such queries with their values in one round trip, and return the rows of the last.

        They are one transaction if none is open. Each sees what was committed before it began.
        """
        if self.queries_logged:
            return self._execute_as_one(statements)
        with self.wrap_database_errors:
            self.ensure_connection()
            assert self.connection is not None
            try:
                with self.connection.pipeline():  # its end sends them and waits for all answers
                    for query, values in statements:
                        cursor = self.prepared_cursor()
                        cursor.execute(query, values)
            except psycopg.Error as error:
                if not self.connection.pgconn.pipeline_status:
                    raise
                # The commit failed, as of a row that no longer has its owner: psycopg cannot leave the pipeline then.
                self.connection.close()
                self.close()
                raise (error.__context__ or error) from None
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def _execute_as_one(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[tuple[Any, ...]]:
        """Do the same with one text that holds the values."""
        with self.cursor() as cursor:
            cursor.execute("; ".join(query for query, _ in statements), [each for _, own in statements for each in own])
            while cursor.nextset():
                pass
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows

    def is_usable(self) -> bool:
        """Return whether the connection still works."""
        assert self.connection is not None
        return not _has_input(self.connection) or super().is_usable()


def check_connection(connection: psycopg.Connection[Any]) -> None:
    """Return if the connection still works.

    Raises:
        psycopg.OperationalError: the server has closed it.
    """
    if _has_input(connection):
        ConnectionPool.check_connection(connection)


def _has_input(connection: psycopg.Connection[Any]) -> bool:
    """Return whether there is something to read: a server that stops sends a message and closes the connection.

    If the server's machine disappears, the next query fails, as a query that checks the connection would.
    """
    try:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except (psycopg.OperationalError, ValueError):
        return True  # It is closed already.
