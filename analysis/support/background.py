"""Run a blocking call in a thread while polling for cancellation."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from contextvars import copy_context
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

#: The name of the threads.
THREAD_NAME = "background-work"
#: Seconds between two polls: how soon a cancellation, or the end of the time limit, is noticed.
POLL_INTERVAL_SECONDS = 0.5


def run_with_polling(
    work: Callable[[], T],
    on_poll: Callable[[], None],
    *,
    limit_seconds: float | None = None,
    abandoned: threading.Event | None = None,
) -> T:
    """Return the result of ``work``, which runs in a thread; call ``on_poll`` first and then twice a second.

    Use it for calls that return to Python too rarely for a cancellation or a signal to be noticed: a model at work, a
    server that does not answer. If ``on_poll`` raises, so does this function, at once. The thread cannot be stopped:
    it runs to its end and its result is lost. Set ``abandoned`` to an event that ``work`` checks to stop it earlier;
    the event is set when this function returns or raises.

    ``on_poll`` runs in the calling thread, so it may use the database.

    Raises:
        TimeoutError: ``work`` takes longer than ``limit_seconds``.
    """
    on_poll()
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # passed on to the caller, whatever it is
            future.set_exception(error)

    # A daemon thread: a process that is asked to stop does not wait for a download that hangs.
    threading.Thread(target=copy_context().run, args=(run,), name=THREAD_NAME, daemon=True).start()
    started = monotonic()
    try:
        while not wait([future], timeout=POLL_INTERVAL_SECONDS).done:
            on_poll()
            if limit_seconds is not None and monotonic() - started > limit_seconds:
                raise TimeoutError
        return future.result()
    finally:
        if abandoned is not None:
            abandoned.set()
