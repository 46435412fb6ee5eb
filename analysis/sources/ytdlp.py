"""YouTube itself, through yt-dlp in this process."""

import json
import logging
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from yt_dlp import YoutubeDL
from yt_dlp.networking.exceptions import RequestError
from yt_dlp.utils import YoutubeDLError

from analysis import youtube
from analysis.exceptions import (
    AnalysisError,
    AudioExtractionFailed,
    CommentExtractionFailed,
    ExtractionError,
    NoTranscript,
    TemporaryError,
    VideoAgeRestricted,
    VideoMembersOnly,
    VideoPrivate,
)
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources import info_json, ytdlp_errors

logger = logging.getLogger(__name__)

Options = dict[str, Any]
#: Formats of captions, best first: json3 carries no markup, vtt and srt repeat rolling lines.
FORMATS = ("json3", "srv3", "srv2", "srv1", "ttml", "vtt", "srt")
#: How yt-dlp counts comment pages: "Downloading comment API JSON page 3 (40/~1,200)".
_COMMENT_COUNT = re.compile(r"\((\d[\d,]*)/~?(\d[\d,]*)\)")
#: What an availability means where yt-dlp could read nothing else.
_REFUSED: dict[str, type[AnalysisError]] = {
    "private": VideoPrivate,
    "premium_only": VideoMembersOnly,
    "subscriber_only": VideoMembersOnly,
    "needs_auth": VideoAgeRestricted,
}


class YtDlpSource:
    """Reads videos from YouTube."""

    name = "ytdlp"

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the facts of a video; one request for the page and one or two for the player.

        Raises:
            ExtractionError: YouTube refuses, each reason as its own error.
            TemporaryError: YouTube did not answer, asks for a pause, or for proof of humanity.
        """
        log = _Log()
        info = _extract(video_id, log, {})
        _refuse(info, video_id, log)
        return values.Extraction(
            video=info_json.video(info, video_id),
            source=self.name,
            tracks=_tracks(info),
            has_audio=any(item.get("acodec") not in {None, "none"} for item in info.get("formats") or []),
        )

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption track."""
        try:
            with YoutubeDL(_options(_Log(), {})) as client:
                text = client.urlopen(track.locator).read().decode("utf-8", "replace")
        except RequestError as error:
            found = ytdlp_errors.translated(error)
            if isinstance(found, TemporaryError):
                raise found from error
            raise NoTranscript(f"The captions ({track.language}) could not be fetched.") from error
        return values.CaptionFile(track, text)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return at most ``limit`` comments, replies among them; progress is told a page."""
        log = _Log(progress, limit)
        # Lists of words, all of them: total, threads, replies, replies a thread.
        extractor = {"max_comments": [str(limit), "all", "all", "all"], "comment_sort": [sort]}
        try:
            info = _extract(video_id, log, extractor, getcomments=True)
        except TemporaryError:
            raise
        except AnalysisError as error:
            raise CommentExtractionFailed(f"The comments could not be fetched: {error.message}") from error
        return info_json.comments(info, limit=limit, sort=sort)

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Download the best sound into ``directory``; nothing is left there where it fails."""
        more = {
            "format": "bestaudio/best",
            "outtmpl": str(directory / "%(id)s.%(ext)s"),
            "max_filesize": settings.MAX_AUDIO_BYTES,
            "progress_hooks": [_watch_download(progress)],
            "skip_download": False,
            "ignore_no_formats_error": False,
            "updatetime": False,
        }
        try:
            _extract(video_id, _Log(progress), {}, download=True, **more)
            found = [path for path in directory.iterdir() if path.suffix not in {".part", ".ytdl"}]
            if not found:
                raise AudioExtractionFailed("The sound is larger than this service fetches, or there is none.")
        except BaseException:
            for path in directory.iterdir():
                path.unlink()
            raise
        return found[0]


class _Log:
    """What yt-dlp says: kept where it explains a refusal, and a chance to tell progress and to stop."""

    def __init__(self, progress: Progress | None = None, limit: int = 0) -> None:
        self.warnings: list[str] = []
        self._progress = progress
        self._limit = limit

    def debug(self, message: str) -> None:
        """Take a line of the ordinary kind; every request is announced by one."""
        if self._progress is None:
            return
        count = _COMMENT_COUNT.search(message)
        if count is None:
            self._progress.update(0, None)
            return
        done, total = (int(number.replace(",", "")) for number in count.groups())
        total = min(total, self._limit) or self._limit
        self._progress.update(done, total, f"Fetching comments: {done:,} of about {total:,}")

    def info(self, message: str) -> None:
        """Take an informing line."""
        self.debug(message)

    def warning(self, message: str) -> None:
        """Keep a warning: yt-dlp tells a refusal by one where it goes on without formats."""
        self.warnings.append(message)
        logger.info("yt-dlp: %s", message)

    def error(self, message: str) -> None:
        """Note an error; it comes as an exception too."""
        logger.info("yt-dlp: %s", message)


def _extract(video_id: str, log: _Log, extractor: Options, *, download: bool = False, **more: Any) -> dict[str, Any]:
    try:
        with YoutubeDL(_options(log, extractor) | more) as client:
            info = client.extract_info(youtube.watch_url(video_id), download=download)
    except (YoutubeDLError, RequestError) as error:
        raise ytdlp_errors.translated(error) from error
    if not isinstance(info, dict) or info.get("_type", "video") != "video":
        raise ExtractionError("YouTube answered with something that is not one video.")
    return info


def _options(log: _Log, extractor: Options) -> Options:
    """Return yt-dlp's options: one extractor, no programs, no files but those asked for."""
    options: Options = {
        "logger": log,
        "quiet": True,
        "noprogress": True,
        # Anchored: the generic extractor would fetch whatever an address hides.
        "allowed_extractors": ["^youtube$"],
        "noplaylist": True,
        "skip_download": True,
        "ignore_no_formats_error": True,
        "cachedir": False,
        "usenetrc": False,
        "color": "never",
        "extractor_retries": 1,
        "socket_timeout": settings.YTDLP_SOCKET_TIMEOUT,
        "extractor_args": {"youtube": _configured_args() | extractor},
    }
    if settings.YTDLP_PROXY:
        options["proxy"] = settings.YTDLP_PROXY
    if settings.YTDLP_COOKIE_FILE:
        options["cookiefile"] = settings.YTDLP_COOKIE_FILE
    return options


def _configured_args() -> Options:
    if not settings.YTDLP_EXTRACTOR_ARGS:
        return {}
    try:
        found = json.loads(settings.YTDLP_EXTRACTOR_ARGS)
    except ValueError as error:
        raise ImproperlyConfigured("YTDLP_EXTRACTOR_ARGS must be JSON.") from error
    return dict(found)


def _refuse(info: dict[str, Any], video_id: str, log: _Log) -> None:
    """Raise where yt-dlp went on although YouTube refused."""
    if info.get("id") != video_id:
        raise VideoMembersOnly("The video has to be bought; YouTube shows only a trailer.")
    status = info.get("live_status")
    if status not in {"is_live", "is_upcoming"} and not info.get("formats"):
        for words in log.warnings:
            error = ytdlp_errors.refusal(words)
            if error is not None:
                raise error
        refused = _REFUSED.get(info.get("availability") or "")
        if refused is not None:
            raise refused
    info_json.refuse(info, video_id)


def _tracks(info: dict[str, Any]) -> tuple[values.CaptionTrack, ...]:
    """Return each language once, in the best format; machine translations are left out."""
    found = []
    for automatic, key in ((False, "subtitles"), (True, "automatic_captions")):
        for language, items in (info.get(key) or {}).items():
            readable = [item for item in items if item.get("ext") in FORMATS and item.get("url")]
            readable.sort(key=lambda item: FORMATS.index(item["ext"]))
            if readable and not (automatic and "tlang=" in readable[0]["url"]):
                found.append(values.CaptionTrack(language, automatic, readable[0]["ext"], readable[0]["url"]))
    return tuple(found)


def _watch_download(progress: Progress) -> Any:
    def hook(state: dict[str, Any]) -> None:
        total = state.get("total_bytes") or state.get("total_bytes_estimate")
        done = state.get("downloaded_bytes") or 0
        if done > settings.MAX_AUDIO_BYTES:
            raise AudioExtractionFailed("The sound is larger than this service fetches.")
        progress.update(done, total, "Fetching the sound")

    return hook
