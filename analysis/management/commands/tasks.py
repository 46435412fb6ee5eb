"""``manage.py tasks``: list the active analyses that no worker runs, and release them."""

import io
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from analysis import services
from analysis.operations import backlog
from analysis.sources import circuit_breaker
from analysis.support.invisible_characters import remove_invisible


class Command(BaseCommand):
    """List waiting analyses, or release analyses."""

    help = (
        "List the analyses that wait: paused (by the source), orphaned (the worker was lost), unclaimed (sent to "
        "Celery), waiting (for the dispatcher). --release starts them now at their first unfinished step, and has "
        "sources that refused this server asked again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--release", nargs="+", metavar="ID", help="ids, or the word all")

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or release."""
        if options["release"]:
            self._release(options["release"])
            return
        held = backlog.waiting_tasks()
        if not held:
            self.stdout.write("No analysis is waiting.")
            return
        table = Table("task", "video", "state", "since", "until", "step", "attempts", "message")
        for task in held:
            since, until = (f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "" for moment in (task.since, task.until))
            what = (str(task.task_id), task.video_id, task.state)
            table.add_row(
                *what, since, until, task.step or "", str(task.attempts), escape(remove_invisible(task.message))
            )
        drawn = io.StringIO()
        Console(file=drawn, width=None if self.stdout.isatty() else 200).print(table)
        self.stdout.write(drawn.getvalue())

    def _release(self, words: list[str]) -> None:
        circuit_breaker.end_pauses()
        everything = words == ["all"]
        ids = [task.task_id for task in backlog.waiting_tasks()] if everything else [_id(word) for word in words]
        for task_id in ids:
            if services.task_release(task_id=task_id):
                self.stdout.write(f"{task_id} released")
            elif not everything:  # Of all, some may end meanwhile.
                raise CommandError(f"{task_id} is not an active analysis.")
        if not ids:
            self.stdout.write("No analysis is waiting.")


def _id(word: str) -> UUID:
    try:
        return UUID(word)
    except ValueError as error:
        raise CommandError(f"{word} is not the id of an analysis.") from error
