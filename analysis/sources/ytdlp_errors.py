"""From yt-dlp's exceptions and YouTube's own words to our errors. The only place that reads those words."""

import re

from yt_dlp.networking.exceptions import HTTPError, TransportError
from yt_dlp.utils import DownloadError, ExtractorError, GeoRestrictedError

from analysis.exceptions import (
    AnalysisError,
    ExtractionBlocked,
    ExtractionError,
    RateLimited,
    TemporaryError,
    VideoAgeRestricted,
    VideoGeoBlocked,
    VideoMembersOnly,
    VideoNotFound,
    VideoNotStarted,
    VideoPrivate,
    VideoUnavailable,
)

#: What YouTube says when it refuses, in English, which yt-dlp asks for. The first that matches counts.
_WORDS: tuple[tuple[re.Pattern[str], type[AnalysisError]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"not a bot|captcha challenge|unusual traffic|consent page", ExtractionBlocked),
        (r"rate-limited by YouTube|too many requests|isn.t available, try again later", RateLimited),
        (r"private video|video is private", VideoPrivate),
        (
            r"members[- ]only|channel.s members|join this channel|Premium|requires? (?:payment|purchase)|rental",
            VideoMembersOnly,
        ),
        (r"(?:confirm|verify) your age|age[- ]restricted|inappropriate for some users", VideoAgeRestricted),
        (r"in your country|your location|geo.?restrict", VideoGeoBlocked),
        (r"premieres? (?:in|will)|live event will begin|will begin in|scheduled", VideoNotStarted),
        (r"does(?:n.t| not) exist|invalid video id|incomplete (?:data|youtube id)", VideoNotFound),
        (
            r"video (?:is |has been )?(?:unavailable|removed)|isn.t available|no longer available|not available|terminated"
            r"|removed by|recording is not available|been deleted",
            VideoUnavailable,
        ),
    )
)


def refusal(words: str) -> AnalysisError | None:
    """Return the error that YouTube's ``words`` stand for, None where they are no refusal that we know."""
    for pattern, kind in _WORDS:
        if pattern.search(words):
            return kind()
    return None


def translated(error: Exception) -> AnalysisError:
    """Return our error for one of yt-dlp's."""
    if isinstance(error, DownloadError) and error.exc_info and isinstance(error.exc_info[1], Exception):
        error = error.exc_info[1]
    if isinstance(error, GeoRestrictedError):
        return VideoGeoBlocked()
    cause = _network_cause(error)
    if isinstance(cause, HTTPError):
        return _http(cause) or refusal(str(error)) or ExtractionError(_sentence(error))
    if cause is not None:
        return TemporaryError(f"YouTube could not be reached: {_sentence(cause)}")
    return refusal(str(error)) or ExtractionError(_sentence(error))


def _network_cause(error: Exception) -> Exception | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, (HTTPError, TransportError)):
            return seen
        seen = (seen.cause if isinstance(seen, ExtractorError) else None) or seen.__cause__
    return None


def _http(error: HTTPError) -> AnalysisError | None:
    if error.status == 429:
        return RateLimited(retry_after=_seconds(error.response.headers.get("Retry-After")))
    if error.status >= 500:
        return TemporaryError(f"YouTube answered with an error of its own ({error.status}).")
    return VideoUnavailable() if error.status in {404, 410} else None


def _seconds(header: str | None) -> float | None:
    """Return a ``Retry-After`` in seconds; its form as a date is not used by YouTube and counts as absent."""
    return float(header) if header is not None and header.isdigit() else None


def _sentence(error: Exception) -> str:
    """Return the first line of an error, without yt-dlp's advice on reporting bugs to its own developers."""
    text = getattr(error, "orig_msg", None) or str(error)
    return str(text).split("; please report this issue")[0].splitlines()[0][:300] if str(text) else type(error).__name__
