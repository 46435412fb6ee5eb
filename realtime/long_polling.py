"""Long polling: ``GET /api/v1/analysis/{task_id}/events?wait=SECONDS`` waits here, and the API answers it."""

import time
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from django.db import Error as DatabaseError

from analysis.access import client_identity
from analysis.access.limits import connection_slots
from analysis.exceptions import TooManyConnections
from analysis.queries import history
from realtime import credentials, cursors, hub, metrics
from realtime.disconnects import run_until_disconnect


class LongPolling:
    """Holds a request until there is a newer event or its time is up, without a thread or a database connection.

    Then the application answers it, as a request that does not wait: it authenticates the caller, whose rights may have
    ended meanwhile, counts the request and validates the parameters. A request that the API will refuse is not held.
    """

    def __init__(self, application: Any) -> None:
        self.application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request, unless its client leaves."""
        received: list[Any] = []

        async def receive_again() -> Any:
            return received.pop(0) if received else await receive()

        waiting = await run_until_disconnect(_wait_for_news(scope), receive, received)
        if not waiting.cancelled():
            await self.application(scope | {"refusal": waiting.result()}, receive_again, send)


async def _wait_for_news(scope: Any) -> TooManyConnections | None:
    """Return when the request can be answered; with an error if its caller has too many connections."""
    given = parse_qs(scope["query_string"].decode("latin-1")).get("wait", ["0"])[-1]
    seconds = next((each for each in range(1, history.MAX_WAIT_SECONDS + 1) if str(each) == given), 0)
    if scope["method"] != "GET" or not seconds:
        return None  # The API refuses an invalid ``wait``.
    until = time.monotonic() + seconds
    try:
        after = cursors.from_query(scope["query_string"]) or 0
        login, caller = await credentials.identify(scope)
        read_snapshot = database_sync_to_async(history.TASKS.snapshot)
        snapshot = await read_snapshot(scope["url_route"]["kwargs"]["task_id"], caller, with_task=False)
        if snapshot is None or snapshot.ended or snapshot.last_seq > after:
            return None
        slot = await connection_slots.acquire(client_identity.rate_limit_key_of_scope(caller, scope))
    except (cursors.InvalidCursor, credentials.InvalidToken, DatabaseError):
        return None
    except TooManyConnections as error:
        return error
    subscription = hub.subscribe(snapshot, login, after=after)
    try:
        with metrics.LONG_POLLS.track_inprogress():
            await subscription.wait_for_news(until - time.monotonic())
    finally:
        subscription.close()
        slot.release()
    return None
