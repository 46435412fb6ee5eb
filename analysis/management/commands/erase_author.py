"""``manage.py erase_author``: erase the comments of a channel."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from analysis.models import Video
from analysis.operations import erasure


class Command(BaseCommand):
    """Erase an author of comments."""

    help = (
        "Erase the comments of a channel, their texts and the author's names and id, from everything that is stored, "
        "and never store them again. Figures that were computed stay."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel_id", metavar="CHANNEL_ID", help="id of the channel: UC and 22 characters")
        parser.add_argument("--dry-run", action="store_true", help="say what would be erased")
        parser.add_argument("--allow", action="store_true", help="take the channel from the list of erased ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say what is left to do."""
        channel_id = options["channel_id"]
        if not erasure.is_channel_id(channel_id):
            raise CommandError("The id of a channel is UC and 22 letters, digits, - or _.", returncode=2)
        if options["allow"]:
            was_listed = erasure.forget_erasure(channel_id)
            self.stdout.write("New analyses store its comments again." if was_listed else "It was not on the list.")
            return
        done = erasure.erase(channel_id, dry_run=options["dry_run"])
        self.stdout.write(
            f"{'Would erase' if options['dry_run'] else 'Erased'} {done.comments} comments from {done.analyses} "
            f"analyses, and from {done.uploads} uploads."
        )
        if done.mentions:
            self.stdout.write(f"The author is no longer named in {done.mentions} comments of others.")
        if videos := Video.objects.filter(channel_id=channel_id).count():
            self.stdout.write(f"{videos} analyses are of videos of this channel. Delete them if they should go, too.")
        if not options["dry_run"]:
            self.stdout.write("Backups and folders of ARCHIVE_DIR still hold the author; a restore erases again.")
