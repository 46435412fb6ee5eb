"""Keeps a Celery worker's row in the worker registry up to date, from a thread of its main process."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from celery import bootsteps, current_app, signals
from celery.worker import state
from celery.worker.request import Request
from django.db import Error, connection

from analysis import tasks
from analysis.choices import WorkerRole
from analysis.operations import worker_registry

logger = logging.getLogger(__name__)

#: Seconds between two checks whether a heartbeat is due.
CHECK_INTERVAL_SECONDS = 1.0
#: Seconds that a stopping worker waits for its row to be removed.
STOP_TIMEOUT_SECONDS = 2.0


class HeartbeatThread:
    """Updates the row until it is stopped, then removes it."""

    def __init__(
        self, presence: worker_registry.Heartbeat, running: Callable[[], list[UUID]], done: Callable[[], int]
    ) -> None:
        """``running()`` returns the tasks that the worker runs now, ``done()`` how many it has finished."""
        self._presence, self._running, self._done = presence, running, done
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Remove the row; if that takes too long, retention removes it later."""
        self._stopping.set()
        self._thread.join(STOP_TIMEOUT_SECONDS)

    def _run(self) -> None:
        is_stopping = False
        while not is_stopping:
            is_stopping = self._stopping.is_set()
            try:
                if is_stopping:
                    self._presence.leave()
                else:
                    self._presence.beat_if_due(tasks=self._running(), finished=self._done())
            except Error as error:
                logger.warning("worker registry could not be updated: %s", error)
            finally:
                connection.close()
            self._stopping.wait(CHECK_INTERVAL_SECONDS)


def _requests() -> list[Request]:
    """Return the analyses that the worker is running.

    Another thread changes Celery's set of active requests, so iterating over it is unsafe; copying its dict is atomic.
    """
    requests = tuple(state.requests.values())
    return [each for each in requests if each.name == tasks.run_analysis.name and each in state.active_requests]


def _running() -> list[UUID]:
    found = []
    for request in _requests():
        # Celery rejects a malformed message.
        with suppress(IndexError, TypeError, ValueError, AttributeError):
            found.append(UUID(request.args[0]))
    return found


_threads: list[HeartbeatThread] = []


@signals.worker_ready.connect
def start(sender: Any, **kwargs: Any) -> None:
    """Register the worker and start its heartbeat."""
    presence = worker_registry.Heartbeat(
        WorkerRole.WORKER, name=sender.hostname, capacity=sender.controller.concurrency
    )
    thread = HeartbeatThread(presence, _running, lambda: state.total_count[tasks.run_analysis.name] - len(_requests()))
    _threads.append(thread)
    thread.start()


def stop() -> None:
    """Remove the worker's row."""
    while _threads:
        _threads.pop().stop()


class Deregistration(bootsteps.StartStopStep):
    """Removes the row when the worker has stopped. Celery's ``worker_shutdown`` is not sent at a cold shutdown."""

    def shutdown(self, parent: Any) -> None:
        """Run once all parts of the worker have stopped, after a warm and a cold shutdown."""
        stop()


current_app.steps["consumer"].add(Deregistration)
