"""Long polling: holding an answer until there is something newer, without holding a database connection meanwhile."""

import time

from django.db import close_old_connections

from analysis import events
from analysis.access import permissions
from analysis.api.http.problems import TaskNotFound
from analysis.queries import history

#: Between two looks at the task.
POLL_SECONDS = 0.5


def events_after(task_id: str, caller: permissions.Caller, *, after: int, wait_seconds: float) -> events.JSON:
    """Return the events that follow ``after``, waiting up to ``wait_seconds`` for the first of them.

    ``last_seq`` is what to ask ``after`` next; ``terminal`` says that there is nothing left to ask for.

    Raises:
        TaskNotFound: there is no such task for this caller, or it was deleted meanwhile.
    """
    standing = _wait(task_id, caller, after, time.monotonic() + wait_seconds)
    frames = history.task_frames(standing.task_id, after=after)
    if frames:
        return {"events": frames, "last_seq": frames[-1]["seq"], "terminal": history.is_terminal(frames[-1])}
    return {"events": [], "last_seq": standing.last_seq, "terminal": standing.ended}


def _wait(task_id: str, caller: permissions.Caller, after: int, deadline: float) -> history.Standing:
    """Return where the task stands once it has gone past ``after``, has ended, or the time is over."""
    while True:
        standing = history.task_standing(task_id, caller, with_task=False)
        if standing is None:
            raise TaskNotFound
        left = deadline - time.monotonic()
        if standing.last_seq > after or standing.ended or left <= 0:
            return standing
        # Hundreds may wait; each would keep a connection from those who have something to ask.
        close_old_connections()
        time.sleep(min(POLL_SECONDS, left))
