"""Work in threads: requests that come at one moment, and an analysis that is cancelled while it runs."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection
from django.test import Client

from analysis import services
from analysis.execution import runner
from analysis.models import AnalysisTask
from tests.support import waiting


def at_once(requests: list[Callable[[Client], Any]]) -> list[Any]:
    """Send the requests from a thread each, all at one moment; return the answers in their order."""
    start = threading.Barrier(len(requests))

    def send(request: Callable[[Client], Any]) -> Any:
        start.wait(30)
        try:
            return request(Client())
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def outcome_of_cancelled(
    task: AnalysisTask, is_at_work: Callable[[], Any], before_cancel: Callable[[], None] = lambda: None
) -> str:
    """Run the analysis, cancel it once ``is_at_work()``, and return what the runner says of its end."""

    def work() -> str:
        try:
            return runner.run(str(task.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(work)
        waiting.until(is_at_work)
        try:
            before_cancel()
        finally:
            services.task_cancel(task=task)
        return running.result(waiting.DEADLINE_SECONDS)
