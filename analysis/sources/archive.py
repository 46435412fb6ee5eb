"""Videos from folders of yt-dlp dumps, as ``yt-dlp --write-info-json --write-comments --write-subs`` and archivers leave them.

A video is ``<folder>/<id>/...`` or files of ``<folder>`` that carry the id in their name. Folders may come from
strangers: nothing outside of them is read, and what cannot be read is an error of ours.
"""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from analysis import youtube
from analysis.exceptions import AudioExtractionFailed, ExtractionError, NoTranscript, VideoNotFound
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources import info_json

#: Bytes. A dump with 10,000 comments has about 10 MB, a caption file of 4 hours under 2 MB.
MAX_DUMP_BYTES = 256 * 1024**2
MAX_CAPTION_BYTES = 64 * 1024**2
_AUDIO = frozenset({".m4a", ".webm", ".opus", ".mp3", ".wav", ".flac", ".ogg", ".mp4", ".mkv"})
_CAPTIONS = re.compile(
    r"\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9_-]{1,40})?)\.(?P<format>vtt|srt|json3|srv[123]|ttml|xml)(?:\.xml)?$"
)


class ArchiveSource:
    """Reads videos that somebody has archived; needs no network."""

    name = "archive"

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        """Read from ``folders``, by default those of ``ARCHIVE_DIRS``."""
        self._folders = tuple(settings.ARCHIVE_DIRS if folders is None else folders)

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return what the dump says; captions without a dump give an extraction that knows only the id.

        Raises:
            VideoNotFound: no folder has this video.
            ExtractionError: the dump cannot be read, or describes a video that cannot be analysed.
        """
        files = self._files(video_id)
        info = _load(files, video_id)
        tracks = tuple(_tracks(files, info or {}))
        if info is None:
            if not tracks:
                raise VideoNotFound
            facts = values.Video(id=video_id, url=youtube.watch_url(video_id))
            return values.Extraction(video=facts, source=self.name, tracks=tracks, has_audio=bool(_audio(files)))
        info_json.refuse(info, video_id)
        return values.Extraction(
            video=info_json.video(info, video_id),
            source=self.name,
            tracks=tracks,
            has_audio=bool(_audio(files)),
            comments_enabled=None if "comments" not in info else info["comments"] is not None,
        )

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption file; bytes that are no UTF-8 are replaced."""
        path = Path(track.locator)
        if not any(_lies_in(path, folder) for folder in self._folders):
            raise NoTranscript(f"The captions {path.name} lie outside of the archive.")
        return values.CaptionFile(track, _read(path, MAX_CAPTION_BYTES).decode("utf-8", "replace"))

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        """Return a copy of the archived sound."""
        found = _audio(self._files(video_id))
        if not found:
            raise AudioExtractionFailed("The archive holds no sound of this video.")
        progress.update(0, 1, "Reading the archived sound")
        if found[0].stat().st_size > settings.MAX_AUDIO_BYTES:
            raise AudioExtractionFailed("The archived sound is larger than this service reads.")
        return Path(shutil.copy(found[0], directory))

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        """Return the comments of the dump."""
        progress.update(0, 1, "Reading the archived comments")
        info = _load(self._files(video_id), video_id)
        return info_json.comments(info or {}, limit=limit, sort=sort)

    def _files(self, video_id: str) -> list[Path]:
        """Return the files of a video from the first folder that has any."""
        if not youtube.is_possible(video_id):
            raise VideoNotFound
        for folder in self._folders:
            own = folder / video_id
            candidates = list(own.iterdir()) if own.is_dir() else _named(folder, video_id)
            found = sorted(path for path in candidates if path.is_file() and _lies_in(path, folder))
            if found:
                return found
        raise VideoNotFound


def _named(folder: Path, video_id: str) -> list[Path]:
    return [path for path in folder.iterdir() if video_id in path.name] if folder.is_dir() else []


def _lies_in(path: Path, folder: Path) -> bool:
    """Say whether the file is really in the folder, once links are followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _read(path: Path, limit: int) -> bytes:
    try:
        if path.stat().st_size > limit:
            raise ExtractionError(f"The archived file {path.name} is larger than {limit // 1024**2} MB.")
        return path.read_bytes()
    except OSError as error:
        raise ExtractionError(f"The archived file {path.name} cannot be read: {error.strerror}.") from error


def _load(files: Sequence[Path], video_id: str) -> dict[str, Any] | None:
    """Return the dump of the video, None where there is none."""
    for path in files:
        if path.suffix == ".json" and "info" in path.name:
            info = _parse(path)
            if str(info.get("extractor_key") or info.get("extractor") or "youtube").lower() != "youtube":
                raise VideoNotFound(f"The archived file {path.name} is not of a YouTube video.")
            if info.get("id") == video_id:
                return info
    return None


def _parse(path: Path) -> dict[str, Any]:
    try:
        info = json.loads(_read(path, MAX_DUMP_BYTES))
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"The archived file {path.name} is damaged: it is not JSON.") from error
    if not isinstance(info, dict):
        raise ExtractionError(f"The archived file {path.name} is not a dump of yt-dlp.")
    return info


def _tracks(files: Sequence[Path], info: dict[str, Any]) -> list[values.CaptionTrack]:
    found = []
    for path in files:
        match = _CAPTIONS.search(path.name)
        if match is None or match["language"] == "info":
            continue
        kind = "srv1" if match["format"] == "xml" else match["format"]
        automatic = _is_automatic(match["language"], path, info)
        found.append(values.CaptionTrack(match["language"], automatic, kind, str(path)))
    return found


def _is_automatic(language: str, path: Path, info: dict[str, Any]) -> bool:
    """Say whether YouTube made these captions: the dump tells, else the timing of each word, which people do not write."""
    if language in (info.get("subtitles") or {}):
        return False
    if language in (info.get("automatic_captions") or {}) or language.endswith("-orig"):
        return True
    return b"<c>" in _read(path, MAX_CAPTION_BYTES)


def _audio(files: Sequence[Path]) -> list[Path]:
    return [path for path in files if path.suffix.lower() in _AUDIO]
