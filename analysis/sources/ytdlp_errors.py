"""Translates YouTube's refusals and yt-dlp's exceptions to ours. No other module reads YouTube's messages."""

import errno
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yt_dlp.networking.exceptions import HTTPError, RequestError, TransportError
from yt_dlp.utils import DownloadError, ExtractorError, GeoRestrictedError

from analysis.exceptions import (
    AnalysisError,
    DiskFull,
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
    VideoProcessing,
    VideoUnavailable,
)
from analysis.support.retry_after import parse_retry_after

logger = logging.getLogger(__name__)


class ListNotFound(ExtractionError):
    """There is no playlist or channel at this URL, or it is private. Check the URL."""

    code = "LIST_NOT_FOUND"


ErrorType = type[AnalysisError]
#: Statuses that decide the error. Source: yt-dlp's ``_is_agegated`` and YouTube's answers.
_STATUSES: Mapping[str, ErrorType] = {
    "AGE_CHECK_REQUIRED": VideoAgeRestricted,
    "AGE_VERIFICATION_REQUIRED": VideoAgeRestricted,
    "CONTENT_CHECK_REQUIRED": VideoAgeRestricted,
}
#: Error screens that decide the error.
_SCREENS: Mapping[str, ErrorType] = {
    "playerCaptchaViewModel": ExtractionBlocked,
    "playerLegacyDesktopYpcOfferRenderer": VideoMembersOnly,
    "playerLegacyDesktopYpcTrailerRenderer": VideoMembersOnly,
}
#: YouTube's messages, in English, which yt-dlp requests. The first pattern that matches decides.
_MESSAGES: tuple[tuple[re.Pattern[str], ErrorType], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), error_type)
    for pattern, error_type in (
        (r"not a bot|unusual traffic|captcha|IP is likely being blocked", ExtractionBlocked),
        (r"rate-limited by YouTube|too many requests|isn.t available, try again later", RateLimited),
        (r"private video|video is private", VideoPrivate),
        (r"members[- ]only|channel.s members|join this channel", VideoMembersOnly),
        (r"premium (?:members|subscribers)|youtube premium|requires (?:payment|purchase)|rental", VideoMembersOnly),
        (r"confirm your age|verify your age|age[- ]restricted|inappropriate for some users", VideoAgeRestricted),
        (r"in your country|your country|your location|in your region|geo.?restrict", VideoGeoBlocked),
        (r"live (?:event|stream) (?:has ended|recording)|recording is not available", VideoUnavailable),
        (r"premieres? (?:in|will)|will begin|starting soon|scheduled for", VideoNotStarted),
        (r"processing this video|still (?:being )?process|video is (?:being )?process", VideoProcessing),
        (r"does(?:n.t| not) exist|invalid video|incomplete youtube id", VideoNotFound),
        (r"unavailable|removed|terminated|deleted|no longer available|(?:is not|isn.t) available", VideoUnavailable),
    )
)  # fmt: skip


def playability_error(playability: Sequence[Mapping[str, Any]]) -> AnalysisError | None:
    """Return why YouTube does not play the video; None if a player may play it or none was asked.

    Players get different messages; the first one more specific than "unavailable" decides.
    """
    stated = [status for status in playability if isinstance(status.get("status"), str)]
    if not stated or any(status["status"] == "OK" for status in stated):
        return None
    errors = [_status_error(status) for status in stated]
    return next((error for error in errors if type(error) not in {VideoUnavailable, ExtractionError}), errors[0])


def _status_error(playability: Mapping[str, Any]) -> AnalysisError:
    """Return the error of one status, by its code or screen if these decide, else by its message."""
    screen = playability.get("errorScreen")
    screens = [name for name in _SCREENS if isinstance(screen, dict) and name in screen]
    error_type = _STATUSES.get(playability["status"]) or (_SCREENS[screens[0]] if screens else None)
    if error_type is None and playability.get("desktopLegacyAgeGateReason"):
        error_type = VideoAgeRestricted
    message = " ".join(dict.fromkeys(_messages(playability)))
    error_type = error_type or _error_type_of(message)
    if playability["status"] == "LIVE_STREAM_OFFLINE" and error_type is None:
        error_type = VideoNotStarted
    if error_type in {None, VideoUnavailable} and message:
        return (error_type or ExtractionError)(f"The video is not available. YouTube says: {message[:300]}")
    return (error_type or VideoUnavailable)()


def _messages(playability: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts for the viewer: reason, messages, and the reason and subreason of the error screen."""
    messages = playability.get("messages")
    candidates = [playability.get("reason"), *(messages if isinstance(messages, list) else ())]
    screen = playability.get("errorScreen")
    renderer = screen.get("playerErrorMessageRenderer") if isinstance(screen, dict) else None
    if isinstance(renderer, dict):
        candidates += [_plain_text(renderer.get("reason")), _plain_text(renderer.get("subreason"))]
    yield from (text for text in candidates if isinstance(text, str) and text)


def _plain_text(text: object) -> str | None:
    """Return a text object of YouTube's, which is either one string or a list of runs."""
    if not isinstance(text, dict):
        return None
    runs = text.get("runs")
    if isinstance(runs, list):
        return "".join(str(run.get("text", "")) for run in runs if isinstance(run, dict))
    return text.get("simpleText")


def _error_type_of(message: str) -> ErrorType | None:
    return next((error_type for pattern, error_type in _MESSAGES if pattern.search(message)), None)


def translate_error(error: Exception, failed_requests: Sequence[RequestError] = ()) -> AnalysisError:
    """Return our error for one of yt-dlp's; ``failed_requests`` are earlier ones, which may be the real cause."""
    if os.strerror(errno.ENOSPC) in str(error):
        return DiskFull()
    if isinstance(error, DownloadError) and error.exc_info and isinstance(error.exc_info[1], Exception):
        error = error.exc_info[1]
    if isinstance(error, GeoRestrictedError):
        return VideoGeoBlocked()
    error_type = _error_type_of(_first_line(error)) if isinstance(error, ExtractorError) and error.expected else None
    seen: BaseException | None = error
    while seen is not None and not isinstance(seen, RequestError):
        cause = seen.cause if isinstance(seen, ExtractorError) else None
        seen = cause if isinstance(cause, BaseException) else seen.__cause__
    if seen is None and error_type is None and failed_requests:
        seen = failed_requests[-1]
    if isinstance(seen, RequestError):
        return _network_error(seen)
    if error_type is not None:
        return error_type()
    logger.warning("yt-dlp failed: %s", _first_line(error))
    return ExtractionError("yt-dlp could not read the video. The server's log says why.")


def translate_list_error(error: Exception, failed_requests: Sequence[RequestError] = ()) -> AnalysisError:
    """Return our error for one of yt-dlp's that it raised for a playlist or channel."""
    translated = translate_error(error, failed_requests)
    if isinstance(translated, TemporaryError):
        return translated
    is_absent = any(isinstance(each, HTTPError) and each.status == 404 for each in failed_requests)
    if is_absent or isinstance(translated, VideoNotFound | VideoPrivate | VideoUnavailable):
        return ListNotFound()
    return ExtractionError("The playlist or channel could not be read. The server's log says why.")


def _network_error(error: RequestError) -> AnalysisError:
    if isinstance(error, HTTPError):
        if error.status == 429:
            return RateLimited(retry_after=parse_retry_after(error.response.headers.get("Retry-After")))
        if error.status >= 500:
            return TemporaryError(f"YouTube's server reported an error (HTTP {error.status}).")
        return ExtractionError(f"YouTube refused the request (HTTP {error.status}).")
    if isinstance(error, TransportError):
        logger.warning("request to YouTube failed: %s", _first_line(error))
        return TemporaryError("YouTube could not be reached.")
    logger.error("request to YouTube failed: %s", _first_line(error))
    return ExtractionError("The request to YouTube failed. The server's log says why.")


def _first_line(error: Exception) -> str:
    """Return the first line of an error, without yt-dlp's advice on reporting bugs."""
    lines = str(getattr(error, "orig_msg", None) or error).split("; please report this issue")[0].splitlines()
    return lines[0][:300] if lines else type(error).__name__
