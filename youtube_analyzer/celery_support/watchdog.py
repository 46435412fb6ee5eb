"""Ends a stalled Celery worker, so that its supervisor restarts it.

A worker is stalled if it has been idle for a minute while messages wait in its queues. The known cause is fixed by
``kombu_patch``; the watchdog covers unknown ones.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from celery import signals
from celery.worker import state
from django.db import DatabaseError, connection

from analysis.operations import backlog

logger = logging.getLogger(__name__)

#: Seconds between two checks.
CHECK_INTERVAL_SECONDS = 5.0
#: Seconds of idling with waiting messages after which a worker counts as stalled.
STALL_SECONDS = 60.0
#: Seconds between two checks above which the process itself was stopped or starved meanwhile.
LONGEST_GAP_SECONDS = 3 * CHECK_INTERVAL_SECONDS
#: Seconds for a clean shutdown before the process is ended.
STOP_TIMEOUT_SECONDS = 20.0


class Watchdog:
    """Watches the worker of this process."""

    def __init__(
        self,
        is_busy: Callable[[], bool],
        unclaimed_seconds: Callable[[], float],
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """``unclaimed_seconds()`` returns the age of the oldest message in the broker, 0 without messages."""
        self._is_busy = is_busy
        self._unclaimed_seconds = unclaimed_seconds
        self._sleep = sleep
        self._idle_since = self._checked_at = time.monotonic()

    def is_stalled(self) -> bool:
        """Return whether the worker has been idle too long while messages wait.

        Time in which the process was stopped (SIGSTOP, a suspended machine) does not count as idle.
        """
        moment = time.monotonic()
        was_stopped = moment - self._checked_at > LONGEST_GAP_SECONDS
        self._checked_at = moment
        if was_stopped or self._is_busy():
            self._idle_since = moment
            return False
        return moment - self._idle_since >= STALL_SECONDS and self._unclaimed_seconds() >= STALL_SECONDS

    def wait_until_stalled(self) -> None:
        """Check until the worker is stalled."""
        is_stalled = False
        while not is_stalled:
            self._sleep(CHECK_INTERVAL_SECONDS)
            try:
                is_stalled = self.is_stalled()
            except DatabaseError as error:
                logger.warning("watchdog cannot read the queue: %s", error)
            finally:
                connection.close()


def end_process(timeout_seconds: float = STOP_TIMEOUT_SECONDS) -> None:
    """Shut this process down, and end it where that takes longer than ``timeout_seconds``."""
    logger.error("worker stalled, exiting for restart")
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(timeout_seconds)
    os._exit(1)


@signals.worker_ready.connect
def start(sender: Any, **kwargs: Any) -> None:
    """Start the watchdog in a thread of the worker's main process."""
    queues = tuple(sender.app.amqp.queues.consume_from)
    watchdog = Watchdog(lambda: bool(state.active_requests), lambda: backlog.unclaimed_seconds(queues))

    def watch() -> None:
        watchdog.wait_until_stalled()
        end_process()

    threading.Thread(target=watch, name="watchdog", daemon=True).start()
