"""When a request is sent again, and how long to wait before."""

import random
from dataclasses import dataclass

import httpx2

from youtube_analyzer_client import errors
from youtube_analyzer_client.requests import Request

#: Answers of a proxy whose server is unavailable, and 503.
_GATEWAY_STATUSES = {502, 503, 504}


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long a client tries again. All times are seconds."""

    attempts: int = 5
    #: The first pause; each further one is twice as long, with some randomness.
    first_pause: float = 0.5
    #: No pause is longer. If the server asks for a longer one, the error is raised instead.
    longest_pause: float = 60.0

    def pause(self, attempt: int, request: Request, error: errors.ClientError) -> float | None:
        """Return the seconds to wait after the failed ``attempt`` (1 is the first), None to give up."""
        if attempt >= self.attempts or not _is_worth_another(request, error):
            return None
        stated = getattr(error, "retry_after", None)
        if stated is not None:
            return float(stated) if stated <= self.longest_pause else None
        return self.growing_pause(attempt)

    def growing_pause(self, attempt: int) -> float:
        """Return a pause that grows with the number of attempts, so that many clients do not come back at once."""
        longest = min(self.longest_pause, self.first_pause * 2.0 ** min(attempt - 1, 16))
        return random.uniform(longest / 2, longest)


def _is_worth_another(request: Request, error: errors.ClientError) -> bool:
    """Say whether another attempt may succeed and cannot do the same thing twice."""
    if isinstance(error, errors.TooManyRequests):
        return True
    if isinstance(error, errors.ConnectionFailed):
        # Without a connection nothing arrived. In all other cases the server may have acted already.
        return request.repeatable or isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout)
    return request.repeatable and isinstance(error, errors.ApiError) and error.status in _GATEWAY_STATUSES
