"""The questions that are asked all the time, among 100,000 analyses and 5 million events."""

import os
import time
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

import django

from tests.faults.cluster import Cluster

TASKS, EVENTS_A_TASK, ACTIVE = 100_000, 50, 100
#: How often each question is asked.
TIMES = 20


def run(cluster: Cluster) -> Iterator[str]:
    """Yield the plan and the time of every question."""
    os.environ.update(cluster.environment | {"DJANGO_SETTINGS_MODULE": "tests.settings"})
    django.setup()
    from tests.support import full_tables  # imports models

    began = time.monotonic()
    full_tables.fill(tasks=TASKS, events_a_task=EVENTS_A_TASK, active=ACTIVE)
    yield f"{TASKS:,} analyses, {TASKS * EVENTS_A_TASK:,} events, filled in {time.monotonic() - began:.0f} s"
    for name, ask in full_tables.questions().items():
        scanned = full_tables.big(full_tables.scanned(ask))
        yield f"{'BROKEN, ' if scanned else ''}{name}: {_spread(ask)}; {', '.join(sorted(full_tables.indexes(ask)))}"


def _spread(ask: Callable[[], Any]) -> str:
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - began))
    return f"median {median(taken):.1f} ms, longest {max(taken):.1f} ms"
