"""Long polling for events, without holding a database connection while waiting."""

import time

from django.db import close_old_connections

from analysis import events
from analysis.access import permissions
from analysis.api.http.problems import TaskNotFound
from analysis.queries import history

#: Interval between two queries for new events.
POLL_INTERVAL_SECONDS = 0.5


def wait_for_events(task_id: str, caller: permissions.Caller, *, after: int, wait_seconds: float) -> events.JSON:
    """Return the events after ``after``, waiting up to ``wait_seconds`` for the first one.

    ``last_seq`` is the ``after`` of the next request; ``terminal`` means that no further events will follow.

    Raises:
        TaskNotFound: the task does not exist, is not visible to the caller, or was deleted while waiting.
    """
    standing = _wait(task_id, caller, after, time.monotonic() + wait_seconds)
    frames = history.task_frames(standing.task_id, after=after)
    if frames:
        return {"events": frames, "last_seq": frames[-1]["seq"], "terminal": frames[-1]["terminal"]}
    return {"events": [], "last_seq": standing.last_seq, "terminal": standing.ended}


def _wait(task_id: str, caller: permissions.Caller, after: int, deadline: float) -> history.TaskSnapshot:
    """Return a snapshot of the task once it has an event after ``after``, has ended, or time is up."""
    while True:
        standing = history.task_snapshot(task_id, caller, with_task=False)
        if standing is None:
            raise TaskNotFound
        left = deadline - time.monotonic()
        if standing.last_seq > after or standing.ended or left <= 0:
            return standing
        # Hundreds of requests may wait; each would occupy a connection.
        close_old_connections()
        time.sleep(min(POLL_INTERVAL_SECONDS, left))
