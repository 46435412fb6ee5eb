"""Wrappers that add tracing, pacing and a circuit breaker to every method of a video source."""

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import Any

from analysis.exceptions import AnalysisError, CancellationRequested, ExtractionBlocked, RateLimited, TemporaryError
from analysis.pipeline import ports
from analysis.pipeline.progress import Progress
from analysis.sources import circuit_breaker, data_api_quota
from analysis.support import tracing
from analysis.support.background import run_with_polling

#: Seconds between two polls for cancellation while a worker waits for its turn.
_TURN_POLL_INTERVAL_SECONDS = 0.5


class SourceWrapper:
    """Implements ``VideoSource`` by another source: each of its methods goes through :meth:`call`."""

    def __init__(self, source: ports.VideoSource) -> None:
        self.name = source.name
        self._source = source

    def __getattr__(self, method: str) -> Callable[..., Any]:
        return partial(self.call, method)

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        """Return what the method of the wrapped source returns; raise what it raises."""
        return getattr(self._source, method)(*args, **kwargs)


class TracedSource(SourceWrapper):
    """Records a span for each call."""

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        with tracing.span(method.replace("_", " "), source=self.name, limit=kwargs.get("limit")):
            return super().call(method, *args, **kwargs)


class GuardedSource(SourceWrapper):
    """Calls a remote source at the pace, and behind the circuit breaker, that all workers share.

    Each call runs in a thread, so that a slow server does not delay a cancellation. A call also raises SourcePaused
    and SourceBlocked.
    """

    def __init__(self, source: ports.VideoSource, on_poll: Callable[[], None]) -> None:
        """Call ``on_poll`` while a call that takes no ``progress`` is under way; it raises to cancel the call."""
        super().__init__(source)
        self._on_poll = on_poll

    def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        progress = kwargs.get("progress") or Progress(check=self._on_poll)
        circuit_breaker.raise_if_paused(self.name)
        turn_at = time.monotonic() + circuit_breaker.reserve_turn(self.name)
        while (remaining := turn_at - time.monotonic()) > 0:
            progress.check_cancelled()
            time.sleep(min(_TURN_POLL_INTERVAL_SECONDS, remaining))
        try:
            result = self._call_counted(method, progress, args, kwargs)
        except (RateLimited, ExtractionBlocked) as error:
            circuit_breaker.record_refusal(self.name, error)
            circuit_breaker.raise_if_paused(self.name)  # states when the pause ends, which ``error`` does not
            raise
        except TemporaryError:
            raise  # a network error does not show that YouTube refuses this server
        except AnalysisError:
            circuit_breaker.record_success(self.name)  # "private" or "no captions" is an answer
            raise
        circuit_breaker.record_success(self.name)
        return result

    def _call_counted(self, method: str, progress: Progress, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the source; count what the call cost of a quota, whatever came of it."""
        try:
            return self._call_in_thread(method, progress, args, kwargs)
        finally:
            take_units = getattr(self._source, "take_units", None)
            if take_units is not None and (units := take_units()):
                data_api_quota.record_use(units)

    def _call_in_thread(self, method: str, progress: Progress, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call the source in a thread; report its progress from this one, which has the database connection."""
        reports: deque[tuple[int, str]] = deque()
        abandoned = Event()

        def check_abandoned() -> None:
            if abandoned.is_set():
                raise CancellationRequested

        def pass_on_reports() -> None:
            progress.check_cancelled()
            while reports:
                percent, message = reports.popleft()
                progress.update(percent, 100, message)

        relay = Progress(lambda percent, message: reports.append((percent, message)), check_abandoned, progress.message)
        if "progress" in kwargs:
            kwargs["progress"] = relay
        work = partial(super().call, method, *args, **kwargs)
        result = run_with_polling(work, pass_on_reports, abandoned=abandoned)
        pass_on_reports()
        return result
