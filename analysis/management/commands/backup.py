"""``manage.py backup``: write a backup, or check one."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.management import backups
from analysis.operations import backup


class Command(BaseCommand):
    """Write a backup to a file, or check one."""

    help = (
        "Write the database and the uploaded files to FILE, while the service runs; by default into DATA_DIR/backups. "
        "--check FILE compares its sums; with --full it is also restored into a database of its own and counted. "
        f"{backups.EXIT_CODES}"
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="check FILE and write nothing")
        parser.add_argument("--full", action="store_true", help="with --check: restore it beside the database, too")
        parser.add_argument("--keep", type=int, metavar="N", help="delete all but the newest N in DATA_DIR/backups")

    @backups.with_exit_codes
    def handle(self, *args: Any, **options: Any) -> None:
        """Write or check, and say what is in it."""
        path, keep = options["file"], options["keep"]
        if (options["full"] and not options["check"]) or (options["check"] and not path):
            raise CommandError("Give the file to check: backup --check [--full] FILE", returncode=2)
        if options["check"]:
            manifest = backup.check_in_full(path) if options["full"] else backup.check(path)
            self.stdout.write(f"{path} is complete: {backups.summary(manifest)}")
            return
        if keep is not None and (keep < 1 or path):
            raise CommandError("--keep needs a number from 1, and no FILE.", returncode=2)
        path = path or backup.default_path()
        manifest = backup.create(path)
        self.stdout.write(f"{path} written, {path.stat().st_size / 1024**2:.1f} MB: {backups.summary(manifest)}")
        if manifest.uploads_without_files:
            self.stderr.write(f"{len(manifest.uploads_without_files)} uploads are without their files.")
        for deleted in backup.delete_older(path.parent, keep) if keep else ():
            self.stdout.write(f"{deleted} deleted")
