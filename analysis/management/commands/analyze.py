"""``manage.py analyze URL``: analyse a video from the terminal, with the same pipeline and database as the service."""

import itertools
import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from rich.console import Console

from analysis import events, options, services, youtube
from analysis.choices import AnalysisDepth, AnalysisType
from analysis.exceptions import InvalidUrl
from analysis.execution import runner
from analysis.management import terminal
from analysis.queries import history
from analysis.support.invisible_characters import remove_invisible

#: Seconds between two polls of the event log.
POLL_INTERVAL_SECONDS = 0.2


class Command(BaseCommand):
    """Analyse one video."""

    help = "Analyse one video and print the result."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="URL of a YouTube video")
        parser.add_argument("--archive", type=Path, help="folder of yt-dlp dumps to read instead of YouTube")
        parser.add_argument("--json", action="store_true", help="print the whole result as JSON to standard output")
        parser.add_argument("--type", choices=AnalysisType.values, default=AnalysisType.COMPREHENSIVE.value)
        parser.add_argument("--depth", choices=AnalysisDepth.values, default=AnalysisDepth.DETAILED.value)
        parser.add_argument("--max-comments", type=int, default=options.DEFAULTS["max_comments"])
        parser.add_argument("--language", help="preferred caption language, BCP 47")

    def handle(self, *args: Any, **given: Any) -> None:
        """Run the analysis in this process; exit with 1 if it does not complete."""
        if given["archive"] is not None:
            settings.ARCHIVE_DIRS = [given["archive"].resolve()]
            settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
        console = Console(stderr=given["json"])
        frames, shown = itertools.tee(_run(given))
        ending = terminal.draw(map(_visible, shown), console)
        if given["json"]:
            *_, ending = frames  # as it is: for programs
            json.dump(ending, sys.stdout, ensure_ascii=False, indent=2)
            sys.stdout.write("\n")
        else:
            terminal.print_ending(ending, console)
        if ending["type"] != events.TaskCompleted.type:
            raise SystemExit(1)


def _visible(value: Any) -> Any:
    """Return JSON without characters that are not seen: marks of direction would turn the words after a text."""
    if isinstance(value, dict):
        return {name: _visible(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_visible(each) for each in value]
    return remove_invisible(value) if isinstance(value, str) else value


def _run(given: dict[str, Any]) -> Iterator[events.JSON]:
    """Create the task, run it in a thread, and yield its frames; a task that a worker has claimed is only followed."""
    if not 0 <= given["max_comments"] <= options.MAX_COMMENTS:
        raise CommandError(f"--max-comments must be between 0 and {options.MAX_COMMENTS}.")
    chosen = options.with_defaults(
        {
            "analysis_type": given["type"],
            "analysis_depth": given["depth"],
            "max_comments": given["max_comments"],
            "language": given["language"],
        }
    )
    try:
        video = youtube.parse(given["url"])
    except InvalidUrl as error:
        raise CommandError(error.message) from error
    task = services.task_create(owner=None, video=video, options=chosen)
    thread = threading.Thread(target=_work, args=(str(task.pk),), name="analysis")
    thread.start()
    seq, is_ended = 0, False
    while not is_ended:
        for frame in history.task_frames(task.pk, after=seq):
            seq, is_ended = frame["seq"], frame["terminal"]
            yield frame
        time.sleep(POLL_INTERVAL_SECONDS)
    thread.join()


def _work(task_id: str) -> None:
    try:
        runner.run(task_id, worker="terminal")
    finally:
        connection.close()
