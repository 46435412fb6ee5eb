"""Videos from folders of yt-dlp dumps.

``yt-dlp --write-info-json --write-comments --write-subs`` and archivers leave such folders.
A video is ``<folder>/<id>/...`` or files of ``<folder>`` that carry the id in their name.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings

from analysis import youtube
from analysis.exceptions import AudioExtractionFailed, ExtractionError, NoTranscript, VideoNotFound
from analysis.pipeline import captions, values
from analysis.pipeline.progress import Progress
from analysis.sources import archive_files, info_json
from analysis.sources.info_fields import Info, Losses

#: Bytes. A dump with 10,000 comments has about 10 MB, a caption file of 4 hours under 2 MB.
MAX_DUMP_BYTES = 256 * 1024**2
MAX_CAPTION_BYTES = 64 * 1024**2
#: Best first: audio files before video files.
_AUDIO_SUFFIXES = (".m4a", ".opus", ".ogg", ".mp3", ".flac", ".wav", ".webm", ".mp4", ".mkv")
_CAPTIONS = re.compile(
    r"\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9_-]{1,40})?)\.(?P<format>vtt|srt|json3|srv[123]|ttml|xml)(?:\.xml)?$"
)


class ArchiveSource:
    """Reads archived videos; needs no network."""

    name = "archive"

    def __init__(self, folders: Sequence[Path] | None = None) -> None:
        """Read from ``folders``, by default from ``ARCHIVE_DIRS``."""
        self._folders = tuple(settings.ARCHIVE_DIRS if folders is None else folders)

    def fetch_video(self, video_id: str) -> values.Extraction:
        """Return the video that the dump describes. Without a dump, only its id, captions and audio are known.

        Raises:
            VideoNotFound: no folder contains this video.
            ExtractionError: the dump cannot be read, or describes a video that cannot be analysed.
        """
        files = self._files(video_id)
        info = _dump(files, video_id)
        tracks = tuple(_tracks(files, info or {}))
        has_audio = bool(_audio(files))
        if info is None:
            if not tracks and not has_audio:
                raise VideoNotFound
            video = values.Video(id=video_id, url=youtube.watch_url(video_id))
            return values.Extraction(video=video, source=self.name, tracks=tracks, has_audio=has_audio)
        info_json.raise_if_unavailable(info, video_id)
        losses = Losses()
        return values.Extraction(
            video=info_json.video(info, video_id, losses),
            source=self.name,
            tracks=tracks,
            has_audio=has_audio,
            comments_enabled=None if "comments" not in info else info["comments"] is not None,
            warnings=losses.warnings(),
        )

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption file; bytes that are not UTF-8 are replaced."""
        path = Path(track.locator)
        if not any(archive_files.is_inside(path, folder) for folder in self._folders):
            raise NoTranscript(f"The caption file {path.name} is outside of the archive.")
        try:
            content = archive_files.read(path, MAX_CAPTION_BYTES)
        except ExtractionError as error:
            raise NoTranscript(error.message) from error
        return values.CaptionFile(track, content.decode("utf-8", "replace"))

    def fetch_audio(self, video_id: str, directory: Path, *, progress: Progress) -> Path:
        found = _audio(self._files(video_id))
        if not found:
            raise AudioExtractionFailed("The archive contains no audio of this video.")
        return archive_files.copy_audio(found[0], directory, settings.MAX_AUDIO_BYTES, progress)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        progress.update(0, 1, "Reading the archived comments")
        info = _dump(self._files(video_id), video_id)
        return info_json.comments(info or {}, limit=limit, sort=sort)

    def _files(self, video_id: str) -> list[Path]:
        """Return the files of a video from the first folder that contains any."""
        if not youtube.is_valid_video_id(video_id):
            raise VideoNotFound
        for folder in self._folders:
            found = archive_files.find_video_files(folder, video_id)
            if found:
                return found
        raise VideoNotFound


def _dump(files: Sequence[Path], video_id: str) -> Info | None:
    """Return the dump of the video, None if there is none.

    Raises:
        ExtractionError: it cannot be read, or the only dump is of another video or site.
    """
    dumps = [path for path in files if path.suffix == ".json" and "info" in path.name.lower()]
    for path in dumps:
        info = archive_files.read_object(path, MAX_DUMP_BYTES)
        site = str(info.get("extractor_key") or info.get("extractor") or "youtube")
        is_other = info.get("id") not in {video_id, None}
        if is_other and len(dumps) > 1:
            continue
        if site.lower() != "youtube":
            raise ExtractionError(f"The archived file {path.name} describes a video of {site[:40]}, not of YouTube.")
        if is_other:
            raise ExtractionError(f"The archived file {path.name} describes another video than {video_id}.")
        return info
    return None


def _tracks(files: Sequence[Path], info: Info) -> Iterator[values.CaptionTrack]:
    """Yield the caption files, without machine translations."""
    manual, automatic = (info_json.languages(info, key) for key in ("subtitles", "automatic_captions"))
    for path in files:
        match = _CAPTIONS.search(path.name)
        if match is None or match["language"].lower() == "info":
            continue
        language = match["language"]
        format_ = "srv1" if match["format"] == "xml" else match["format"]
        if language in manual:
            yield values.CaptionTrack(language, False, format_, str(path))
        elif language in automatic:
            if not any(map(info_json.is_translation, automatic[language])):
                yield values.CaptionTrack(language, True, format_, str(path))
        else:
            is_automatic = language.endswith("-orig") or captions.looks_automatic(
                archive_files.read(path, MAX_CAPTION_BYTES).decode("utf-8", "replace")
            )
            yield values.CaptionTrack(language, is_automatic, format_, str(path))


def _audio(files: Sequence[Path]) -> list[Path]:
    found = [path for path in files if path.suffix.lower() in _AUDIO_SUFFIXES]
    return sorted(found, key=lambda path: _AUDIO_SUFFIXES.index(path.suffix.lower()))
