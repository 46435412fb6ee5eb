"""yt-dlp as configured by this service: one extractor, no external programs, and YouTube's responses recorded."""

import io
import json
import logging
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from yt_dlp import YoutubeDL
from yt_dlp.extractor.youtube import YoutubeIE as _YoutubeIE
from yt_dlp.networking import Response
from yt_dlp.networking.exceptions import RequestError

from analysis.exceptions import ExtractionError
from analysis.pipeline.progress import Progress

logger = logging.getLogger(__name__)

Options = dict[str, Any]
#: How yt-dlp reports its progress with comments: "Downloading comment API JSON page 3 (40/~1200)".
_COMMENT_COUNT = re.compile(r"\((\d+)/~(\d+|None)\)")


class ProgressLogger:
    """Receives yt-dlp's log. yt-dlp logs a line before each request; there progress is reported and may cancel."""

    def __init__(self, progress: Progress | None = None, limit: int = 0) -> None:
        """Report to ``progress``, if given, how many of ``limit`` comments are fetched."""
        self._progress = progress
        self._limit = limit

    def debug(self, message: str) -> None:
        """Report progress from an ordinary log line. yt-dlp passes on what ``progress`` raises."""
        if self._progress is None:
            return
        count = _COMMENT_COUNT.search(message)
        if count is None:
            self._progress.update(0, None)
            return
        done = int(count[1])
        total = self._limit if count[2] == "None" else min(int(count[2]), self._limit)
        self._progress.update(done, total, f"Fetching comments: {done:,} of about {total:,}")

    def warning(self, message: str) -> None:
        logger.debug("yt-dlp warning: %s", message)  # refusals are read from YouTube's responses instead

    def error(self, message: str) -> None:
        logger.info("yt-dlp error: %s", message)  # yt-dlp also raises it


# yt-dlp has no types.
class YoutubeIE(_YoutubeIE):  # type: ignore[misc]  # the library has no types
    """yt-dlp's extractor; keeps data that yt-dlp drops. yt-dlp derives the extractor's key from the class name."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: ``playabilityStatus`` of the video, one for each player client that asked.
        self.playability: list[dict[str, Any]] = []
        #: As the page states it; yt-dlp overwrites it with the number of fetched comments.
        self.comment_count: int | None = None

    def _extract_player_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super()._extract_player_response(*args, **kwargs)
        self._record_playability([response])
        return response

    def _extract_player_responses(self, *args: Any, **kwargs: Any) -> Any:
        found = super()._extract_player_responses(*args, **kwargs)
        # These include the response within the page, for which there was no request.
        self.playability.clear()
        self._record_playability(found[0])
        return found

    def _record_playability(self, responses: Iterable[Any]) -> None:
        statuses = [response.get("playabilityStatus") for response in responses if isinstance(response, dict)]
        self.playability += [status for status in statuses if isinstance(status, dict)]

    def _real_extract(self, url: str) -> Any:
        info = super()._real_extract(url)
        self.comment_count = info.get("comment_count")
        return info


# yt-dlp has no types.
class Session(YoutubeDL):  # type: ignore[misc]  # the library has no types
    """One run of yt-dlp."""

    def __init__(self, options: Options) -> None:
        #: Failed requests, oldest first. yt-dlp turns some into warnings and then fails for another reason.
        self.failed_requests: list[RequestError] = []
        super().__init__(options)
        self.youtube = YoutubeIE()
        self.add_info_extractor(self.youtube)

    def urlopen(self, request: Any) -> Response:
        try:
            return super().urlopen(request)
        except RequestError as error:
            self.failed_requests.append(error)
            raise


def session_options(log: ProgressLogger, extractor: Options) -> Options:
    """Return yt-dlp's options: one extractor, no external programs, no files but those requested.

    Raises:
        ExtractionError: the cookie file cannot be read.
    """
    result: Options = {
        "logger": log,
        "quiet": True,
        "noprogress": True,
        # Anchored: the generic extractor would fetch any address.
        "allowed_extractors": ["^youtube$"],
        "noplaylist": True,
        "skip_download": True,
        # Captions and comments may be readable although no format is; ``playability`` shows whether YouTube refused.
        "ignore_no_formats_error": True,
        "cachedir": False,
        "usenetrc": False,
        "cookiesfrombrowser": None,
        "color": "never",
        "extractor_retries": 1,
        "fixup": "never",
        "js_runtimes": {name: {} for name in settings.YTDLP_JS_RUNTIMES},
        "socket_timeout": settings.YTDLP_SOCKET_TIMEOUT,
        "extractor_args": {"youtube": _configured_args() | extractor},
    }
    if settings.YTDLP_PROXY:
        result["proxy"] = settings.YTDLP_PROXY
    if settings.YTDLP_COOKIE_FILE:
        try:
            # A copy in memory: yt-dlp writes to its cookie file, and workers would overwrite each other's.
            result["cookiefile"] = io.StringIO(Path(settings.YTDLP_COOKIE_FILE).read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise ExtractionError("The cookie file of YTDLP_COOKIE_FILE cannot be read.") from error
    return result


def _configured_args() -> Options:
    if not settings.YTDLP_EXTRACTOR_ARGS:
        return {}
    try:
        found = json.loads(settings.YTDLP_EXTRACTOR_ARGS)
    except ValueError as error:
        raise ImproperlyConfigured("YTDLP_EXTRACTOR_ARGS must be JSON.") from error
    if not isinstance(found, dict) or not all(isinstance(words, list) for words in found.values()):
        raise ImproperlyConfigured('YTDLP_EXTRACTOR_ARGS must be an object of lists: {"po_token": ["..."]}.')
    return found
