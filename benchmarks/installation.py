"""An installation with the product's own settings, in processes of its own, and rows to fill it with."""

import resource
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from tests.faults.cluster import Cluster
from youtube_analyzer.launcher import first_analysis

#: Of a copied analysis that runs, where there is no dispatcher that would notice that no worker runs it.
RUNNING = {"status": "processing", "completed_at": None, "last_seq": 0, "lease_until": "2999-01-01T00:00:00Z"}
#: Of a copied analysis that waits for a worker.
PENDING = RUNNING | {"status": "pending", "lease_until": None}


@contextmanager
def running(**environment: str) -> Iterator[Cluster]:
    """Give PostgreSQL and Valkey with their tables, without limits per caller; the caller starts the rest."""
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most_files, 16_384), most_files))
    folder = Path(tempfile.mkdtemp(prefix="analyzer-benchmark-"))
    cluster = Cluster(folder, lease_seconds=30)
    # Without the faults that the tests of this class inject.
    cluster.environment |= {
        "DJANGO_SETTINGS_MODULE": "youtube_analyzer.settings",
        "DISPATCH_WINDOW": "32",
    } | environment
    try:
        cluster.start_servers()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def process(cluster: Cluster, name: str) -> psutil.Process:
    """Return a running process by its name in the cluster."""
    started = cluster.processes[name].running
    assert started is not None
    return psutil.Process(started.pid)


def create_template(cluster: Cluster, **options: Any) -> str:
    """Create an analysis of the sample that no worker takes, to be copied; return its id."""
    body = {"youtube_url": first_analysis.SAMPLE_URL, "options": options}
    task_id = str(cluster.call("POST", "/api/v1/analysis/", body)["id"])
    with cluster.database() as database:
        # Ended, but its steps are as they were: those of its copies are still to be done.
        database.execute(
            "UPDATE analysis_tasks SET status = 'cancelled', completed_at = now() WHERE id = %s", [task_id]
        )
    return task_id


def copy_task(cluster: Cluster, task_id: str, count: int, columns: dict[str, Any]) -> list[str]:
    """Copy an analysis with its steps ``count`` times, with other values in ``columns``; return the new ids."""
    with cluster.database() as database:
        made = database.execute(
            """INSERT INTO analysis_tasks
            SELECT (jsonb_populate_record(task, %s || jsonb_build_object('id', gen_random_uuid()))).*
            FROM analysis_tasks task, generate_series(1, %s) WHERE id = %s RETURNING id::text""",
            [Jsonb(columns), count, task_id],
        ).fetchall()
        ids = [row[0] for row in made]
        _copy_rows(database, "analysis_steprun", task_id, ids)
        database.execute("ANALYZE analysis_tasks, analysis_steprun")
    return ids


def complete_waiting(cluster: Cluster, ids: Sequence[str], left: int) -> list[str]:
    """Make all but ``left`` of those analyses that wait copies of a completed one, with its rows; return their ids."""
    with cluster.database() as database:
        (model,) = database.execute(
            "SELECT id FROM analysis_tasks WHERE status = 'completed' AND id = ANY(%s::uuid[]) LIMIT 1", [ids]
        ).fetchone() or [None]
        # The last ones to be dispatched, which no message names yet.
        completed = database.execute(
            """WITH waiting AS (SELECT id FROM analysis_tasks WHERE status = 'pending' AND id = ANY(%s::uuid[])
                ORDER BY created_at DESC, id DESC LIMIT greatest(0, (SELECT count(*) FROM analysis_tasks
                    WHERE status = 'pending' AND id = ANY(%s::uuid[])) - %s))
            UPDATE analysis_tasks task SET (status, progress, message, completed_at, result_data, last_seq, attempts,
                fence, worker) = (SELECT status, progress, message, now(), result_data, last_seq, attempts, fence,
                worker FROM analysis_tasks WHERE id = %s)
            FROM waiting WHERE task.id = waiting.id AND task.status = 'pending' RETURNING task.id::text""",
            [ids, ids, left, model],
        ).fetchall()
        copies = [row[0] for row in completed]
        database.execute("DELETE FROM analysis_steprun WHERE task_id = ANY(%s::uuid[])", [copies])
        for part in ("steprun", "stepattempt", "taskevent", "video", "searchentry"):
            _copy_rows(database, f"analysis_{part}", model, copies)
    return copies


def _copy_rows(database: psycopg.Connection, table: str, task_id: object, copies: Sequence[str]) -> None:
    """Give each of ``copies`` the rows that an analysis has in ``table``."""
    database.execute(
        sql.SQL(
            """INSERT INTO {table} SELECT (jsonb_populate_record(part, jsonb_build_object(
                'id', nextval(pg_get_serial_sequence({name}, 'id')), 'task_id', copy))).*
            FROM {table} part, unnest(%s::uuid[]) copy WHERE part.task_id = %s"""
        ).format(table=sql.Identifier(table), name=sql.Literal(table)),
        [list(copies), task_id],
    )
