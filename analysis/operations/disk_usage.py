"""What takes the space on the disk: the database, and DATA_DIR by kind."""

import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

#: What the folders of DATA_DIR hold; all else is ``other``.
KINDS = {
    "uploads": "uploads",
    "backups": "backups",
    "tmp": "audio",
    "logs": "logs",
    "speech-models": "models",
    "huggingface": "models",
    "yt-dlp": "ytdlp",
    "postgres": "postgres",
}
#: Seconds for which a measurement is used again: a scrape must not read a large folder each time.
_KEPT_SECONDS = 60.0


@dataclass(frozen=True)
class DiskUsage:
    """DATA_DIR as this process sees it."""

    #: Bytes by kind. A folder that may not be read counts as far as it may.
    kinds: dict[str, int]
    #: Bytes of the disk that DATA_DIR is on.
    free: int
    total: int
    #: When the newest backup in DATA_DIR/backups was written, seconds since 1970; None: there is none.
    newest_backup: float | None


_last: tuple[float, DiskUsage] | None = None


def measured() -> DiskUsage | None:
    """Return a measurement that is at most a minute old; None where there is no DATA_DIR yet."""
    global _last
    if _last is None or time.monotonic() - _last[0] > _KEPT_SECONDS:
        found = measure(Path(settings.DATA_DIR))
        _last = None if found is None else (time.monotonic(), found)
    return _last and _last[1]


def measure(folder: Path) -> DiskUsage | None:
    """Measure a data folder; None where there is none."""
    if not folder.is_dir():
        return None
    kinds = dict.fromkeys((*KINDS.values(), "other"), 0)
    backups = []
    for entry in _entries(folder):
        size = sum(map(_size, _files(entry))) if entry.is_dir(follow_symlinks=False) else _size(entry)
        kinds[KINDS.get(entry.name, "other")] += size
        if entry.name == "backups":
            backups = [each.stat().st_mtime for each in _files(entry) if each.name.endswith(".zip")]
    disk = shutil.disk_usage(folder)
    return DiskUsage(kinds, disk.free, disk.total, max(backups, default=None))


def database_bytes() -> int:
    """Return the size of the database with its indexes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])


def _files(folder: "os.DirEntry[str]") -> Iterator["os.DirEntry[str]"]:
    for entry in _entries(folder.path):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry)
        else:
            yield entry


def _entries(folder: str | Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []  # deleted meanwhile, or another user's


def _size(entry: "os.DirEntry[str]") -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:
        return 0  # as above
