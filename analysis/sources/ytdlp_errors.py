"""From YouTube's refusals and yt-dlp's exceptions to our errors. The only place that reads YouTube's own words."""

import errno
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from yt_dlp.networking.exceptions import HTTPError, RequestError, TransportError
from yt_dlp.utils import DownloadError, ExtractorError, GeoRestrictedError

from analysis.exceptions import (
    AnalysisError,
    ExtractionBlocked,
    ExtractionError,
    NoRoom,
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

Kind = type[AnalysisError]
#: Statuses that say all by themselves. Source: yt-dlp's ``_is_agegated`` and YouTube's answers.
_STATUSES: Mapping[str, Kind] = {
    "AGE_CHECK_REQUIRED": VideoAgeRestricted,
    "AGE_VERIFICATION_REQUIRED": VideoAgeRestricted,
    "CONTENT_CHECK_REQUIRED": VideoAgeRestricted,
}
#: Screens that say all by themselves.
_SCREENS: Mapping[str, Kind] = {
    "playerCaptchaViewModel": ExtractionBlocked,
    "playerLegacyDesktopYpcOfferRenderer": VideoMembersOnly,
    "playerLegacyDesktopYpcTrailerRenderer": VideoMembersOnly,
}
#: What YouTube says when it refuses, in English, which yt-dlp asks for. The first that matches counts.
_WORDS: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"not a bot|unusual traffic|captcha|IP is likely being blocked", ExtractionBlocked),
        (r"rate-limited by YouTube|too many requests|isn.t available, try again later", RateLimited),
        (r"private video|video is private", VideoPrivate),
        (r"members[- ]only|channel.s members|join this channel", VideoMembersOnly),
        (r"premium (?:members|subscribers)|youtube premium|requires (?:payment|purchase)|rental", VideoMembersOnly),
        (r"confirm your age|verify your age|age[- ]restricted|inappropriate for some users", VideoAgeRestricted),
        (r"in your country|your country|your location|in your region|geo.?restrict", VideoGeoBlocked),
        (r"live (?:event|stream) (?:has ended|recording)|recording is not available", VideoUnavailable),
        (r"premieres? (?:in|will)|will begin|starting soon|scheduled for", VideoNotStarted),
        (r"does(?:n.t| not) exist|invalid video|incomplete youtube id", VideoNotFound),
        (r"unavailable|removed|terminated|deleted|no longer available|(?:is not|isn.t) available", VideoUnavailable),
    )
)  # fmt: skip


def refusal(playability: Sequence[Mapping[str, Any]]) -> AnalysisError | None:
    """Return why YouTube does not play the video; None where any player may play it, or where it says nothing.

    Players are refused in different words; the one that says more than "unavailable" counts.
    """
    told = [status for status in playability if isinstance(status.get("status"), str)]
    if not told or any(status["status"] == "OK" for status in told):
        return None
    errors = [_refusal(status) for status in told]
    return next((error for error in errors if type(error) not in {VideoUnavailable, ExtractionError}), errors[0])


def _refusal(playability: Mapping[str, Any]) -> AnalysisError:
    """Return the error of one refusal, by its status and screen where these tell, else by its words."""
    screen = playability.get("errorScreen")
    screens = [name for name in _SCREENS if isinstance(screen, dict) and name in screen]
    kind = _STATUSES.get(playability["status"]) or (_SCREENS[screens[0]] if screens else None)
    if kind is None and playability.get("desktopLegacyAgeGateReason"):
        kind = VideoAgeRestricted
    words = " ".join(dict.fromkeys(_texts(playability)))
    kind = kind or _by_words(words)
    if playability["status"] == "LIVE_STREAM_OFFLINE" and kind is None:
        kind = VideoNotStarted
    if kind in {None, VideoUnavailable} and words:
        return (kind or ExtractionError)(f"The video is not available. YouTube says: {words[:300]}")
    return (kind or VideoUnavailable)()


def _texts(playability: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the refusal says to a person: reason, messages, and the reason and subreason of the screen."""
    messages = playability.get("messages")
    candidates = [playability.get("reason"), *(messages if isinstance(messages, list) else ())]
    screen = playability.get("errorScreen")
    renderer = screen.get("playerErrorMessageRenderer") if isinstance(screen, dict) else None
    if isinstance(renderer, dict):
        candidates += [_joined(renderer.get("reason")), _joined(renderer.get("subreason"))]
    yield from (text for text in candidates if isinstance(text, str) and text)


def _joined(text: object) -> str | None:
    """Return YouTube's text, which comes whole or in runs."""
    if not isinstance(text, dict):
        return None
    runs = text.get("runs")
    if isinstance(runs, list):
        return "".join(str(run.get("text", "")) for run in runs if isinstance(run, dict))
    return text.get("simpleText")


def _by_words(words: str) -> Kind | None:
    return next((kind for pattern, kind in _WORDS if pattern.search(words)), None)


def translated(error: Exception, failed_requests: Sequence[RequestError] = ()) -> AnalysisError:
    """Return our error for one of yt-dlp's; ``failed_requests`` are those before it, which it may hide."""
    if os.strerror(errno.ENOSPC) in str(error):
        return NoRoom()
    if isinstance(error, DownloadError) and error.exc_info and isinstance(error.exc_info[1], Exception):
        error = error.exc_info[1]
    if isinstance(error, GeoRestrictedError):
        return VideoGeoBlocked()
    kind = _by_words(_sentence(error)) if isinstance(error, ExtractorError) and error.expected else None
    cause = _network_cause(error)
    if cause is None and kind is None and failed_requests:
        cause = failed_requests[-1]
    if cause is not None:
        return _network(cause)
    return kind() if kind is not None else ExtractionError(f"The video could not be read: {_sentence(error)}")


def _network_cause(error: Exception) -> RequestError | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, RequestError):
            return seen
        cause = seen.cause if isinstance(seen, ExtractorError) else None
        seen = cause if isinstance(cause, BaseException) else seen.__cause__
    return None


def _network(error: RequestError) -> AnalysisError:
    if isinstance(error, HTTPError):
        if error.status == 429:
            return RateLimited(retry_after=_seconds(error.response.headers.get("Retry-After")))
        if error.status >= 500:
            return TemporaryError(f"YouTube answered with an error of its own ({error.status}).")
        return ExtractionError(f"YouTube refused the request ({error.status}).")
    if isinstance(error, TransportError):
        return TemporaryError(f"YouTube could not be reached: {_sentence(error)}")
    return ExtractionError(f"YouTube could not be asked: {_sentence(error)}")


def _seconds(header: str | None) -> float | None:
    """Return a ``Retry-After``, seconds or a date, in seconds from now; None where it is neither.

    Source: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    if header is None or header.isdecimal():
        return float(header) if header else None
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _sentence(error: Exception) -> str:
    """Return the first line of an error, without yt-dlp's advice on reporting bugs to its own developers."""
    lines = str(getattr(error, "orig_msg", None) or error).split("; please report this issue")[0].splitlines()
    return lines[0][:300] if lines else type(error).__name__
