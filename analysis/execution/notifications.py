"""How the dispatcher is told that there is something to do: PostgreSQL's NOTIFY. A call that is lost costs a second."""

from django.db import connection

#: The channel on which the dispatcher listens.
_CHANNEL = "analysis_tasks"


def call() -> None:
    """Tell the dispatcher, at commit, that there is work, or room for some."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [_CHANNEL])


def listen() -> None:
    """Have this process's connection hear the calls."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {_CHANNEL}")
