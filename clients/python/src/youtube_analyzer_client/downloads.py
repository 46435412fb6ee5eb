"""Where a downloaded file goes."""

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import IO

import httpx2


@contextlib.contextmanager
def destination(response: httpx2.Response, to: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """Give a file to write and the path that it has afterwards.

    It is written beside that path, under another name, so that a download that breaks off leaves nothing behind.

    Raises:
        FileExistsError: ``to`` is a folder that has a file of this name. A file that ``to`` names is replaced.
    """
    path = to / name_of(response) if to.is_dir() else to
    if path != to and path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        part = Path(file.name)
        try:
            yield file, path
        except BaseException:
            part.unlink()
            raise
    part.chmod(0o644)
    part.replace(path)


def name_of(response: httpx2.Response) -> str:
    """Return the name that the server gives to the file, without folders and control characters (RFC 8187)."""
    header = Message()
    header["Content-Disposition"] = response.headers.get("Content-Disposition", "")
    name = re.sub(r"[/\\\x00-\x1f\x7f]", "_", header.get_filename() or "download")
    return name.lstrip(".") or "download"
