"""Makes a backup while the service runs."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.utils.timezone import now

from analysis.operations.backup import archive, databases
from analysis.operations.backup.archive import Manifest
from analysis.operations.backup.errors import BackupFailed, BackupRefused
from analysis.sources.upload import folder_of

#: Names of backups in the default folder.
_PATTERN = "analyzer-*.zip"


def default_path() -> Path:
    """Return where a backup is written that names no file."""
    folder: Path = settings.DATA_DIR / "backups"
    return folder / f"analyzer-{now():%Y%m%dT%H%M%SZ}.zip"


def create(target: Path) -> Manifest:
    """Write a backup to ``target``, complete or not at all, and return what it holds.

    The database and the list of uploads are of one moment.

    Raises:
        BackupRefused: there is such a file already, no space, or no pg_dump.
        BackupFailed: it could not be read or written in full.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists already, and is not replaced.")
    databases.program("pg_dump")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _snapshot() as (database, snapshot), _written_beside(target) as file:
            uploads = [row[0] for row in database.execute("SELECT id FROM uploads ORDER BY id")]
            _check_space(target.parent, databases.table_bytes(database) + sum(map(_upload_bytes, uploads)))
            return _write(file, database, snapshot, uploads)
    except OSError as error:
        raise BackupFailed(f"The backup could not be written: {error.strerror or error}.") from error


def delete_older(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest ``keep`` backups of the default names in ``folder``, and return them."""
    older = sorted(folder.glob(_PATTERN))[:-keep]
    for path in older:
        path.unlink(missing_ok=True)
    return older


@contextmanager
def _snapshot() -> Iterator[tuple[psycopg.Connection[Any], str]]:
    """Open a transaction that sees one moment, and give the name by which pg_dump sees the same."""
    with databases.connect(databases.name()) as database:
        database.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        database.read_only = True
        row = database.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield database, row[0]


def _upload_bytes(upload_id: UUID) -> int:
    return sum(path.stat().st_size for path in folder_of(upload_id).glob("*"))


def _check_space(folder: Path, needed: int) -> None:
    """Refuse where the tables and files would not fit; the dump is compressed, so this is more than it takes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupRefused(
            f"The backup may take {needed / 1024**2:.0f} MB, and {folder} has {free / 1024**2:.0f} MB left."
        )


@contextmanager
def _written_beside(target: Path) -> Iterator[IO[bytes]]:
    """Give a file, which only its owner can read, that gets the name ``target`` once all of it is on the disk."""
    beside = target.with_name(f"{target.name}.part")
    # What a killed backup has left is written over.
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupRefused(f"Another process is writing {target}.") from error
        try:
            os.fchmod(descriptor, 0o600)
            file.truncate()
            yield file
            file.flush()
            os.fsync(descriptor)
            beside.rename(target)
        finally:
            beside.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _write(file: IO[bytes], database: psycopg.Connection[Any], snapshot: str, uploads: list[UUID]) -> Manifest:
    writer = archive.Writer(file)
    writer.add(archive.DUMP, partial(databases.dump, snapshot))
    missing = [str(each) for each in uploads if not _add_upload(writer, each)]
    server = database.info.parameter_status("server_version") or ""
    about = Manifest(
        version=settings.VERSION,
        created_at=now().isoformat(timespec="seconds"),
        postgresql=server.split()[0],
        migrations=databases.migrations(database),
        tables=databases.count_tables(database),
        uploads_without_files=missing,
    )
    return writer.finish(about)


def _add_upload(writer: archive.Writer, upload_id: UUID) -> bool:
    """Add the files of an upload; return whether there were any. They never change, but may be deleted meanwhile."""
    found = False
    for path in sorted(folder_of(upload_id).glob("*")):
        try:
            source = path.open("rb")
        except FileNotFoundError:
            continue
        with source:
            name = f"{archive.UPLOADS}/{upload_id}/{path.name}"
            writer.add(name, lambda target, source=source: shutil.copyfileobj(source, target))  # type: ignore[misc]  # a bound name
        found = True
    return found
