"""The file of a backup: a zip of the database's dump, the uploaded files, and a manifest that lists both.

The entries are not compressed: the dump is already.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any
from uuid import UUID

from analysis.operations.backup.errors import BackupFailed

FORMAT = 1
MANIFEST, DUMP, UPLOADS = "manifest.json", "database.dump", "uploads"
#: Bytes; the manifest lists each uploaded file in about 200.
_MAX_MANIFEST = 256 * 1024**2
#: Bytes; longer names are refused by file systems.
_MAX_NAME = 255
#: Bit of an entry's flags.
_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Entry:
    """A file in the backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What the backup holds."""

    #: Version of the service that wrote it.
    version: str
    #: ISO 8601.
    created_at: str
    #: Version of the server, such as 18.1.
    postgresql: str
    #: Applied migrations, such as ``analysis.0001_initial``.
    migrations: list[str]
    #: Rows by table.
    tables: dict[str, int]
    #: Entries by name.
    files: dict[str, Entry] = field(default_factory=dict)
    #: Uploads whose files were not there: they expired meanwhile, or lie on another machine.
    uploads_without_files: list[str] = field(default_factory=list)
    format: int = FORMAT


class Writer:
    """Writes a backup; :meth:`finish` adds the manifest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)
        self._files: dict[str, Entry] = {}

    def add(self, name: str, write: Callable[[IO[bytes]], None]) -> None:
        """Add an entry, which ``write`` writes."""
        with self._zip.open(name, "w", force_zip64=True) as target:
            summing = _Summing(target)
            write(summing)  # type: ignore[arg-type]  # only its method write is used
        self._files[name] = Entry(summing.bytes, summing.sum.hexdigest())

    def finish(self, about: Manifest) -> Manifest:
        """Write the manifest and return it with the entries."""
        manifest = Manifest(**{**vars(about), "files": self._files})
        self._zip.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
        self._zip.close()
        return manifest


class _Summing:
    """Passes bytes on, counts them and sums them."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target, self.sum, self.bytes = target, hashlib.sha256(), 0

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        self.bytes += len(data)
        return self._target.write(data)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a backup.

    Raises:
        BackupFailed: it cannot be read, or is damaged where it was read.
    """
    try:
        with zipfile.ZipFile(path) as file:
            _check_entries(file.infolist(), path)
            yield file
    except OSError as error:
        raise BackupFailed(f"{path} cannot be read: {error.strerror or error}.") from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise BackupFailed(f"{path} is not a backup of this service, or is damaged: {error}.") from error


def _check_entries(entries: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuse what this service never writes: entries that unpack to more than the file, or need a password."""
    if any(entry.compress_type != zipfile.ZIP_STORED or entry.flag_bits & _ENCRYPTED for entry in entries):
        raise BackupFailed(f"{path} is not a backup of this service: its entries are compressed or encrypted.")
    if sum(entry.file_size for entry in entries) > path.stat().st_size:
        raise BackupFailed(f"{path} is damaged: its entries are larger than the file.")


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says that it holds.

    Raises:
        BackupFailed: it is no backup, or one of a newer format.
    """
    with opened(path) as file:
        try:
            if file.getinfo(MANIFEST).file_size > _MAX_MANIFEST:
                raise ValueError("its manifest is too long")
            found: dict[str, Any] = json.loads(file.read(MANIFEST))
            if found["format"] != FORMAT:
                raise BackupFailed(f"{path} has the format {found['format']}; this version reads {FORMAT}.")
            entries = {name: Entry(**entry) for name, entry in found["files"].items()}
            manifest = Manifest(**{**found, "files": entries})
            _check_values(manifest)
            return manifest
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            raise BackupFailed(f"{path} is not a backup of this service: {error}.") from error


def _check_values(manifest: Manifest) -> None:
    """Refuse values of other types, and texts that a terminal would obey: a backup may come from elsewhere.

    Raises:
        TypeError, ValueError, AttributeError: a value is not what the manifest describes.
    """
    entries = manifest.files.values()
    texts = (manifest.version, manifest.created_at, manifest.postgresql, *manifest.migrations, *manifest.tables)
    texts += (*manifest.uploads_without_files, *(entry.sha256 for entry in entries))
    numbers = (*manifest.tables.values(), *(entry.bytes for entry in entries))
    if not all(isinstance(text, str) and text.isprintable() for text in texts):
        raise ValueError("a text of its manifest is none")
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise ValueError("a number of its manifest is none")


def verify(path: Path) -> Manifest:
    """Compare the size and the sum of each entry with the manifest, and return that.

    Raises:
        BackupFailed: something differs, is missing, or does not belong there.
    """
    manifest = read_manifest(path)
    with opened(path) as file:
        names = file.namelist()
        if sorted(names) != sorted([*manifest.files, MANIFEST]) or DUMP not in manifest.files:
            raise BackupFailed(f"{path} does not hold the files that its manifest lists.")
        for name, entry in manifest.files.items():
            if name != DUMP:
                upload_entry(name)
            if file.getinfo(name).file_size != entry.bytes:
                raise BackupFailed(f"{path} is damaged: {name} has another size than its manifest states.")
            with file.open(name) as source:
                if hashlib.file_digest(source, "sha256").hexdigest() != entry.sha256:  # type: ignore[arg-type]  # reads only
                    raise BackupFailed(f"{path} is damaged: {name} has another sum than its manifest states.")
    return manifest


def upload_entry(name: str) -> tuple[UUID, str]:
    """Return the upload and the file name of an entry; nothing else may be written to the disk.

    Raises:
        BackupFailed: it is the name of something else.
    """
    parts = PurePosixPath(name).parts
    try:
        _, upload_id, file = parts
        upload = UUID(upload_id)
        # In one spelling only: two entries must not be one file.
        is_usual = name == f"{UPLOADS}/{upload}/{file}" and file.isprintable() and len(file.encode()) <= _MAX_NAME
        if not is_usual or file in (".", "..") or "\\" in file:
            raise ValueError
        return upload, file
    except ValueError as error:
        raise BackupFailed(f"The backup holds a file that does not belong into one: {name!r}.") from error
