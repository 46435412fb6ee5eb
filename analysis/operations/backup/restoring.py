"""Puts a backup in the place of the database: restored beside it, migrated and compared, then swapped."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.version import get_version_tuple

from analysis.models import ErasedAuthor, Worker
from analysis.operations import erasure, worker_registry
from analysis.operations.backup import archive, databases
from analysis.operations.backup.archive import Manifest
from analysis.operations.backup.errors import BackupFailed, BackupRefused
from analysis.sources.upload import folder_of


@dataclass(frozen=True)
class Restored:
    """What a restore has done."""

    manifest: Manifest
    #: Migrations that were applied to the restored tables.
    migrated: list[str] = field(default_factory=list)
    #: How many uploads got their files back; those whose files are there already keep them.
    uploads: int = 0
    #: Comments that the backup held of authors who were erased since.
    erased: int = 0


def check(path: Path) -> Manifest:
    """Compare the sums of a backup, and have pg_restore read its table of contents.

    Raises:
        BackupFailed: it is damaged.
    """
    manifest = archive.verify(path)
    with archive.opened(path) as file, file.open(archive.DUMP) as dump:
        databases.list_contents(dump)
    return manifest


def check_in_full(path: Path) -> Manifest:
    """Restore a backup into a database of its own, compare the number of rows of each table, and drop it.

    Raises:
        BackupFailed: it cannot be restored, or something is missing.
    """
    manifest = archive.verify(path)
    with databases.maintenance() as server, databases.scratch(server, "check") as scratch:
        _load(path, manifest, scratch)
    return manifest


def restore(path: Path, *, replace: bool) -> Restored:
    """Make the database and the uploaded files those of the backup; the tables are then those of this version.

    Until the swap at the end, the database stays as it is, also if this process is killed.

    Raises:
        BackupRefused: the service runs, the backup is of a newer version, or the database holds data and ``replace``
            is False.
        BackupFailed: the backup is damaged, or could not be restored.
    """
    manifest = archive.verify(path)
    _check_version(manifest)
    with databases.maintenance() as server:
        _check_nothing_runs(server)
        if not replace:
            _check_empty()
        with databases.scratch(server, "restoring") as scratch:
            _load(path, manifest, scratch)
            uploads = _extract_uploads(path, manifest)
            migrated = _migrate(scratch, manifest)
            erased = _erase_again(scratch)
            databases.swap(server, scratch)
    return Restored(manifest, migrated, uploads, erased)


def _check_version(manifest: Manifest) -> None:
    """Refuse the backup of a newer version: this code does not know its tables."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [each for each in manifest.migrations if each not in known]
    if unknown or get_version_tuple(manifest.version) > get_version_tuple(settings.VERSION):
        raise BackupRefused(
            f"The backup is of version {manifest.version}, which is newer than this one, {settings.VERSION}"
            f"{f' (migration {unknown[0]})' if unknown else ''}. Install that version first."
        )


def _check_nothing_runs(server: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuse while the service runs: processes that report, and clients that are connected."""
    is_migrated = Worker._meta.db_table in connection.introspection.table_names()
    roles = sorted(worker_registry.live_roles()) if is_migrated else []
    databases.disconnect()
    if roles:
        raise BackupRefused(
            f"The service runs ({', '.join(roles)}). Stop it first; what was killed counts as running for "
            f"{worker_registry.DEAD_AFTER_SECONDS:.0f} s."
        )
    if others := databases.sessions(server):
        raise BackupRefused(f"The database has {others} other connections. Stop the service, and close all clients.")


def _check_empty() -> None:
    with databases.connect(databases.name()) as database:
        rows = {table: count for table, count in databases.count_tables(database).items() if count}
    used = {table: count for table, count in rows.items() if table not in databases.BOOKKEEPING}
    if used:
        listed = ", ".join(f"{table} {count}" for table, count in sorted(used.items(), key=lambda row: -row[1])[:4])
        raise BackupRefused(f"The database is not empty ({listed} rows). --replace deletes what it holds.")


def _load(path: Path, manifest: Manifest, database: str) -> None:
    """Restore the dump into an empty database and compare the number of rows."""
    with archive.opened(path) as file, file.open(archive.DUMP) as dump:
        databases.load(dump, database)
    with databases.connect(database) as restored:
        counts = databases.count_tables(restored)
    wrong = sorted(name for name in {*counts, *manifest.tables} if counts.get(name) != manifest.tables.get(name))
    if wrong:
        raise BackupFailed(f"After the restore, these tables have another number of rows: {', '.join(wrong)}.")


def _migrate(database: str, manifest: Manifest) -> list[str]:
    """Bring the tables to this version and return the migrations that were needed."""
    with databases.connected_to(database):
        call_command("migrate", interactive=False, verbosity=0)
        # Those that ran during the backup do not run here.
        Worker.objects.all().delete()
    with databases.connect(database) as migrated:
        return sorted(set(databases.migrations(migrated)) - set(manifest.migrations))


def _erase_again(database: str) -> int:
    """Take the list of erased authors over, erase those whom the backup still holds, and return their comments."""
    with databases.connected_to(databases.name()):
        listed = _listed_authors()
    with databases.connected_to(database):
        ErasedAuthor.objects.bulk_create(listed, ignore_conflicts=True)
        return erasure.erase_listed().comments


def _listed_authors() -> list[ErasedAuthor]:
    """Return the erased authors of the present database, whose tables may be those of an older version, or missing."""
    table = ErasedAuthor._meta.db_table
    if table not in connection.introspection.table_names():
        return []
    with connection.cursor() as cursor:
        columns = {column.name for column in connection.introspection.get_table_description(cursor, table)}
    names = [field.name for field in ErasedAuthor._meta.fields if field.column in columns]
    return [ErasedAuthor(**row) for row in ErasedAuthor.objects.values(*names)]


def _extract_uploads(path: Path, manifest: Manifest) -> int:
    """Write the uploaded files that are not there; each upload appears complete. Returns their number."""
    found: dict[Path, list[tuple[str, str]]] = {}
    for name in manifest.files:
        if name != archive.DUMP:
            upload_id, file = archive.upload_entry(name)
            found.setdefault(folder_of(upload_id), []).append((name, file))
    missing = {folder: entries for folder, entries in found.items() if not folder.exists()}
    with archive.opened(path) as source:
        for folder, entries in missing.items():
            beside = folder.with_name(f"{folder.name}.part")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(mode=0o700, parents=True)
            for name, file in entries:
                with source.open(name) as data, (beside / file).open("wb") as target:
                    shutil.copyfileobj(data, target)
            beside.rename(folder)
    return len(missing)
