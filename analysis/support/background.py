"""Work that cannot be interrupted, done beside a look at whether it is still wanted."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

#: Seconds between two looks: how soon a cancel, or the end of the time allowed, is noticed.
LOOK_SECONDS = 0.5


def aside(work: Callable[[], T], look: Callable[[], None], *, limit_seconds: float | None = None) -> T:
    """Return what ``work`` gives, run in a thread; ``look`` is called before, and twice a second until it has ended.

    A model at work, or a server that is silent, does not come back to Python for seconds, and a signal is seen by the
    main thread only when that runs Python. Where ``look`` raises, the caller is free at once; the work ends by itself
    and what it gives is lost.

    Raises:
        TimeoutError: the work takes longer than ``limit_seconds``.
    """
    look()
    future: Future[T] = Future()
    # A daemon: a process that is told to end does not wait for a download that hangs.
    threading.Thread(target=copy_context().run, args=(_run, future, work), name="aside", daemon=True).start()
    began = monotonic()
    while not wait([future], timeout=LOOK_SECONDS).done:
        look()
        if limit_seconds is not None and monotonic() - began > limit_seconds:
            raise TimeoutError
    return future.result()


def _run(future: Future[T], work: Callable[[], T]) -> None:
    try:
        future.set_result(work())
    except BaseException as error:  # for whoever waits, whatever it is
        future.set_exception(error)
