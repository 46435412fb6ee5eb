"""``manage.py update_ytdlp``: take a newer yt-dlp without a new release of this service."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.sources import ytdlp_release


class Command(BaseCommand):
    """Install a release of yt-dlp into DATA_DIR, or go back to the pinned one."""

    help = (
        "Install the newest yt-dlp into DATA_DIR, checked against the sums that its index publishes. Processes take "
        "it up at their next start. --back returns to the pinned release."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--to", metavar="VERSION", help="a release such as 2026.7.4, in place of the newest")
        way.add_argument("--back", action="store_true", help="use the pinned release again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update, and say what to do next."""
        before = ytdlp_release.version()
        try:
            after = ytdlp_release.go_back() if options["back"] else ytdlp_release.update(options["to"])
        except ytdlp_release.UpdateFailed as error:
            raise CommandError(f"{error.message} yt-dlp {before} stays in use.") from error
        if after == before:
            self.stdout.write(f"yt-dlp {after} was in use already. No restart is needed.")
        else:
            self.stdout.write(f"yt-dlp {after} (before: {before}). Restart the workers, web and dispatcher to use it.")
