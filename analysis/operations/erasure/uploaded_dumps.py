"""Erases an author from the dumps in uploads that have not expired."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from analysis.pipeline import captions, large_json
from analysis.sources import upload
from analysis.support.private_files import write_private


def erase(names: Collection[str], *, dry_run: bool) -> int:
    """Remove the comments of an author, by the id of the channel and the handles, and return how many dumps had any."""
    dumps = upload.folder_of_uploads().glob(f"*/{upload.STEM}.info.json")
    return sum(_erase_from(path, names, dry_run) for path in dumps)


def _erase_from(path: Path, names: Collection[str], dry_run: bool) -> bool:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return False  # It has expired meanwhile.
    if content.isascii() and not any(json.dumps(name).strip('"').encode() in content for name in names):
        return False
    info = large_json.loads(captions.decode(content))
    every = info.get("comments")
    kept = [each for each in every if not _is_by(each, names)] if isinstance(every, list) else every
    if kept == every:
        return False
    if not dry_run:
        write_private(path, json.dumps(info | {"comments": kept}))
    return True


def _is_by(comment: Any, names: Collection[str]) -> bool:
    return isinstance(comment, dict) and not set(names).isdisjoint({comment.get("author_id"), comment.get("author")})
