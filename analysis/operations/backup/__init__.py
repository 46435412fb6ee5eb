"""Backups: one file with the database and the uploaded files, and the way back from it."""

from analysis.operations.backup.archive import Manifest
from analysis.operations.backup.creating import create, default_path, delete_older
from analysis.operations.backup.errors import BackupFailed, BackupRefused
from analysis.operations.backup.restoring import Restored, check, check_in_full, restore

__all__ = [
    "BackupFailed",
    "BackupRefused",
    "Manifest",
    "Restored",
    "check",
    "check_in_full",
    "create",
    "default_path",
    "delete_older",
    "restore",
]
