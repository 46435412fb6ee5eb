"""Reads files of untrusted archive folders.

Nothing outside of a folder is read. A file that cannot be read raises an ``AnalysisError``.
"""

import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.exceptions import AudioExtractionFailed, ExtractionError
from analysis.pipeline import captions, large_json
from analysis.pipeline.progress import Progress
from analysis.sources import archive_names

logger = logging.getLogger(__name__)

#: Bytes. A dump with 10,000 comments has about 10 MB.
MAX_DUMP_BYTES = 256 * 1024**2
#: Folders below an archive that are searched: ``<uploader>/<year>/<video>``.
MAX_DEPTH = 3

_BLOCK_BYTES = 1024**2
#: Bytes of a dump that hold the id of the video, which yt-dlp writes first.
_HEAD_BYTES = 4096


def find_video_files(folder: Path, video_id: str) -> list[Path]:
    """Return the files of a video in ``folder``, sorted by name; empty if there are none.

    These are the files in the folder ``<id>``. If there is none, they are those that carry the id in their name or lie
    in a folder that does, up to ``MAX_DEPTH`` folders down. Of the folders inside of such a folder only captions are
    taken: other media there may be a trailer. If no name has the id, they are those beside a dump that states it.

    Raises:
        ExtractionError: the folder cannot be listed, or a link in it points outside.
    """
    own = folder / video_id
    try:
        candidates = [*own.iterdir(), *_captions_below(own, video_id, depth=1)] if own.is_dir() else []
        files = sorted(path for path in candidates or _named_files(folder, video_id) if path.is_file())
        files = files or sorted({path for path in _described_files(folder, video_id) if path.is_file()})
    except OSError as error:
        logger.warning("archive of %s cannot be listed: %s", video_id, error)
        raise ExtractionError(f"The archive of {video_id} cannot be listed. The server's log says why.") from error
    for path in files:
        if not is_inside(path, folder):
            # The name of a file behind a link to a folder would tell what is outside.
            name = own.name if own.is_symlink() else path.name
            raise ExtractionError(f"The archived file {name} is a link that points out of the archive.")
    return files


def _walk(folder: Path) -> Iterator[tuple[Path, int, list[str], list[str]]]:
    """Yield each folder down to ``MAX_DEPTH``, how deep it lies, its folders (those left are walked) and its files."""

    def on_error(error: OSError) -> None:
        if error.filename == str(folder):
            raise error
        logger.warning("folder of an archive cannot be listed: %s", error)

    if not folder.is_dir():
        return
    for parent, folders, names in os.walk(folder, onerror=on_error):
        depth = len(Path(parent).relative_to(folder).parts)
        if depth >= MAX_DEPTH:
            folders.clear()
        yield Path(parent), depth, folders, names


def _named_files(folder: Path, video_id: str) -> Iterator[Path]:
    for inside, depth, folders, names in _walk(folder):
        is_own = depth > 0 and archive_names.belongs_to(inside.name, video_id)
        if is_own:
            yield from _captions_below(inside, video_id, depth)
            folders.clear()
        for name in names:
            if is_own or (archive_names.belongs_to(name, video_id) and not _is_of_another(inside / name, video_id)):
                yield inside / name


def _described_files(folder: Path, video_id: str) -> Iterator[Path]:
    """Yield the dumps that state the id and the files of the same name, as MeTube, Tartube and ytdl-sub write them."""
    stated = re.compile(rb'"id"\s*:\s*"%b"' % re.escape(video_id).encode())
    for inside, depth, _, names in _walk(folder):
        for name in names:
            dump = inside / name
            if archive_names.dump_rank(name) is None or archive_names.states_an_id(name):
                continue
            if not is_inside(dump, folder) or stated.search(_head(dump)) is None:
                continue
            yield dump
            # Tartube moves dumps into a hidden folder beside the video.
            places = [inside, inside.parent] if depth and inside.name.startswith(".") else [inside]
            stem = archive_names.stem(name)
            yield from (path for place in places for path in place.iterdir() if archive_names.stem(path.name) == stem)


def _head(path: Path) -> bytes:
    """Return the beginning of a dump; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD_BYTES)
    except OSError as error:
        logger.warning("archived file cannot be read: %s", error)
        return b""


def _captions_below(own: Path, video_id: str, depth: int) -> Iterator[Path]:
    """Yield the caption files in the folders inside of a folder of the video, which is ``depth`` folders down.

    A folder that states another id, or holds a dump, is of another video.
    """
    for parent, folders, names in os.walk(own):
        inside = Path(parent)
        if inside != own and any(archive_names.dump_rank(name) is not None for name in names):
            folders.clear()
            continue
        if depth + len(inside.relative_to(own).parts) >= MAX_DEPTH:
            folders.clear()
        folders[:] = [name for name in folders if not archive_names.is_of_another(name, video_id)]
        for name in names if inside != own else ():
            if archive_names.caption_name(name, video_id) and not archive_names.is_of_another(name, video_id):
                yield inside / name


def _is_of_another(path: Path, video_id: str) -> bool:
    """Return whether the dump with the name of the file states another id; not asked where the name is clear."""
    stem = archive_names.stem(path.name)
    dump = path.with_name(f"{stem}.info.json")
    if stem.endswith(f"[{video_id}]") or stem == video_id or not dump.is_file() or not is_inside(dump, path.parent):
        return False
    try:
        return read_object(dump, MAX_DUMP_BYTES).get("id") not in (video_id, None)
    except ExtractionError:
        return False  # it is reported when it is read as the dump of the video


def is_inside(path: Path, folder: Path) -> bool:
    """Return whether the file is in the folder once symbolic links are resolved."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a loop of links; Python 3.13 and earlier raise RuntimeError
        return False


def read(path: Path, limit: int) -> bytes:
    """Return the bytes of ``path``.

    Raises:
        ExtractionError: it has more than ``limit`` bytes, or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise ExtractionError(f"The archived file {path.name} has {size:,} bytes; at most {limit:,} are read.")
        return path.read_bytes()
    except OSError as error:
        logger.warning("archived file cannot be read: %s", error)
        raise ExtractionError(f"The archived file {path.name} cannot be read. The server's log says why.") from error


def read_object(path: Path, limit: int) -> dict[str, Any]:
    """Return the JSON object in ``path``.

    Raises:
        ExtractionError: the file is too large, is not JSON (for example cut short), or is not an object.
    """
    try:
        content = large_json.loads(captions.decode(read(path, limit)))
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"The archived file {path.name} is damaged: it is not complete JSON.") from error
    if not isinstance(content, dict):
        raise ExtractionError(f"The archived file {path.name} is not a yt-dlp dump.")
    return content


def copy_audio(path: Path, directory: Path, limit: int, progress: Progress) -> Path:
    """Return a copy of ``path`` in ``directory``. If it fails or is cancelled, no file is left there.

    Raises:
        AudioExtractionFailed: it has more than ``limit`` bytes, or cannot be read.
    """
    target = directory / f"sound{path.suffix.lower()}"
    try:
        size = path.stat().st_size
        if size > limit:
            raise AudioExtractionFailed(f"The archived audio has {size:,} bytes; at most {limit:,} are read.")
        with path.open("rb") as source, target.open("wb") as copied:
            while block := source.read(_BLOCK_BYTES):
                copied.write(block)
                progress.update(copied.tell(), size, "Reading the archived audio")
    except BaseException as error:
        target.unlink(missing_ok=True)
        if not isinstance(error, OSError):
            raise
        logger.warning("archived audio cannot be copied: %s", error)
        raise AudioExtractionFailed("The archived audio cannot be read. The server's log says why.") from error
    return target
