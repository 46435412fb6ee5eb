"""The service behind PgBouncer in transaction mode, whose sessions change between two transactions."""

import os
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support import pgbouncer
from tests.support.service import Service
from youtube_analyzer.launcher import first_analysis

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not pgbouncer.is_installed(), reason="pgbouncer is not installed"),
]
NAME = "behind_pgbouncer"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """The whole service with a database of its own, which all its processes reach through PgBouncer."""
    folder = tmp_path_factory.mktemp("pgbouncer")
    direct = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(direct.geturl(), autocommit=True) as database:
        database.execute(f"CREATE DATABASE {NAME}")
    own = direct._replace(path=f"/{NAME}").geturl()
    with pgbouncer.pooling(folder, own) as url:
        started = Service(folder / "data", DATABASE_URL=url, DATABASE_TRANSACTION_POOLING="true").start()
        try:
            yield started
        finally:
            started.stop()
    with psycopg.connect(direct.geturl(), autocommit=True) as database:
        database.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture(scope="module")
def task(service):
    """An analysis that has ended."""
    found = service.analyse(first_analysis.SAMPLE_URL)
    last = list(service.follow(found["id"]))[-1]
    assert last["type"] == "task_completed"
    return found["id"]


@pytest.mark.parametrize("path", ["", "/result", "/transcript", "/comments?search=the", "/events"])
def test_reads_that_prepare_their_queries_answer_in_any_session(service, task, path):
    def read(_):
        return service.call("GET", f"/api/v1/analysis/{task}{path}")

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(read, range(80)))
    assert all(answer == answers[0] for answer in answers)


def test_rows_that_are_read_in_parts_arrive(service, task):
    other = service.analyse(first_analysis.SAMPLE_URL, max_comments=20)["id"]
    assert list(service.follow(other))[-1]["type"] == "task_completed"

    def compare(_):
        return service.call("GET", f"/api/v1/analysis/{task}/compare/{other}")

    with ThreadPoolExecutor(8) as threads:
        compared = list(threads.map(compare, range(16)))
    assert all(each == compared[0] for each in compared)


def test_no_process_has_logged_an_error(service, task):
    for name in ("web", "worker", "dispatcher"):
        assert not [line for line in service.log_lines(name) if line["level"] in ("error", "critical")]
