"""Reads videos from YouTube with yt-dlp, in this process."""

import logging
import shutil
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
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
    VideoMembersOnly,
)
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources import info_json, ytdlp_errors
from analysis.sources.info_fields import Losses
from analysis.sources.ytdlp_session import Options, ProgressLogger, Session, session_options

logger = logging.getLogger(__name__)

#: Bytes. The captions of 4 hours have under 2 MB.
MAX_CAPTION_BYTES = 16 * 1024**2


class YtDlpSource:
    """Reads videos from YouTube."""

    name = "ytdlp"
    #: Shared by all workers: YouTube counts the requests of a server together.
    is_remote = True

    def options(self, log: ProgressLogger, extractor: Options) -> Options:
        """Return the options of one run of yt-dlp; ``extractor`` are those of its YouTube extractor."""
        return session_options(log, extractor)

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return a video's metadata; sends one request for the page and one or two for the player.

        Raises:
            ExtractionError: YouTube refuses; each reason has its own subclass.
            TemporaryError: YouTube does not answer, limits the rate, or asks for a captcha.
        """
        with Session(self.options(ProgressLogger(), {})) as session:
            info = _extract(session, video_id)
        _raise_if_unavailable(session, info, video_id)
        losses = Losses()
        return values.Extraction(
            video=info_json.video(info, video_id, losses),
            source=self.name,
            tracks=info_json.tracks(info, losses),
            # Streams do not state their codec; storyboards have a protocol of their own.
            has_audio=any(
                item.get("acodec") != "none" and item.get("protocol") != "mhtml" for item in info.get("formats") or ()
            ),
            replayed=info_json.replayed(info, losses),
            warnings=losses.warnings(),
        )

    def list_videos(self, address: str, *, limit: int, progress: Progress) -> values.VideoList:
        """Return the first videos of a playlist or channel without reading them; a request for each hundred or fewer.

        Raises:
            ListNotFound: there is no such playlist or channel, or it is private.
            ExtractionError: it could not be read.
            TemporaryError: YouTube does not answer, limits the rate, or asks for a captcha.
        """
        options = self.options(ProgressLogger(progress), {}) | {
            "allowed_extractors": ["^youtube:tab$"],
            "extract_flat": True,
            "noplaylist": False,
            # One more than is taken shows whether there are more.
            "playlistend": limit + 1,
        }
        try:
            with Session(options) as session:
                info = session.extract_info(address, download=False)
                found = _listed(info)
        except (YoutubeDLError, RequestError) as error:
            raise ytdlp_errors.translate_list_error(error, session.failed_requests) from error
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            logger.warning("yt-dlp failed to parse the list at %s", address, exc_info=True)
            raise ExtractionError("YouTube's list could not be understood. An update of yt-dlp may help.") from error
        title = values.clean_line(str(info.get("title") or ""))
        return values.VideoList(title, tuple(found[:limit]), len(found) > limit)

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption track."""
        url = urlsplit(track.locator)
        if url.scheme != "https" or not f".{url.hostname}".endswith(".youtube.com"):
            raise NoTranscript(f"The captions ({track.language}) are not on a server of YouTube.")
        try:
            with Session(self.options(ProgressLogger(), {})) as session, session.urlopen(track.locator) as response:
                content = response.read(MAX_CAPTION_BYTES + 1)
        except YoutubeDLError as error:
            translated = ytdlp_errors.translate_error(error)
            if isinstance(translated, TemporaryError):
                raise translated from error
            raise NoTranscript(f"The captions ({track.language}) could not be fetched.") from error
        if len(content) > MAX_CAPTION_BYTES:
            raise NoTranscript(f"The captions ({track.language}) have more than {MAX_CAPTION_BYTES:,} bytes.")
        text = content.decode("utf-8", "replace")
        if not text.strip():
            raise NoTranscript(f"YouTube returned no text for the captions ({track.language}).")
        return values.CaptionFile(track, text)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return at most ``limit`` comments, including replies; progress is reported after each page."""
        # max_comments: in total, threads, replies, replies per thread.
        extractor = {"max_comments": [str(limit), "all", "all", "all"], "comment_sort": [sort]}
        try:
            with Session(self.options(ProgressLogger(progress, limit), extractor) | {"getcomments": True}) as session:
                info = _extract(session, video_id)
            _raise_if_unavailable(session, info, video_id)
        except TemporaryError:
            raise
        except AnalysisError as error:
            raise CommentExtractionFailed(f"The comments could not be fetched: {error.message}") from error
        return info_json.comments(info, limit=limit, sort=sort, total=session.youtube.comment_count)

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Download the best audio into ``directory``; if that fails, no file is left there."""
        folder = Path(tempfile.mkdtemp(dir=directory))
        limit = f"[filesize<?{settings.MAX_AUDIO_BYTES}]"
        more = {
            "format": f"bestaudio{limit}/worst{limit}",
            "outtmpl": str(folder / "sound.%(ext)s"),
            "max_filesize": settings.MAX_AUDIO_BYTES,
            "progress_hooks": [partial(_report_download, progress)],
            "skip_download": False,
            "ignore_no_formats_error": False,
            "retries": 3,
            "updatetime": False,
        }
        try:
            with Session(self.options(ProgressLogger(progress), {}) | more) as session:
                _extract(session, video_id, download=True)
            found = [path for path in folder.iterdir() if path.suffix not in {".part", ".ytdl"}]
            if not found:
                raise AudioExtractionFailed("The video has no audio, or it is larger than this service downloads.")
            return found[0].replace(directory / found[0].name)
        except (TemporaryError, AudioExtractionFailed):
            raise
        except AnalysisError as error:
            raise AudioExtractionFailed(f"The audio could not be fetched: {error.message}") from error
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _extract(session: Session, video_id: str, *, download: bool = False) -> dict[str, Any]:
    """Return yt-dlp's info dict. Exceptions that ``progress`` raises in between are passed on."""
    try:
        info = session.extract_info(youtube.watch_url(video_id), download=download)
    except (YoutubeDLError, RequestError) as error:
        refused = ytdlp_errors.playability_error(session.youtube.playability)
        raise refused or ytdlp_errors.translate_error(error, session.failed_requests) from error
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        # yt-dlp fails in many places when a response has an unexpected form.
        logger.warning("yt-dlp failed to parse the response for video %s", video_id, exc_info=True)
        raise ExtractionError("YouTube's response could not be understood. An update of yt-dlp may help.") from error
    if not isinstance(info, dict) or info.get("_type", "video") != "video":
        raise ExtractionError("YouTube's response does not describe a single video.")
    return info


def _listed(info: Any) -> list[values.ListedVideo]:
    """Return the videos of a flat list; what is no video, such as a playlist of a channel, is left out."""
    videos = []
    for entry in (info or {}).get("entries") or ():
        if entry and youtube.is_valid_video_id(str(entry.get("id") or "")):
            videos.append(values.ListedVideo(entry["id"], values.clean_line(str(entry.get("title") or ""))))
    return videos


def _raise_if_unavailable(session: Session, info: Mapping[str, Any], video_id: str) -> None:
    """Raise if the video cannot be read although yt-dlp reported no error."""
    if info.get("id") != video_id:
        raise VideoMembersOnly("The video must be bought; YouTube shows only a trailer.")
    if info.get("live_status") not in {"is_live", "is_upcoming"}:
        refused = ytdlp_errors.playability_error(session.youtube.playability)
        if refused is not None:
            raise refused
    info_json.raise_if_unavailable(info, video_id)


def _report_download(progress: Progress, state: Mapping[str, Any]) -> None:
    total = state.get("total_bytes") or state.get("total_bytes_estimate")
    done = state.get("downloaded_bytes") or 0
    if max(done, state.get("total_bytes") or 0) > settings.MAX_AUDIO_BYTES:
        raise AudioExtractionFailed("The audio is larger than this service downloads.")
    progress.update(done, total, "Fetching the audio")
