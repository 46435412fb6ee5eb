"""Following an analysis or batch through lost connections: what was seen, what to try next. No input and output."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from youtube_analyzer_client import errors, events
from youtube_analyzer_client.model import JSON
from youtube_analyzer_client.retries import RetryPolicy

Transport = Literal["websocket", "sse", "poll"]
#: In the order in which they are tried.
TRANSPORTS: tuple[Transport, ...] = ("websocket", "sse", "poll")
#: Attempts that brought nothing, after which the next way is tried.
_ATTEMPTS_OF_A_TRANSPORT = 2
_PAUSES = RetryPolicy(first_pause=0.25, longest_pause=15.0)


@dataclass
class Following:
    """How far a client has followed one analysis or batch."""

    #: Number of the last event that was seen.
    after: int = 0
    transports: Sequence[Transport] = TRANSPORTS
    #: Seconds without any event or answer after which it gives up.
    patience: float = 300.0
    clock: Callable[[], float] = time.monotonic
    is_ended: bool = False
    _failures: int = 0
    _failing_since: float | None = field(default=None, init=False)

    @property
    def transport(self) -> Transport:
        """The way by which the next connection goes."""
        return self.transports[self._failures // _ATTEMPTS_OF_A_TRANSPORT % len(self.transports)]

    def take(self, frame: JSON) -> events.Event | events.BatchEvent | None:
        """Return the event in ``frame``, None if it is no event or was seen before.

        Raises:
            ApiError: it is an ``error`` frame.
        """
        if frame.get("type") == "error":
            raise errors.of_frame(frame.get("error") or {})
        self._failing_since = None
        self._failures -= self._failures % _ATTEMPTS_OF_A_TRANSPORT  # this way works: stay with it
        if frame.get("type") in {"snapshot", "pong"} or frame["seq"] <= self.after:
            return None
        event = events.event_of(frame)
        self.after, self.is_ended = event.seq, event.terminal
        return event

    def failed(self, error: errors.ClientError) -> float:
        """Return the seconds to wait before the next connection.

        Raises:
            ClientError: ``error`` is final, or nothing has worked for ``patience`` seconds.
        """
        if isinstance(error, errors.ApiError) and error.status < 500 and error.status != 429:
            raise error
        now = self.clock()
        if self._failing_since is None:
            self._failing_since = now
        if now - self._failing_since >= self.patience:
            raise error
        self._failures += 1
        stated = getattr(error, "retry_after", None)
        return min(stated, self.patience) if stated is not None else _PAUSES.growing_pause(self._failures)
