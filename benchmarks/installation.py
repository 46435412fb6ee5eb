"""An installation with the product's own settings, in processes of its own, and rows to fill it with."""

import resource
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from psycopg.types.json import Jsonb

from tests.faults.cluster import Cluster

#: Of a copied analysis that runs, in a worker that is not there, until the measurement is over.
RUNNING = {"status": "processing", "completed_at": None, "last_seq": 0, "lease_until": "2999-01-01T00:00:00Z"}
#: Of a copied analysis that waits for a worker.
PENDING = {"status": "pending", "completed_at": None, "last_seq": 0}


@contextmanager
def running(**environment: str) -> Iterator[Cluster]:
    """Give PostgreSQL and Valkey with their tables, without limits per caller; the caller starts the rest."""
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most_files, 16_384), most_files))
    folder = Path(tempfile.mkdtemp(prefix="analyzer-benchmark-"))
    cluster = Cluster(folder, lease_seconds=30)
    # Without the faults that the tests of this class inject.
    cluster.environment |= {"DJANGO_SETTINGS_MODULE": "youtube_analyzer.settings", "DISPATCH_WINDOW": "32"}
    cluster.environment |= environment
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
        database.execute(
            """INSERT INTO analysis_steprun
            SELECT (jsonb_populate_record(step, jsonb_build_object(
                'id', nextval(pg_get_serial_sequence('analysis_steprun', 'id')), 'task_id', copy))).*
            FROM analysis_steprun step, unnest(%s::uuid[]) copy WHERE step.task_id = %s""",
            [ids, task_id],
        )
        database.execute("ANALYZE analysis_tasks, analysis_steprun")
    return ids
