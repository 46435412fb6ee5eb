"""A backup of a running service is restored on another machine, and a restore is killed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.support.paths import ROOT
from tests.support.service import _NOT_PASSED_ON
from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers

pytestmark = [pytest.mark.acceptance, pytest.mark.long]

SAMPLE = "https://youtu.be/sample_talk"
#: What clients read of an analysis.
QUERIES = (
    "SELECT id, status, result_data, result_metadata, warnings FROM analysis_tasks WHERE id = ANY(%s) ORDER BY 1",
    "SELECT task_id, seq, type, data FROM analysis_taskevent WHERE task_id = ANY(%s) ORDER BY 1, 2",
    "SELECT task_id, segments FROM analysis_transcript WHERE task_id = ANY(%s) ORDER BY 1",
    "SELECT * FROM analysis_comment WHERE task_id = ANY(%s) ORDER BY id",
    "SELECT task_id, kind, comment_id, words::text FROM analysis_searchentry WHERE task_id = ANY(%s) ORDER BY id",
)


def manage(folder, *arguments):
    """Start ``manage.py`` with the servers of a data folder."""
    passed_on = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return subprocess.Popen(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=ROOT,
        env=passed_on | {"DATA_DIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def done(process):
    """Return what a process says, once it has ended well."""
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0, said
    return said


def read(url, ids):
    with psycopg.connect(url) as connection:
        return [connection.execute(query, [ids]).fetchall() for query in QUERIES]


@contextmanager
def postgresql(folder):
    """Run the PostgreSQL of a data folder and give its URL; processes of one that was killed may have to end first."""
    service = embedded_servers.postgres(folder)
    process = service.process(folder / "postgres.log")

    def is_up():
        with suppress(RuntimeError):
            embedded_servers.wait_until_ready(service, process.start())
            return True

    until(is_up, pause_seconds=0.3)
    try:
        yield service.environment["DATABASE_URL"]
    finally:
        process.stop(300)


@pytest.fixture
def elsewhere():
    """Give the data folder of another machine; its path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="restored-"))
    yield folder
    shutil.rmtree(folder)


def test_a_backup_made_under_load_reads_the_same_on_another_machine_and_a_killed_restore_changes_nothing(
    service, elsewhere, tmp_path
):
    backup = tmp_path / "backup.zip"
    finished = [service.analyse(SAMPLE)["id"] for _ in range(2)]
    for task_id in finished:
        list(service.follow(task_id))
    running = [service.analyse(SAMPLE)["id"] for _ in range(3)]
    done(manage(service.folder, "backup", backup))
    for task_id in running:
        list(service.follow(task_id))
    before = read(service.server_urls()["DATABASE_URL"], finished)
    assert all(before)

    assert "Restored" in done(manage(elsewhere, "restore", backup))
    with postgresql(elsewhere) as url:
        assert read(url, finished) == before

    killed = manage(elsewhere, "restore", backup, "--replace")
    beside = embedded_servers.postgres(elsewhere).environment["DATABASE_URL"].replace("/postgres?", "/template1?")
    until(lambda: is_restoring(beside) or killed.poll() is not None, 60, pause_seconds=0.005)
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=300)
    assert killed.returncode == -signal.SIGKILL
    with postgresql(elsewhere) as url:
        assert read(url, finished) == before
    assert "Restored" in done(manage(elsewhere, "restore", backup, "--replace"))


def is_restoring(url):
    """Say whether the restored database is being made; ``url`` is that of another one, so that it may be replaced."""
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=1) as connection:
        return bool(connection.execute("SELECT 1 FROM pg_database WHERE datname = 'postgres_restoring'").fetchall())
