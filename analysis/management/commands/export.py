"""``manage.py export ID``: write the report of an analysis to a file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analysis.choices import TaskStatus
from analysis.exceptions import AnalysisError
from analysis.exports.documents import ExportFormat, export_document
from analysis.models import AnalysisTask
from analysis.queries import tasks
from analysis.wording import languages


class Command(BaseCommand):
    """Export one report."""

    help = "Write the report of a completed analysis to a file and print the file's name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task_id", help="id of the analysis")
        parser.add_argument("--format", choices=list(ExportFormat), default=ExportFormat.HTML)
        parser.add_argument("--lang", choices=languages.tags(), default="en", help="language of the report's own words")
        parser.add_argument("--output", type=Path, help="file to write; default: named by the title, in this folder")

    def handle(self, *args: Any, **given: Any) -> None:
        """Write the file; an existing one is replaced only if it was named."""
        key = tasks.parse_key(given["task_id"])
        task = AnalysisTask.objects.filter(pk=key, status=TaskStatus.COMPLETED).first() if key else None
        if task is None:
            raise CommandError(f"There is no completed analysis {given['task_id']}.")
        try:
            document = export_document(task, ExportFormat(given["format"]), language=given["lang"])
            path = given["output"] or Path(document.name)
            with path.open("wb" if given["output"] else "xb") as file:
                file.writelines(document.content)
        except AnalysisError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{path} could not be written: {error.strerror}.") from error
        self.stdout.write(str(path))
