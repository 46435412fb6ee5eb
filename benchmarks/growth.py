"""Whether work slows down as the tables grow: ``python -m benchmarks.growth [TASKS [EVENTS OF EACH]]``.

Fills two databases of one server, one with 1,000 analyses, and does the same in both in turns, in this process. A title
of each analysis is indexed; a rare word is in twenty of them at either size, the common one in all.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from rich.console import Console
from rich.table import Table

from benchmarks import filling

SMALL = 1_000
#: Turns of each database, and how often each question is asked in a turn.
ROUNDS, TIMES = 5, 20
#: Analyses that wait, of either size: each claim takes one.
ACTIVE = 300
#: Titles with the same rare word.
RARE = 20
#: Of ``tests.support.full_tables.questions``.
QUESTIONS = (
    *("an analysis", "its events", "the list", "the list of a status"),
    *("the dispatcher's look", "a claim and an event"),
)
Samples = dict[str, list[tuple[float, float]]]


def main(tasks: int, events: int) -> None:
    """Fill, ask, print a table."""
    import tests.support.servers  # noqa: F401 (starts PostgreSQL and Valkey)

    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    template, console = connection.settings_dict["NAME"], Console(width=160)
    asked: dict[str, dict[str, Callable[[], object]]] = {}
    sizes = {"small": SMALL, "large": tasks}
    for name, size in sizes.items():
        with connection._nodb_cursor() as cursor:
            connection.close()
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        use(name)
        began = time.perf_counter()
        fill(size, events)
        asked[name] = questions(size)
        console.print(f"{size:,} analyses, {size * events:,} events: filled in {time.perf_counter() - began:.0f} s")
    samples = {name: measure(asked, name) for name in asked["small"]}
    table = Table("work", "CPU ms, p50", "at full size", "ratio", "ms, p50", "at full size", "ratio")
    for name, each in samples.items():
        table.add_row(name, *compare(each))
    console.print(table)


def use(name: str) -> None:
    """Connect to another database of the server from now on."""
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def fill(tasks: int, events: int) -> None:
    """Insert the analyses with everything that belongs to them, and index their titles."""
    from django.db import connection

    from analysis.models import AnalysisTask
    from analysis.pipeline import values
    from analysis.search import indexing
    from tests.support import full_tables

    with connection.cursor() as cursor, filling.without_indexes(cursor):
        # A search leaves out earlier analyses of a video: each has a video of its own.
        full_tables.fill(tasks=tasks, events_a_task=events, active=ACTIVE, videos=tasks)
        first = AnalysisTask.objects.earliest("created_at").pk
        indexing.index_title(first, values.Video(id="x", url="https://youtu.be/x", title="Tides rareword"), "en")
        cursor.execute(
            """INSERT INTO analysis_searchentry (task_id, kind, comment_id, language, sentiment, dictionary, words)
            SELECT task.id, kind, comment_id, language, sentiment, dictionary, replace(
                replace(words::text, task_id::text, task.id::text), 'rareword',
                'rare' || translate((n %% %s)::text, '0123456789', 'abcdefghij') || 'word')::tsvector
            FROM analysis_searchentry, (SELECT id, row_number() OVER () n FROM analysis_tasks) task""",
            [tasks // RARE],
        )


def questions(tasks: int) -> dict[str, Callable[[], object]]:
    """Return what is asked, by name; to be called with its database in use."""
    from django.test import Client

    from tests.support import full_tables

    client, turn = Client(SERVER_NAME="localhost"), iter(range(10**9))

    def search(query: Callable[[], str]) -> None:
        answer = client.get("/api/v1/search", {"q": query()})
        # 503: given up after 5 s, which is a time as well.
        assert answer.status_code == 503 or answer.json()["results"], answer.content

    # Each twentieth analysis has failed: words that only those have are left out.
    return {name: full_tables.questions()[name] for name in QUESTIONS} | {
        "search, rare word": lambda: search(lambda: rare_word((20 * next(turn) + 7) % (tasks // RARE))),
        "search, common word": lambda: search(lambda: "tides"),
    }


def rare_word(number: int) -> str:
    """Return a word of letters only: words end at digits."""
    return f"rare{str(number).translate(str.maketrans('0123456789', 'abcdefghij'))}word"


def measure(asked: dict[str, dict[str, Callable[[], object]]], name: str) -> Samples:
    """Return CPU and elapsed milliseconds of each call, by the size."""
    samples: Samples = {size: [] for size in asked}
    for _ in range(ROUNDS):
        for size, samples_of_size in samples.items():
            use(size)
            ask = asked[size][name]
            ask()
            pid = _backend()
            for _ in range(TIMES):
                cpu, began = _cpu_seconds(pid), time.perf_counter()
                ask()
                elapsed = time.perf_counter() - began
                samples_of_size.append((1000 * (_cpu_seconds(pid) - cpu), 1000 * elapsed))
    return samples


def compare(samples: Samples) -> tuple[str, ...]:
    """Return medians of CPU time and of time, small and large, each with the ratio."""
    cells = []
    for place in (0, 1):
        small, large = (statistics.median(each[place] for each in samples[size]) for size in ("small", "large"))
        cells += [f"{small:.2f}", f"{large:.2f}", f"{large / small:.2f}"]
    return tuple(cells)


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _cpu_seconds(pid: int) -> float:
    """Return the CPU time of this process and of its PostgreSQL process."""
    return time.process_time() + int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def _arguments(given: list[str]) -> dict[str, Any]:
    return {"tasks": int(given[0]) if given else 1_000_000, "events": int(given[1]) if len(given) > 1 else 20}


if __name__ == "__main__":
    main(**_arguments(sys.argv[1:]))
