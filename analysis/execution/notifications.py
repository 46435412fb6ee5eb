"""PostgreSQL NOTIFY and LISTEN between workers and the dispatcher. A lost notification delays a task by a second."""

from django.conf import settings
from django.db import connection

#: The channel on which the dispatcher listens.
_CHANNEL = "analysis_tasks"
NOTIFY = f"SELECT pg_notify('{_CHANNEL}', '')"


def notify_dispatcher() -> None:
    """Wake the dispatcher at commit: a task became ready, or the broker has room for one."""
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY)


def listen() -> None:
    """Subscribe this process's database connection to the notifications, where it has a session of its own."""
    if settings.DATABASE_TRANSACTION_POOLING:
        return  # the subscription would stay with a session that others use
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {_CHANNEL}")
