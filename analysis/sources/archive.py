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

#: Bytes. A dump with 10,000 comments has about 10 MB, a caption file of 4 hours under 2 MB.
MAX_DUMP_BYTES = 256 * 1024**2
MAX_CAPTION_BYTES = 16 * 1024**2
#: Best first: audio files before video files.
_AUDIO_SUFFIXES = (".m4a", ".opus", ".ogg", ".mp3", ".flac", ".wav", ".webm", ".mp4", ".mkv")
#: ``.en.vtt``; ``.en.hi.srt`` is English for the hearing impaired.
_CAPTIONS = re.compile(
    r"\.(?P<language>[A-Za-z]{2,3}(?:-[A-Za-z0-9_-]{1,40})?)(?P<impaired>\.(?:hi|sdh|cc))?"
    r"\.(?P<format>vtt|srt|json3|srv[123]|ttml|xml)(?:\.xml)?$",
    re.IGNORECASE,
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
        return values.Extraction(
            video=info_json.video(info, video_id),
            source=self.name,
            tracks=tracks,
            has_audio=has_audio,
            comments_enabled=None if "comments" not in info else info["comments"] is not None,
        )

    def fetch_captions(self, track: values.CaptionTrack) -> values.CaptionFile:
        """Return the text of a caption file, in whichever encoding it is."""
        path = Path(track.locator)
        if not any(archive_files.is_inside(path, folder) for folder in self._folders):
            raise NoTranscript(f"The caption file {path.name} is outside of the archive.")
        try:
            content = archive_files.read(path, MAX_CAPTION_BYTES)
        except ExtractionError as error:
            raise NoTranscript(error.message) from error
        return values.CaptionFile(track, captions.decode(content, track.language))

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


def _dump(files: Sequence[Path], video_id: str) -> info_json.Info | None:
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


def _tracks(files: Sequence[Path], info: info_json.Info) -> Iterator[values.CaptionTrack]:
    """Yield the caption files, without machine translations; those for the hearing impaired last."""
    manual, automatic = (info_json.languages(info, key) for key in ("subtitles", "automatic_captions"))
    named = [(match, path) for path in files if (match := _CAPTIONS.search(path.name))]
    for match, path in sorted(named, key=lambda pair: pair[0]["impaired"] is not None):
        language = match["language"]
        if language.lower() == "info":
            continue
        format_ = "srv1" if match["format"].lower() == "xml" else match["format"].lower()
        if language in automatic and language not in manual:
            if any(map(info_json.is_translation, automatic[language])):
                continue
            is_automatic = True
        elif language in manual and language not in automatic:
            is_automatic = False
        else:
            # A dump that lists both kinds, or neither, does not say which of them the file is.
            is_automatic = (
                language.endswith("-orig")
                or info_json.is_recognised(info, language)
                or _looks_automatic(path, language)
            )
        yield values.CaptionTrack(language, is_automatic, format_, str(path))


def _looks_automatic(path: Path, language: str) -> bool:
    return captions.looks_automatic(captions.decode(archive_files.read(path, MAX_CAPTION_BYTES), language))


def _audio(files: Sequence[Path]) -> list[Path]:
    found = [path for path in files if path.suffix.lower() in _AUDIO_SUFFIXES]
    return sorted(found, key=lambda path: _AUDIO_SUFFIXES.index(path.suffix.lower()))
