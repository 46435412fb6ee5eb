"""yt-dlp as this service runs it: one extractor, no programs, and an eye on what YouTube answers on the way."""

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
#: How yt-dlp counts comments: "Downloading comment API JSON page 3 (40/~1200)".
_COMMENT_COUNT = re.compile(r"\((\d+)/~(\d+|None)\)")


class Log:
    """What yt-dlp says. Every request is announced by a line, which is a chance to tell progress and to stop."""

    def __init__(self, progress: Progress | None = None, limit: int = 0) -> None:
        """Report to ``progress`` how many of ``limit`` comments are fetched, where there is any to report."""
        self._progress = progress
        self._limit = limit

    def debug(self, message: str) -> None:
        """Take a line of the ordinary kind. What ``progress`` raises goes through yt-dlp untouched."""
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
        """Note a warning; refusals are read from YouTube's answers, not from here."""
        logger.debug("yt-dlp warns: %s", message)

    def error(self, message: str) -> None:
        """Note an error; it comes as an exception too."""
        logger.info("yt-dlp fails: %s", message)


# yt-dlp has no types.
class YoutubeIE(_YoutubeIE):  # type: ignore[misc]
    """yt-dlp's own extractor, which keeps what yt-dlp drops. The name is how yt-dlp finds it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: What YouTube says to playing the video, one for each kind of player that asked.
        self.playability: list[dict[str, Any]] = []
        #: As the page states it; yt-dlp writes the number of fetched ones over it.
        self.comment_count: int | None = None

    def _extract_player_response(self, *args: Any, **kwargs: Any) -> Any:
        answer = super()._extract_player_response(*args, **kwargs)
        self._note([answer])
        return answer

    def _extract_player_responses(self, *args: Any, **kwargs: Any) -> Any:
        found = super()._extract_player_responses(*args, **kwargs)
        # All of them, and that of the page, which was not asked for by itself.
        self.playability.clear()
        self._note(found[0])
        return found

    def _note(self, answers: Iterable[Any]) -> None:
        told = [answer.get("playabilityStatus") for answer in answers if isinstance(answer, dict)]
        self.playability += [status for status in told if isinstance(status, dict)]

    def _real_extract(self, url: str) -> Any:
        info = super()._real_extract(url)
        self.comment_count = info.get("comment_count")
        return info


# yt-dlp has no types.
class Session(YoutubeDL):  # type: ignore[misc]
    """One run of yt-dlp."""

    def __init__(self, options: Options) -> None:
        #: Requests that failed, oldest first. yt-dlp makes a warning of some and then fails for another reason.
        self.failed_requests: list[RequestError] = []
        super().__init__(options)
        self.youtube = YoutubeIE()
        self.add_info_extractor(self.youtube)

    def urlopen(self, request: Any) -> Response:
        """Send a request; a failed one is noted."""
        try:
            return super().urlopen(request)
        except RequestError as error:
            self.failed_requests.append(error)
            raise


def options(log: Log, extractor: Options) -> Options:
    """Return yt-dlp's options: one extractor, no programs, no files but those asked for.

    Raises:
        ExtractionError: the cookie file cannot be read.
    """
    found: Options = {
        "logger": log,
        "quiet": True,
        "noprogress": True,
        # Anchored: the generic extractor would fetch whatever an address hides.
        "allowed_extractors": ["^youtube$"],
        "noplaylist": True,
        "skip_download": True,
        # Captions and comments can be read where no format can; refusals are told apart from that by the playability.
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
        found["proxy"] = settings.YTDLP_PROXY
    if settings.YTDLP_COOKIE_FILE:
        found["cookiefile"] = _cookies(Path(settings.YTDLP_COOKIE_FILE))
    return found


def _cookies(path: Path) -> io.StringIO:
    """Return the cookies in memory: yt-dlp writes to what it is given, and workers would write over one another."""
    try:
        return io.StringIO(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ExtractionError("The cookie file of YTDLP_COOKIE_FILE cannot be read.") from error


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
