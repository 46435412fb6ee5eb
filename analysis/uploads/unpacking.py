"""Unpacks zips from strangers. No name in a zip becomes a path, and no number that it states is trusted.

Source of the format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from django.conf import settings

from analysis.uploads.budget import Budget
from analysis.uploads.errors import DamagedUpload, EncryptedArchive, TooManyFiles, UnsafeArchive

#: How a zip begins, an empty one too.
MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_END, _END_MAGIC, _END_64_MAGIC = struct.Struct("<4s4H2LH"), b"PK\x05\x06", b"PK\x06\x07"
_LOCATOR_BYTES = 20
#: Bytes of the list of files, which zipfile reads into memory as a whole.
_MAX_DIRECTORY_BYTES = 1024**2
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BLOCK_BYTES = 256 * 1024
_ENCRYPTED = 0x1


def is_zip(path: Path) -> bool:
    """Return whether the file begins as a zip does."""
    with path.open("rb") as file:
        return file.read(len(MAGIC[0])) in MAGIC


def unpack(path: Path, folder: Path, budget: Budget) -> Iterator[tuple[str, Path]]:
    """Yield the name of each file of the zip, and where it was unpacked in ``folder``.

    Raises:
        InvalidUpload: it is damaged, encrypted, unsafe, or over the budget.
    """
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            for member in members:
                _check(member)
            files = [member for member in members if not member.is_dir()]
            budget.take_files(len(files))
            for number, member in enumerate(files):
                target = folder / f"unpacked-{number}"
                target.touch(mode=0o600, exist_ok=False)
                with archive.open(member) as packed, target.open("wb") as unpacked:
                    _copy(packed, unpacked, budget)
                yield PurePosixPath(member.filename).name, target
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError) as error:
        raise DamagedUpload("The zip is damaged.") from error
    except ValueError as error:  # an encoding error, too
        raise DamagedUpload("The zip is damaged: a name in it cannot be read.") from error


def _copy(packed: IO[bytes], unpacked: IO[bytes], budget: Budget) -> None:
    while block := packed.read(_BLOCK_BYTES):
        budget.take_bytes(len(block))
        unpacked.write(block)


def _check_directory(path: Path) -> None:
    """Refuse a list of files that is too long, before zipfile reads it whole."""
    size = path.stat().st_size
    with path.open("rb") as file:
        tail_bytes = min(size, _END.size + 0xFFFF + _LOCATOR_BYTES)
        file.seek(size - tail_bytes)
        tail = file.read()
    # As zipfile does: without a comment the record is the end of the file; else the last one counts.
    place = len(tail) - _END.size
    if place < 0 or not (tail.startswith(_END_MAGIC, place) and tail.endswith(b"\0\0")):
        place = tail.rfind(_END_MAGIC)
    if place < 0 or place + _END.size > len(tail):
        raise DamagedUpload("The zip is cut short: its list of files is missing.")
    if tail.startswith(_END_64_MAGIC, max(0, place - _LOCATOR_BYTES)):
        raise TooManyFiles("The zip is of the kind for very many or very large files (Zip64), which is not accepted.")
    _, _, _, _, count, directory_bytes, _, _ = _END.unpack_from(tail, place)
    if directory_bytes > _MAX_DIRECTORY_BYTES:
        raise TooManyFiles("The zip has too long a list of files.")
    # Folders count too, here only.
    if count > 2 * settings.MAX_UPLOAD_FILES + 1:
        raise TooManyFiles(f"The zip holds {count:,} files; at most {settings.MAX_UPLOAD_FILES} are accepted.")


def _check(member: zipfile.ZipInfo) -> None:
    # zipfile cuts a name at a NUL, and replaces the separator of this system.
    for name in {member.filename, member.orig_filename}:
        windows = PureWindowsPath(name)
        if "\0" in name:
            raise UnsafeArchive("The zip holds a name with a NUL.")
        if ".." in windows.parts or windows.drive or windows.root or PurePosixPath(name).is_absolute():
            raise UnsafeArchive("The zip holds a path that leads out of its folder.")
    mode = member.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise UnsafeArchive("The zip holds a link or a device. Only files and folders are accepted.")
    if member.header_offset < 0:  # the end states that the list begins later than it does
        raise DamagedUpload("The zip is damaged.")
    if member.flag_bits & _ENCRYPTED:
        raise EncryptedArchive
    if member.compress_type not in _METHODS:
        raise DamagedUpload(
            "The zip is compressed in a way that is not accepted. Use deflate, which every program can."
        )
