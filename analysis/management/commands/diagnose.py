"""``manage.py diagnose``: what of this installation works, and what to do where something does not."""

import dataclasses
import json
import logging
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from analysis.operations import diagnosis
from analysis.operations.diagnosis import Status
from analysis.support.invisible_characters import remove_invisible

#: What stands before each line.
_MARKS = {Status.OK: "ok", Status.WARNING: "warning", Status.FAILED: "FAILED", Status.SKIPPED: "-"}


class Command(BaseCommand):
    """Diagnose this installation."""

    help = (
        "Report stage by stage what works, and what to do where something does not. With a URL, also read that video. "
        "Exit code 1 if a stage failed. Verbosity 2 writes all of the log to standard error."
    )
    # The diagnosis itself says what the checks would.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", nargs="?", help="URL of a YouTube video to read")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--settings-in-use", action="store_true", help="print each setting, its value and its source instead"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each outcome as soon as it is made, or the settings."""
        if options["settings_in_use"]:
            return self._print_settings(as_json=options["json"])
        if options["verbosity"] < 2:
            # What went wrong stands in the report, in plain words; errors of our own have their traceback in the log.
            logging.disable(logging.WARNING)
        try:
            found = self._report(options["url"], as_json=options["json"])
        finally:
            logging.disable(logging.NOTSET)
        if not diagnosis.is_well(found):
            raise SystemExit(1)

    def _report(self, url: str | None, *, as_json: bool) -> list[diagnosis.Outcome]:
        found = []
        for outcome in diagnosis.diagnose(url):
            found.append(outcome)
            if not as_json:
                self.stdout.write(f"{_MARKS[outcome.status]:8} {outcome.stage:11} {remove_invisible(outcome.message)}")
                if outcome.advice:
                    self.stdout.write(f"{'':20} {outcome.advice}")
        if as_json:
            report = {"well": diagnosis.is_well(found), "stages": [dataclasses.asdict(each) for each in found]}
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        return found

    def _print_settings(self, *, as_json: bool) -> None:
        found = list(diagnosis.settings_in_use())
        if as_json:
            self.stdout.write(json.dumps([dataclasses.asdict(each) for each in found], ensure_ascii=False, indent=2))
            return
        for each in found:
            self.stdout.write(f"{each.source:11} {each.name} = {each.value}")
