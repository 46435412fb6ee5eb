"""Videos from folders of yt-dlp dumps.

``yt-dlp --write-info-json --write-comments --write-subs`` and archivers leave such folders.
A video is ``<folder>/<id>/...`` or files and folders that carry the id in their name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from django.conf import settings

from analysis import youtube
from analysis.exceptions import (
    AudioExtractionFailed,
    CommentExtractionFailed,
    ExtractionError,
    NoTranscript,
    VideoIsLive,
    VideoNotFound,
    VideoNotStarted,
    VideoProcessing,
)
from analysis.pipeline import captions, values
from analysis.pipeline.progress import Progress
from analysis.sources import archive_files, archive_names, ffmpeg, info_json
from analysis.sources.archive_files import MAX_DUMP_BYTES
from analysis.sources.info_fields import Info, Losses

#: Bytes. A caption file of 4 hours has under 2 MB.
MAX_CAPTION_BYTES = 16 * 1024**2
#: A dump says what was true when it was made.
_WHEN_DUMPED: dict[type[ExtractionError], str] = {
    VideoIsLive: "The video was live when its dump was made. Make the dump again after the stream has ended.",
    VideoNotStarted: "The video had not started when its dump was made. Make the dump again after it has ended.",
    VideoProcessing: "YouTube was still processing the video when its dump was made. Make the dump again.",
}
#: Languages that a message names.
_MAX_NAMED_LANGUAGES = 10
#: Best first: audio files before video files.
_AUDIO_SUFFIXES = (".m4a", ".opus", ".ogg", ".mp3", ".flac", ".wav", ".webm", ".mp4", ".mkv")


class ArchiveSource:
    """Reads archived videos; needs no network."""

    name = "archive"
    is_remote = False
    #: What messages call it.
    place = "archive"

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
        losses = Losses()
        tracks = losses.take(list(_tracks(files, info or {}, video_id)), info_json.MAX_TRACKS, "caption files")
        has_audio = bool(_audio(files))
        if info is None and not tracks and not has_audio:
            raise VideoNotFound
        if info is not None:
            try:
                info_json.raise_if_unavailable(info, video_id, has_media=bool(tracks) or has_audio)
            except (VideoIsLive, VideoNotStarted, VideoProcessing) as error:
                raise type(error)(_WHEN_DUMPED[type(error)]) from error
        video = info_json.video(info or {}, video_id, losses)
        if video.title is None:
            titles = (values.clean_line(archive_names.title(path.name, video_id) or "") for path in files)
            video = replace(video, title=next((title for title in titles if title), None))
        return values.Extraction(
            video=video,
            source=self.name,
            tracks=tuple(tracks),
            has_audio=has_audio,
            comments_enabled=info["comments"] is not None if info and "comments" in info else None,
            replayed=info_json.replayed(info or {}, losses),
            no_captions=_no_captions(files, info or {}, video_id, self.place),
            warnings=losses.warnings(),
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
            raise AudioExtractionFailed(f"The {self.place} contains no audio of this video.")
        # yt-dlp leaves the picture and the audio in files of their own if it cannot join them, and with --keep-video.
        # If no file has audio, converting the first one gives the reason.
        best = next((path for path in found if ffmpeg.has_audio(path, progress)), found[0])
        return archive_files.copy_audio(best, directory, settings.MAX_AUDIO_BYTES, progress)

    def fetch_comments(self, video_id: str, *, limit: int, sort: str, progress: Progress) -> values.CommentSet:
        progress.update(0, 1, f"Reading the comments of the {self.place}")
        info = _dump(self._files(video_id), video_id) or {}
        found = info_json.comments(info, limit=limit, sort=sort)
        if limit and info["comments"] and not found.comments:
            raise CommentExtractionFailed(f"None of the comments in the {self.place} states an id.")
        return found

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
        ExtractionError: no dump can be read, or the only ones are of other videos or sites.
    """
    ranked = [(rank, path) for path in files if (rank := archive_names.dump_rank(path.name)) is not None]
    refused: ExtractionError | None = None
    for _, path in sorted(ranked):
        try:
            info = archive_files.read_object(path, MAX_DUMP_BYTES)
            _raise_if_of_another(info, path, video_id)
        except ExtractionError as error:
            refused = refused or error
        else:
            return info
    if refused is not None:
        raise refused
    return None


def _raise_if_of_another(info: Info, path: Path, video_id: str) -> None:
    site = str(info.get("extractor_key") or info.get("extractor") or "youtube")
    if site.lower() != "youtube":
        raise ExtractionError(f"The archived file {path.name} describes a video of {site[:40]}, not of YouTube.")
    if info.get("_type") in ("playlist", "multi_video"):
        raise ExtractionError(f"The archived file {path.name} describes a list of videos, not one.")
    if info.get("id") not in (video_id, None):  # a broken dump may state a list, which has no hash
        raise ExtractionError(f"The archived file {path.name} describes another video than {video_id}.")


def _tracks(files: Sequence[Path], info: Info, video_id: str) -> Iterator[values.CaptionTrack]:
    """Yield the caption files, without machine translations; those for the hearing impaired last.

    A file that states no language, in its name or its header, has that of the video.
    """
    manual, automatic = (info_json.languages(info, key) for key in ("subtitles", "automatic_captions"))
    for name, path, text in sorted(_caption_files(files, video_id), key=lambda file: file[0].hearing_impaired):
        language = name.language or captions.stated_language(text) or info_json.language(info) or values.UNDETERMINED
        requested = info_json.requested_captions(info, language)
        listed = [*manual.get(language, ()), *automatic.get(language, ())]
        # Where one kind is a translation and the other is not, the dump says which of them was written.
        is_listed_so = bool(listed) and all(map(info_json.is_translation, listed))
        if info_json.is_translation(requested) or is_listed_so or captions.is_translation(language):
            continue
        if language in automatic and language not in manual:
            is_automatic = True
        elif language in manual and language not in automatic:
            is_automatic = False
        else:
            # A dump that lists both kinds, or neither, does not say which of them the file is.
            is_automatic = (
                language.endswith("-orig") or info_json.is_recognised(requested) or captions.looks_automatic(text)
            )
        yield values.CaptionTrack(language, is_automatic, name.format, str(path), info_json.frame_rate(info))


def _caption_files(files: Sequence[Path], video_id: str) -> Iterator[tuple[archive_names.CaptionName, Path, str]]:
    """Yield the name, path and text of each file that holds captions, or that must by its name."""
    for path in files:
        if name := archive_names.caption_name(path.name, video_id):
            text = _text(path, name.language)
            if not name.is_ambiguous or captions.holds_cues(text):
                yield name, path, text


def _text(path: Path, language: str) -> str:
    try:
        return captions.decode(archive_files.read(path, MAX_CAPTION_BYTES), language)
    except ExtractionError:
        return ""  # the reason is given if this track is read


def _no_captions(files: Sequence[Path], info: Info, video_id: str, place: str) -> str:
    """Return the reason where no captions are read."""
    if any(_caption_files(files, video_id)):
        return f"The {place} holds only machine translations of the captions of this video"
    named = [name for key in ("subtitles", "automatic_captions") for name in info_json.original_languages(info, key)]
    unique = list(dict.fromkeys(named))
    if not unique:
        return f"The {place} holds no captions of this video"
    more = ", ..." if len(unique) > _MAX_NAMED_LANGUAGES else ""
    listed = ", ".join(unique[:_MAX_NAMED_LANGUAGES])
    return f"The {place} holds no captions of this video (the dump names {listed}{more})"


def _audio(files: Sequence[Path]) -> list[Path]:
    found = [path for path in files if path.suffix.lower() in _AUDIO_SUFFIXES]
    return sorted(found, key=lambda path: _AUDIO_SUFFIXES.index(path.suffix.lower()))
