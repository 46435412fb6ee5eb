"""Writes the files of a request to the disk on which uploads are kept, within the limit of a request."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from analysis.exceptions import TemporaryError
from analysis.sources import upload
from analysis.uploads.errors import RequestTooLarge

#: Of files that are still being received. A killed process leaves them.
PART_SUFFIX = ".part"
#: Seconds that an upload waits for others, with a thread; the largest ones take five.
WAIT_SECONDS = 15.0


def folder() -> Path:
    """Return the folder of uploads, which is made if need be."""
    found = upload.folder_of_uploads()
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def open_spool() -> IO[bytes]:
    """Return a file without a name, for the body of a request."""
    return tempfile.TemporaryFile(dir=folder())


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the folder of uploads: processes that share it read one upload at a time, which may take much memory.

    Raises:
        TemporaryError: others were read for ``WAIT_SECONDS``.
    """
    descriptor = os.open(folder(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while not _lock(descriptor):
            if time.monotonic() > deadline:
                raise TemporaryError("Other uploads are being read. Try again in a few seconds.", retry_after=5)
            time.sleep(0.05)  # flock itself waits without a time limit
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _PartFile(TemporaryUploadedFile):
    """A file in the folder of uploads, mode 0600; deleted when it is closed, unless it was moved."""

    def __init__(self, name: str | None, content_type: str | None, charset: str | None, extra: Any) -> None:
        part = tempfile.NamedTemporaryFile(suffix=PART_SUFFIX, dir=folder())  # noqa: SIM115  # closed with the request
        super(TemporaryUploadedFile, self).__init__(part, name, content_type, 0, charset, extra)


class DiskHandler(TemporaryFileUploadHandler):
    """Django's handler, with a limit and in our folder.

    Raises:
        RequestTooLarge: the request has more than MAX_UPLOAD_BYTES.
        OSError: the disk is full.
    """

    #: Bytes of all files of the request so far.
    received = 0

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *args: Any, **kwargs: Any) -> None:
        """Refuse a request that states that it is too large, before it is read."""
        raise_if_too_large(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open a file."""
        super(TemporaryFileUploadHandler, self).new_file(*args, **kwargs)
        self.file = _PartFile(self.file_name, self.content_type, self.charset, self.content_type_extra)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write some bytes."""
        self.received += len(raw_data)
        raise_if_too_large(self.received)
        super().receive_data_chunk(raw_data, start)


def raise_if_too_large(size: int) -> None:
    """Raise RequestTooLarge for more than MAX_UPLOAD_BYTES."""
    if size > settings.MAX_UPLOAD_BYTES:
        raise RequestTooLarge(f"The upload has over {settings.MAX_UPLOAD_BYTES:,} bytes, the most that is accepted.")
