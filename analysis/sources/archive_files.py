"""Reading of folders that may come from strangers.

Nothing outside of them is read, and what cannot be read is an error of ours.
"""

import json
from pathlib import Path
from typing import Any

from analysis.exceptions import AudioExtractionFailed, ExtractionError
from analysis.pipeline.progress import Progress

_BLOCK = 1024**2


def of_video(folder: Path, video_id: str) -> list[Path]:
    """Return the files of a video in ``folder``, by name; empty where there are none.

    Raises:
        ExtractionError: the folder cannot be listed, or a link in it leads outside.
    """
    own = folder / video_id
    try:
        if own.is_dir():
            candidates = list(own.iterdir())
        else:
            candidates = [path for path in folder.iterdir() if video_id in path.name] if folder.is_dir() else []
        files = sorted(path for path in candidates if path.is_file())
    except OSError as error:
        raise ExtractionError(f"The archive of {video_id} cannot be listed: {error.strerror}.") from error
    for path in files:
        if not lies_in(path, folder):
            raise ExtractionError(f"The archived file {path.name} is a link that leads out of the archive.")
    return files


def lies_in(path: Path, folder: Path) -> bool:
    """Say whether the file is really in the folder, once links are followed."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links that lead in a circle, in the words of Python 3.13 and before
        return False


def read(path: Path, limit: int) -> bytes:
    """Return the bytes of ``path``.

    Raises:
        ExtractionError: it has more than ``limit`` bytes, or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise ExtractionError(f"The archived file {path.name} has {size:,} bytes; {limit:,} are read at most.")
        return path.read_bytes()
    except OSError as error:
        raise ExtractionError(f"The archived file {path.name} cannot be read: {error.strerror}.") from error


def read_object(path: Path, limit: int) -> dict[str, Any]:
    """Return the JSON object in ``path``.

    Raises:
        ExtractionError: it is too large, no JSON (cut short, perhaps), or no object.
    """
    try:
        found = json.loads(read(path, limit).decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        raise ExtractionError(f"The archived file {path.name} is damaged: it is not complete JSON.") from error
    if not isinstance(found, dict):
        raise ExtractionError(f"The archived file {path.name} is not a dump of yt-dlp.")
    return found


def copy(path: Path, directory: Path, limit: int, progress: Progress) -> Path:
    """Return a copy of ``path`` in ``directory``; nothing is left there where it fails or is stopped.

    Raises:
        AudioExtractionFailed: it has more than ``limit`` bytes, or cannot be read.
    """
    target = directory / f"sound{path.suffix.lower()}"
    try:
        size = path.stat().st_size
        if size > limit:
            raise AudioExtractionFailed(f"The archived sound has {size:,} bytes; {limit:,} are read at most.")
        with path.open("rb") as source, target.open("wb") as copied:
            while block := source.read(_BLOCK):
                copied.write(block)
                progress.update(copied.tell(), size, "Reading the archived sound")
    except OSError as error:
        target.unlink(missing_ok=True)
        raise AudioExtractionFailed(f"The archived sound cannot be read: {error.strerror}.") from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target
