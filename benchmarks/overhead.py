"""What an analysis costs beside its work: ``python -m benchmarks.overhead``.

Runs analyses of a video without captions and comments in this process, and records events. CPU milliseconds, all
threads of the process, without PostgreSQL and Valkey.
"""

import os
import time
from collections.abc import Callable
from statistics import median

import django
from rich.console import Console

#: Analyses and events that are measured, after some that load what is loaded once.
ANALYSES, EVENTS, FIRST = 20, 500, 3


def main() -> None:
    """Measure and print."""
    import tests.support.servers  # noqa: F401 (starts PostgreSQL and Valkey)

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from tests.support.fakes import Script

    call_command("migrate", verbosity=0)
    settings.VIDEO_SOURCES = ["tests.support.fakes.FakeSource"]
    settings.FAKE_SOURCE = Script(video=_without_text)
    analyses = [_cpu_ms(_analyse) for _ in range(FIRST + ANALYSES)][FIRST:]
    console = Console()
    console.print(f"analysis without captions and comments: {median(analyses):.1f} ms, lowest {min(analyses):.1f} ms")
    console.print(f"event, log and layer: {_cpu_ms(_record_events) / EVENTS:.2f} ms")


def _without_text(video_id: str) -> object:
    from analysis import youtube
    from analysis.pipeline import values

    video = values.Video(id=video_id, url=youtube.watch_url(video_id), title="How tides work", duration_seconds=12.0)
    return values.Extraction(video=video, source="fake", tracks=(), comments_enabled=False)


def _analyse() -> None:
    from analysis.execution import runner
    from tests.support import factories

    options = factories.BASIC_OPTIONS | {"enable_transcription": False, "include_comments": False}
    runner.run(str(factories.TaskFactory(options=options).pk))


def _record_events() -> None:
    from django.db import transaction

    from analysis import events
    from analysis.execution import lifecycle, publisher
    from tests.support import factories

    task = factories.TaskFactory()
    for percent in range(EVENTS):
        with transaction.atomic():
            event = events.ProgressUpdated(
                progress=percent % 100, message="", current_step="extraction", step_progress=1
            )
            lifecycle.record_event(task.pk, event)
    while not publisher.outbox().empty():
        time.sleep(0.01)


def _cpu_ms(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
