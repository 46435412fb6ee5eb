"""Ends a Celery worker that has gone deaf, so that whoever supervises it starts it anew.

A worker is deaf when messages lie in the broker and it has nothing to do, for a minute. The cause that is known is
mended (``broker``); this is the net under those that are not.
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

#: Seconds between two looks.
LOOK_SECONDS = 5.0
#: Seconds without work, while there is some, after which a worker is deaf.
DEAF_SECONDS = 60.0
#: Seconds that it has to stop by itself.
STOP_SECONDS = 20.0


class Watchdog:
    """Watches the worker of its process."""

    def __init__(self, is_busy: Callable[[], bool], unclaimed_seconds: Callable[[], float]) -> None:
        """``unclaimed_seconds()`` tells how long the oldest message has been waiting in the broker, 0 for none."""
        self._is_busy = is_busy
        self._unclaimed_seconds = unclaimed_seconds
        self._idle_since = time.monotonic()

    def is_deaf(self) -> bool:
        """Look once and say whether the worker has let work lie for too long."""
        if self._is_busy():
            self._idle_since = time.monotonic()
            return False
        idle = time.monotonic() - self._idle_since
        return idle >= DEAF_SECONDS and self._unclaimed_seconds() >= DEAF_SECONDS

    def watch(self) -> None:
        """Look until the worker is deaf, then end its process."""
        while not self._look():
            time.sleep(LOOK_SECONDS)
        logger.error("this worker takes no messages though there are some; it ends to be started anew")
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(1)

    def _look(self) -> bool:
        try:
            return self.is_deaf()
        except DatabaseError as error:
            logger.warning("the watchdog cannot see the queue: %s", error)
            return False
        finally:
            connection.close()


@signals.worker_ready.connect
def start(sender: Any, **kwargs: Any) -> None:
    """Watch the worker that is ready, from a thread of its main process."""
    taken = tuple(sender.app.amqp.queues.consume_from)
    watchdog = Watchdog(lambda: bool(state.active_requests), lambda: backlog.unclaimed_seconds(taken))
    threading.Thread(target=watchdog.watch, name="watchdog", daemon=True).start()
