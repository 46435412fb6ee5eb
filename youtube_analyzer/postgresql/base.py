"""The module that Django looks for in a database backend."""

import select
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
            pool._check = check_connection
        return pool

    def is_usable(self) -> bool:
        """Return whether the connection still works."""
        assert self.connection is not None
        return not _has_news(self.connection) or super().is_usable()


def check_connection(connection: psycopg.Connection[Any]) -> None:
    """Return if the connection still works.

    Raises:
        psycopg.OperationalError: the server has closed it.
    """
    if _has_news(connection):
        ConnectionPool.check_connection(connection)


def _has_news(connection: psycopg.Connection[Any]) -> bool:
    """Say whether there is something to read: a server that restarts says so, and closes the connection.

    A server that vanished without a word is found out by the next query, as it would be by a query that checks.
    """
    try:
        poll = select.poll()
        poll.register(connection.fileno(), select.POLLIN)
        return bool(poll.poll(0))
    except (psycopg.OperationalError, ValueError):
        return True  # It is closed already.
