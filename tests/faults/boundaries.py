"""Puts the places of ``places`` into a process and carries the orders out there."""

import ctypes
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from celery.worker.request import Request

from analysis import events
from analysis.execution import leases, lifecycle, steps
from analysis.pipeline.progress import Progress
from tests.faults.orders import FOLDER_VARIABLE, Folder
from youtube_analyzer import env

#: What a step that eats memory may have besides what its process uses already.
_MEMORY_BYTES = 64 * 1024**2


def install() -> None:
    """Put the boundaries into this process."""
    folder = Folder(Path(env.text(FOLDER_VARIABLE)))

    def reach(boundary: str, task_id: object, progress: Progress | None = None) -> None:
        order = folder.take(str(task_id), boundary)
        folder.note(str(task_id), boundary, order)
        if order == "work":
            _work(progress)
        elif order:
            ORDERS[order]()

    leases.claim_task = _claim(leases.claim_task, reach)
    lifecycle.record_event = _record(lifecycle.record_event, reach)
    lifecycle.complete_step = _after(lifecycle.complete_step, reach, lambda claim, step, **_: f"committed {step}")
    lifecycle.complete_task = _after(lifecycle.complete_task, reach, lambda claim, *_: "committed end")
    for step, function in steps.BINDINGS.items():
        steps.BINDINGS[step] = _in_step(step, function, reach)
    Request.acknowledge = _acknowledge(Request.acknowledge, reach)


Reach = Callable[..., None]


def _claim(claim: Any, reach: Reach) -> Any:
    @wraps(claim)
    def wrapped(task_id: Any, **names: Any) -> Any:
        reach("unclaimed", task_id)
        found = claim(task_id, **names)
        if found is not None:
            reach("claimed", task_id)
        return found

    return wrapped


def _record(record: Any, reach: Reach) -> Any:
    @wraps(record)
    def wrapped(task_id: Any, event: events.Event) -> None:
        record(task_id, event)
        if isinstance(event, events.StepCompleted):
            reach(f"uncommitted {event.step}", task_id)
        elif event.terminal:
            reach("uncommitted end", task_id)

    return wrapped


def _after(function: Any, reach: Reach, boundary: Callable[..., str]) -> Any:
    @wraps(function)
    def wrapped(claim: lifecycle.Claim, *args: Any, **kwargs: Any) -> None:
        function(claim, *args, **kwargs)
        reach(boundary(claim, *args, **kwargs), claim.task_id)

    return wrapped


def _in_step(step: str, function: Any, reach: Reach) -> Any:
    @wraps(function)
    def wrapped(run: steps.StepContext) -> steps.StepOutcome:
        try:
            reach(f"in {step}", run.task_id, run.progress)
            return function(run)
        except BaseException:
            reach(f"out of {step}", run.task_id)
            raise

    return wrapped


def _acknowledge(acknowledge: Any, reach: Reach) -> Any:
    @wraps(acknowledge)
    def wrapped(request: Request) -> None:
        if not request.acknowledged:
            reach("unacknowledged", request.args[0])
        acknowledge(request)

    return wrapped


# Orders


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_group() -> None:
    os.killpg(0, signal.SIGKILL)


def _freeze() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def _hang() -> None:
    threading.Event().wait()


def _crash() -> None:
    ctypes.string_at(0)


def _exhaust() -> None:
    """Eat memory until there is no more: a container's limit, made small."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + _MEMORY_BYTES, before[1]))
    eaten = []
    try:
        while True:
            eaten.append(bytes(1024**2))
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def _work(progress: Progress | None) -> None:
    """Work for ever, as steps should: telling so."""
    assert progress is not None  # only a step can be told to work
    while True:
        progress.update(0, None, "Working")
        time.sleep(0.05)  # the pace of the work


ORDERS = {
    "kill": _kill,
    "kill group": _kill_group,
    "freeze": _freeze,
    "hang": _hang,
    "crash": _crash,
    "exhaust": _exhaust,
}
