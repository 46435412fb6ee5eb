"""Keeps a Celery worker's row in the register of processes, from a thread of its main process that nobody waits for."""

import logging
import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

from celery import signals
from celery.worker import state
from celery.worker.request import Request
from django.db import Error, connection

from analysis import tasks
from analysis.choices import WorkerRole
from analysis.operations import worker_registry

logger = logging.getLogger(__name__)

#: Seconds between two looks at whether a sign of life is due.
LOOK_SECONDS = 1.0
#: Seconds that a worker which ends waits for its row to be removed.
LEAVE_SECONDS = 2.0


class Keeper:
    """Writes the row until it is told to leave, and then removes it."""

    def __init__(
        self, presence: worker_registry.Presence, running: Callable[[], list[UUID]], done: Callable[[], int]
    ) -> None:
        """``running()`` tells what the worker runs now, ``done()`` how many analyses it is through with."""
        self._presence, self._running, self._done = presence, running, done
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="presence", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def leave(self) -> None:
        """Have the row removed; what takes too long is left to housekeeping."""
        self._leaving.set()
        self._thread.join(LEAVE_SECONDS)

    def _keep(self) -> None:
        while True:
            self._try(lambda: self._presence.beat_if_due(tasks=self._running(), finished=self._done()))
            if self._leaving.wait(LOOK_SECONDS):
                break
        self._try(self._presence.leave)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Error as error:
            logger.warning("the register of processes cannot be written: %s", error)
        finally:
            connection.close()


def _running() -> list[UUID]:
    return [task_id for request in _requests() if (task_id := _task_id(request)) is not None]


def _requests() -> list[Request]:
    """Return the analyses that the worker has begun.

    Celery's set of them grows in another thread and must not be walked through; its dict is copied in one step.
    """
    taken = tuple(state.requests.values())
    return [one for one in taken if one.name == tasks.run_analysis.name and one in state.active_requests]


def _task_id(request: Request) -> UUID | None:
    """Return which analysis it is; None for a message that somebody made by hand, which Celery refuses."""
    try:
        return UUID(request.args[0])
    except (IndexError, TypeError, ValueError, AttributeError):
        return None


def _done() -> int:
    return state.total_count[tasks.run_analysis.name] - len(_requests())


_keepers: list[Keeper] = []


@signals.worker_ready.connect
def start(sender: Any, **kwargs: Any) -> None:
    """Keep the row of the worker that is ready."""
    presence = worker_registry.Presence(WorkerRole.WORKER, name=sender.hostname, capacity=sender.controller.concurrency)
    keeper = Keeper(presence, _running, _done)
    _keepers.append(keeper)
    keeper.start()


@signals.worker_shutdown.connect
def leave(**kwargs: Any) -> None:
    """Remove the row of a worker that ends as it should."""
    while _keepers:
        _keepers.pop().leave()
