"""Long polling for events, without holding a database connection while waiting."""

import time

from django.db import close_old_connections
from rest_framework.request import Request

from analysis import events
from analysis.access import permissions
from analysis.access.accounts import logins
from analysis.queries import history, watching
from analysis.queries.problems import LoginRequired, TaskNotFound

#: Interval between two queries for new events.
POLL_INTERVAL_SECONDS = 0.5


def wait_for_events(request: Request, task_id: str, *, after: int, wait_seconds: float) -> events.JSON:
    """Return the events after ``after``, waiting up to ``wait_seconds`` for the first one.

    ``last_seq`` is the ``after`` of the next request; ``terminal`` means that no further events will follow.

    Raises:
        TaskNotFound: the task does not exist or is not visible to the caller, or no longer after waiting.
        LoginRequired: the login ended while waiting.
    """
    deadline = time.monotonic() + wait_seconds
    snapshot = _snapshot(request, task_id)
    waited = False
    while snapshot.last_seq <= after and not snapshot.ended and (left := deadline - time.monotonic()) > 0:
        # Hundreds of requests may wait; each would occupy a connection.
        close_old_connections()
        time.sleep(min(POLL_INTERVAL_SECONDS, left))
        snapshot = _snapshot(request, task_id)
        waited = True
    if waited:
        _check_access(request, snapshot)
    frames = history.task_frames(snapshot.task_id, after=after)
    if frames:
        return {"events": frames, "last_seq": frames[-1]["seq"], "terminal": frames[-1]["terminal"]}
    return {"events": [], "last_seq": snapshot.last_seq, "terminal": snapshot.ended}


def _snapshot(request: Request, task_id: str) -> history.TaskSnapshot:
    snapshot = history.task_snapshot(task_id, request.user, with_task=False)
    if snapshot is None:
        raise TaskNotFound
    return snapshot


def _check_access(request: Request, snapshot: history.TaskSnapshot) -> None:
    """Raise if the caller's rights ended while it waited: ``request.user`` is as old as the request."""
    login = logins.from_headers(request.headers.get("Authorization", ""), request.COOKIES)
    if not request.user.is_authenticated:
        login = logins.ANONYMOUS  # It may have sent a session that had ended before.
    watch = (login, snapshot.task_id)
    match watching.check_access([watch])[watch]:
        case watching.Access.LOGIN_ENDED:
            raise LoginRequired(permissions.LOGIN_REQUIRED)
        case watching.Access.NOT_VISIBLE:
            raise TaskNotFound
