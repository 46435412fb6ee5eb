"""Which requests are worth another try, and when."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx2

#: Tries of a request that is not answered, and of one whose reply breaks off or never comes, which may be paid for.
_TRIES = 4
_TRIES_OF_BROKEN = 2
#: Seconds before the second try; each further one waits twice as long.
FIRST_WAIT_SECONDS = 1.0
#: A server that asks for a longer wait is not waited for: the local finding is there already.
LONGEST_WAIT_SECONDS = 60.0


class NotNow(Exception):
    """A try failed, and the next may not."""

    def __init__(self, reason: str, *, retry_after: float | None = None, is_broken: bool = False) -> None:
        super().__init__(reason)
        #: Seconds that the server asked us to wait; None where it did not say.
        self.retry_after = retry_after
        #: True where a reply was begun or waited for.
        self.is_broken = is_broken

    @classmethod
    def because_of(cls, error: Exception) -> "NotNow":
        """Return the trouble that an error of the connection or of the stream is, in words for everybody."""
        if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.ProxyError):
            return cls("no connection")
        if isinstance(error, httpx2.TimeoutException | TimeoutError):
            return cls("no reply in time", is_broken=True)
        if isinstance(error, httpx2.HTTPError):
            return cls("the connection broke", is_broken=True)
        return cls(str(error), is_broken=True)


class Patience:
    """Counts the tries of one request."""

    def __init__(self) -> None:
        self._failed = self._broken = 0

    def wait_seconds(self, trouble: NotNow) -> float | None:
        """Return how long to wait after this failure, None where it was the last try."""
        self._failed += 1
        self._broken += trouble.is_broken
        if self._failed == _TRIES or self._broken == _TRIES_OF_BROKEN:
            return None
        seconds = max(FIRST_WAIT_SECONDS * 2 ** (self._failed - 1), trouble.retry_after or 0.0)
        return seconds if seconds <= LONGEST_WAIT_SECONDS else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds of ``Retry-After``, given as a number or as a date; None where it says neither.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
    """
    stated = headers.get("retry-after", "")
    try:
        seconds = float(stated)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(stated).astimezone(UTC) - datetime.now(UTC)).total_seconds()
        except ValueError:
            return None
    return max(0.0, seconds) if math.isfinite(seconds) else None
