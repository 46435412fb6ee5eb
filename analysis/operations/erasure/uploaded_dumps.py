"""Erases an author from the dumps in uploads that have not expired."""

import json
import mmap
from collections.abc import Collection
from pathlib import Path
from typing import Any

from analysis.sources import upload
from analysis.support.private_files import write_private


def erase(names: Collection[str], *, dry_run: bool) -> int:
    """Remove the comments of an author, by the id of the channel and the handles, and return how many dumps had any."""
    dumps = upload.folder_of_uploads().glob(f"*/{upload.STEM}.info.json")
    return sum(_erase_from(path, names, dry_run) for path in dumps)


def _erase_from(path: Path, names: Collection[str], dry_run: bool) -> bool:
    try:
        if not _mentions(path, names):
            return False
        info = json.loads(path.read_bytes())
    except FileNotFoundError:
        return False  # It has expired meanwhile.
    kept = [each for each in info["comments"] if not _is_by(each, names)]
    if len(kept) == len(info["comments"]):
        return False
    if not dry_run:
        write_private(path, json.dumps(info | {"comments": kept}))
    return True


def _is_by(comment: Any, names: Collection[str]) -> bool:
    return isinstance(comment, dict) and not set(names).isdisjoint({comment.get("author_id"), comment.get("author")})


def _mentions(path: Path, names: Collection[str]) -> bool:
    """Return whether a dump, which may be large, holds one of the names."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return any(content.find(json.dumps(name).strip('"').encode()) >= 0 for name in names)
