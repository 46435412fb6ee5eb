"""Requests to the YouTube Data API, its errors as ours, and the count of the units that they cost.

The key is sent in a header, so that it stands in no address, log line or error.
Source: https://developers.google.com/youtube/v3/docs/errors, https://developers.google.com/youtube/v3/getting-started#quota
"""

import json
import re
import ssl
from collections.abc import Mapping
from functools import cache
from typing import Any

import httpx2
from django.conf import settings
from django.utils.timezone import now

from analysis.exceptions import (
    AnalysisError,
    CommentsDisabled,
    ExtractionError,
    RateLimited,
    SourceBlocked,
    TemporaryError,
    VideoNotFound,
)
from analysis.sources import data_api_quota
from analysis.support.retry_after import parse_retry_after

#: The API; tests name a server of their own.
BASE = "https://www.googleapis.com/youtube/v3/"
#: Units that a request costs; those that are not named cost 1.
COSTS = {"captions": 50}
MAX_ANSWER_BYTES = 8 * 1024**2
_TIMEOUT_SECONDS = 20.0
_REASON = re.compile(r"[A-Za-z_]{1,60}")
_BAD_KEY = "YouTube's Data API does not accept this server's key. The operators have to check it."
#: Reasons with which the API refuses the key or its project, whatever is asked.
_KEY_REASONS = frozenset(
    {
        *("keyInvalid", "keyExpired", "API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "accessNotConfigured"),
        *("SERVICE_DISABLED", "ipRefererBlocked", "API_KEY_IP_ADDRESS_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED"),
        *("authError", "required", "accountDisabled", "CONSUMER_SUSPENDED", "CONSUMER_INVALID"),
    }
)
_QUOTA_REASONS = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_RATE_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED", "servingLimitExceeded"})
_TEMPORARY_REASONS = frozenset({"backendError", "internalError", "processingFailure", "SERVICE_UNAVAILABLE"})


@cache
def _tls() -> ssl.SSLContext:
    """Return what certificates are checked with; reading them takes a tenth of a second."""
    return ssl.create_default_context()


class DataApi:
    """A connection to the API that counts the units which its requests cost."""

    def __init__(self) -> None:
        self.units = 0
        self._client = httpx2.Client(
            headers={"X-Goog-Api-Key": settings.YOUTUBE_API_KEY, "Accept": "application/json"},
            timeout=_TIMEOUT_SECONDS,
            follow_redirects=False,
            verify=_tls(),
        )

    def list(self, resource: str, **params: Any) -> Mapping[str, Any]:
        """Return the answer of ``resource``.list; its ``items`` is a list.

        Raises:
            RateLimited: the quota of the day is used up, or requests come too fast.
            SourceBlocked: the key is refused.
            VideoNotFound, CommentsDisabled: it says so of the video.
            TemporaryError: it does not answer, or has a problem of its own.
            ExtractionError: it refuses the request for another reason, or its answer cannot be understood.
        """
        # Also refused requests cost at least one unit.
        self.units += COSTS.get(resource, 1)
        try:
            with self._client.stream("GET", BASE + resource, params=params) as response:
                content = _read(response)
        except httpx2.HTTPError as error:
            raise TemporaryError("YouTube's Data API could not be reached.") from error
        answer = _object(content)
        if response.status_code != 200:
            raise error_of(response.status_code, answer, response.headers.get("Retry-After", ""))
        if not isinstance(answer.get("items"), list):
            raise ExtractionError("The answer of YouTube's Data API could not be understood.")
        return answer

    def close(self) -> None:
        """Close the connection."""
        self._client.close()


def _read(response: httpx2.Response) -> bytes:
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > MAX_ANSWER_BYTES:
            raise ExtractionError("The answer of YouTube's Data API is too large.")
    return bytes(content)


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, Mapping) else {}


def error_of(status: int, answer: Mapping[str, Any], retry_after: str = "") -> AnalysisError:
    """Return our error for an answer of the API; its own texts, which may hold HTML, are not repeated."""
    found = reasons(answer)
    if found & _KEY_REASONS or status == 401:
        return SourceBlocked(_BAD_KEY, code=ExtractionError.code)
    if found & _QUOTA_REASONS:
        reset = data_api_quota.next_reset(now())
        text = f"The quota of YouTube's Data API is used up for today. It is renewed at {reset:%H:%M} UTC."
        return RateLimited(text, retry_after=(reset - now()).total_seconds())
    if found & _RATE_REASONS or status == 429:
        return RateLimited("YouTube's Data API asks for fewer requests.", retry_after=parse_retry_after(retry_after))
    if "commentsDisabled" in found:
        return CommentsDisabled()
    if "videoNotFound" in found:
        return VideoNotFound()
    if status >= 500 or found & _TEMPORARY_REASONS:
        return TemporaryError(
            "YouTube's Data API has a problem at the moment.", retry_after=parse_retry_after(retry_after)
        )
    named = ", ".join(sorted(found)) or f"HTTP {status}"
    return ExtractionError(f"YouTube's Data API refuses the request ({named}).")


def reasons(answer: Mapping[str, Any]) -> set[str]:
    """Return the reasons that an error names; in ``errors``, ``details`` and by the words of an invalid key."""
    error = answer.get("error")
    if not isinstance(error, Mapping):
        return set()
    listed = [each for name in ("errors", "details") if isinstance(error.get(name), list) for each in error[name]]
    named = [each.get("reason") for each in listed if isinstance(each, Mapping)]
    found = {name for name in named if isinstance(name, str) and _REASON.fullmatch(name)}
    # A key that is no key is a badRequest, said in words only.
    return found | ({"keyInvalid"} if "API key not valid" in str(error.get("message"))[:1000] else set())
