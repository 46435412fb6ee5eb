"""What ``manage.py backup`` and ``manage.py restore`` have in common."""

import functools
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.db import Error as DjangoDatabaseError
from psycopg import Error as DatabaseError

from analysis.operations.backup import BackupFailed, BackupRefused, Manifest

EXIT_CODES = "Exit codes: 0 done, 1 failed and nothing changed, 2 wrong use, 3 refused."


def with_exit_codes(handle: Callable[..., None]) -> Callable[..., None]:
    """Turn what went wrong into a message and an exit code."""

    @functools.wraps(handle)
    def reporting(*args: Any, **options: Any) -> None:
        try:
            handle(*args, **options)
        except BackupRefused as error:
            raise CommandError(str(error), returncode=3) from error
        except BackupFailed as error:
            raise CommandError(str(error), returncode=1) from error
        except (DatabaseError, DjangoDatabaseError) as error:
            raise CommandError(f"PostgreSQL: {str(error).strip()}", returncode=1) from error

    return reporting


def summary(manifest: Manifest) -> str:
    """Return what is in a backup, in one line."""
    tables = manifest.tables
    uploads = tables.get("uploads", 0) - len(manifest.uploads_without_files)
    return (
        f"{tables.get('analysis_tasks', 0)} analyses, {tables.get('analysis_comment', 0)} comments, {uploads} uploads; "
        f"version {manifest.version}, {manifest.created_at}."
    )
