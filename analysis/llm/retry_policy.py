"""Which failed requests are repeated, and after how many seconds."""

import httpx2

#: Attempts at a request without an answer, and at one whose reply breaks off or times out, which may be paid for.
_MAX_ATTEMPTS = 4
_MAX_BROKEN_ATTEMPTS = 2
#: Seconds before the second attempt; the wait doubles with each further one.
FIRST_BACKOFF_SECONDS = 1.0
#: If a server asks for a longer wait, the local result is used instead.
MAX_BACKOFF_SECONDS = 60.0


class RetryableError(Exception):
    """A request failed in a way that may be over at the next attempt. The text contains nothing secret."""

    def __init__(self, reason: str, *, retry_after: float | None = None, is_broken: bool = False) -> None:
        super().__init__(reason)
        #: Seconds that the server asks to wait; None if it did not say.
        self.retry_after = retry_after
        #: True if the reply broke off or did not come in time.
        self.is_broken = is_broken

    @classmethod
    def from_error(cls, error: Exception) -> "RetryableError":
        """Return the error that describes a failure of the connection or of the stream."""
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
            return cls("no connection")
        if isinstance(error, httpx2.TimeoutException | TimeoutError):
            return cls("no reply in time", is_broken=True)
        if isinstance(error, httpx2.HTTPError):
            return cls("the connection broke", is_broken=True)
        return cls(str(error), is_broken=True)


class RetryPolicy:
    """Counts the attempts at one request."""

    def __init__(self) -> None:
        self._failed = self._broken = 0

    def next_wait(self, error: RetryableError) -> float | None:
        """Return the seconds to wait after this failure, None if it was the last attempt."""
        self._failed += 1
        self._broken += error.is_broken
        if self._failed == _MAX_ATTEMPTS or self._broken == _MAX_BROKEN_ATTEMPTS:
            return None
        seconds = max(FIRST_BACKOFF_SECONDS * 2 ** (self._failed - 1), error.retry_after or 0.0)
        return seconds if seconds <= MAX_BACKOFF_SECONDS else None
