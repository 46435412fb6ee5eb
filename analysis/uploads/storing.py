"""Puts the files of an upload where ``analysis.sources.upload`` reads them: one dump, captions, audio."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from analysis import youtube
from analysis.pipeline import values
from analysis.queries import wire
from analysis.sources import archive_names, upload
from analysis.uploads import recognition, unpacking
from analysis.uploads.budget import Budget
from analysis.uploads.errors import EmptyUpload, InvalidUpload, NestedArchive, SeveralVideos

_MAX_NAME = 200
_FORMATS = (
    "A dump of yt-dlp (info.json), captions (srt, vtt, ass, sub, smi, lrc, sbv, json3), comments (JSON or "
    "JSON lines of yt-dlp, youtube-comment-downloader or the Data API), audio, or a zip of them is expected."
)


@dataclass
class Contents:
    """What an upload holds. Files are moved to their place as they are read, all but the dump."""

    folder: Path
    budget: Budget
    files: list[wire.UploadedFile] = field(default_factory=list)
    #: The first dump as it was sent, and what it holds.
    dump: Path | None = None
    info: dict[str, Any] | None = None
    #: Of all other files.
    comments: list[dict[str, Any]] = field(default_factory=list)
    #: Why a file of a zip was ignored that describes several videos.
    refused: SeveralVideos | None = None
    #: Ids that the files state, and those that only their names hold.
    video_ids: set[str] = field(default_factory=set)
    named_ids: set[str] = field(default_factory=set)

    def add(self, path: Path, name: str, *, of_zip: bool) -> None:
        """Add one file.

        Raises:
            InvalidUpload: it cannot be read; in a zip, what is nothing that is read is ignored.
        """
        try:
            found = recognition.recognise(path, name, self.budget)
        except SeveralVideos as error:
            # yt-dlp writes a dump of the playlist or channel beside those of its videos.
            if not of_zip:
                raise
            self.refused, found = error, None
        if found is None:
            if not of_zip:
                raise InvalidUpload(f"{name} is nothing that can be analysed. {_FORMATS}")
            self._note(name, "ignored", path)
            return
        if found.kind in ("zip", "archive"):
            raise NestedArchive if of_zip else InvalidUpload(f"{name} is an archive of another kind. Send a zip.")
        self._note(name, found.kind, path, found.language)  # type: ignore[arg-type]  # the other kinds are refused above
        self.video_ids |= found.video_ids
        self.named_ids |= archive_names.video_ids(name)
        if found.kind == "comments":
            self.comments += found.comments
        elif found.kind == "info":
            self._add_dump(path, found.info)
        else:
            stem = f"{upload.STEM}-{len(self.files)}"
            stem = f"{stem}.{found.language}" if found.language else stem
            stem += archive_names.flags(name) if found.kind == "captions" else ""
            path.replace(self.folder / f"{stem}.{found.format}")

    def _note(
        self,
        name: str,
        kind: Literal["info", "captions", "comments", "audio", "ignored"],
        path: Path,
        language: str = "",
    ) -> None:
        self.files.append(wire.UploadedFile(name, kind, path.stat().st_size, language or None))

    def _add_dump(self, path: Path, info: dict[str, Any]) -> None:
        if self.info is None:
            self.dump = path.replace(self.folder / "dump")
            self.info = info
        elif isinstance(info.get("comments"), list):
            found = [item for item in info["comments"] if isinstance(item, dict)]
            self.budget.take_comments(len(found))
            self.comments += found

    def video_id(self) -> str:
        """Return the id of the video; empty where nothing states it.

        Raises:
            SeveralVideos: the files are of several.
            InvalidUpload: it is not an id of YouTube's.
        """
        if len(self.video_ids) > 1:
            named = ", ".join(sorted(values.clean_text(each)[:20] for each in self.video_ids)[:5])
            raise SeveralVideos(f"The files are of several videos ({named}). Send those of each video on their own.")
        for found in self.video_ids:
            if not youtube.is_valid_video_id(found):
                raise InvalidUpload("The files state an id of a video that is not one of YouTube's.")
            return found
        return next(iter(self.named_ids)) if len(self.named_ids) == 1 else ""

    def write_dump(self, video_id: str) -> None:
        """Write the dump, with the comments of all files."""
        target = self.folder / f"{upload.STEM}.info.json"
        if self.dump is not None and not self.comments:
            self.dump.replace(target)
            return
        if self.info is None and not self.comments:
            return
        info = self.info or ({"id": video_id} if video_id else {})
        own = info.get("comments")
        every = [*(own if isinstance(own, list) else ()), *self.comments]
        channel = info.get("channel_id")
        for comment in every:
            if channel and isinstance(comment, dict) and comment.get("author_id") == channel:
                comment["author_is_uploader"] = True
        target.touch(mode=0o600)
        with target.open("w", encoding="ascii") as file:
            json.dump(info | {"comments": every}, file)
        if self.dump is not None:
            self.dump.unlink()


def store(sent: Iterable[tuple[str, Path]], folder: Path) -> tuple[str, list[wire.UploadedFile]]:
    """Move the files ``sent``, each with its name, into ``folder``; return the id of the video and the files.

    The id is empty where nothing states it.

    Raises:
        InvalidUpload: a file cannot be read, or none can be analysed.
        OSError: the disk is full.
    """
    budget = Budget()
    contents = Contents(folder, budget)
    for given, path in sent:
        name = _clean(given)
        if not path.stat().st_size:
            raise EmptyUpload(f"{name} is empty.")
        if unpacking.is_zip(path):
            for member, unpacked in unpacking.unpack(path, folder, budget):
                contents.add(unpacked, _clean(member), of_zip=True)
                unpacked.unlink(missing_ok=True)
        else:
            budget.take_files(1)
            contents.add(path, name, of_zip=False)
    if all(file.kind == "ignored" for file in contents.files):
        raise contents.refused or (
            InvalidUpload(f"The upload holds nothing that can be analysed. {_FORMATS}")
            if contents.files
            else EmptyUpload
        )
    video_id = contents.video_id()
    contents.write_dump(video_id)
    return video_id, contents.files


def _clean(name: str) -> str:
    return values.clean_text(name)[-_MAX_NAME:] or "file"
