"""``manage.py restore``: make the database that of a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from analysis.management import backups
from analysis.operations import backup


class Command(BaseCommand):
    """Restore a backup."""

    help = (
        "Make the database and the uploaded files those of a backup. The service must not run. Until the restored "
        f"database is complete, the present one stays as it is. {backups.EXIT_CODES}"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--replace", action="store_true", help="also where the database holds data, which is lost")

    @backups.with_exit_codes
    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what was done."""
        done = backup.restore(options["file"], replace=options["replace"])
        self.stdout.write(f"Restored {options['file']}: {backups.summary(done.manifest)}")
        self.stdout.write(f"Files of {done.uploads} uploads were written.")
        self.stdout.write(f"Migrations applied: {', '.join(done.migrated) or 'none were needed'}.")
        if done.erased:
            self.stdout.write(f"{done.erased} comments of authors who were erased since were erased again.")
        self.stdout.write("Start the service again.")
