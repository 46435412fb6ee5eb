"""What docs/scaling.md turns on, at once: PgBouncer, RabbitMQ, three servers that share the events, a standby."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import amqp
import psycopg
import pytest
import redis

from analysis.support import postgresql_programs
from tests.deployment import pgbouncer, rabbitmq
from tests.support.service import Service
from tests.support.waiting import until
from youtube_analyzer import env
from youtube_analyzer.launcher import embedded_servers, first_analysis

_MISSING = [each.__name__.rpartition(".")[2] for each in (pgbouncer, rabbitmq) if not each.is_installed()]
pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.long,
    pytest.mark.skipif(bool(_MISSING), reason=f"`make programs` installs {', '.join(_MISSING)} on Debian"),
]

SLOW = "https://youtu.be/slow__video"


@pytest.fixture(scope="module")
def folder():
    path = Path(tempfile.mkdtemp(prefix="analyzer-scaling-", dir="/var/tmp"))
    path.chmod(0o755)  # PostgreSQL and PgBouncer run as somebody else
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def broker(folder):
    running = rabbitmq.RabbitMQ(folder / "rabbitmq")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def servers(folder):
    running = embedded_servers.start(folder)
    yield running.environment
    running.stop()


@pytest.fixture(scope="module")
def bouncer(folder, servers):
    running = pgbouncer.PgBouncer(folder, servers["DATABASE_URL"])
    yield running
    running.stop()


@pytest.fixture(scope="module")
def event_urls(folder):
    """Give the addresses of three Valkeys."""
    made = [embedded_servers.valkey(folder / f"events-{number}") for number in range(3)]
    processes = [each.process(folder / "events.log") for each in made]
    for service, process in zip(made, processes, strict=True):
        embedded_servers.wait_until_ready(service, process.start())
    yield [service.environment["REDIS_URL"] for service in made]
    for process in processes:
        process.kill()


@pytest.fixture(scope="module")
def service(folder, broker, servers, bouncer, event_urls):
    settings = {
        "DATABASE_URL": bouncer.url,
        "DATABASE_TRANSACTION_POOLING": "true",
        "REDIS_URL": servers["REDIS_URL"],
        "EVENT_REDIS_URLS": ",".join(event_urls),
        "BROKER_URL": broker.url,
        "VIDEO_SOURCES": "analysis.sources.archive.ArchiveSource,tests.support.slow_source.SlowSource",
        "WORKERS": "1",
        "LEASE_SECONDS": "5",
    }
    broker.wait()
    running = Service(folder / "service", **settings)
    try:
        yield running.start()
    finally:
        running.stop()


@pytest.fixture(scope="module")
def task(service):
    """Give an analysis and the frames of its socket."""
    started = service.analyse(first_analysis.SAMPLE_URL)
    return started["id"], list(service.follow(started["id"]))


def test_an_analysis_is_made_followed_read_listed_and_searched(service, task):
    task_id, frames = task
    assert [frame["seq"] for frame in frames] == list(range(1, len(frames) + 1))
    assert frames[-1]["type"] == "task_completed"
    place = f"/api/v1/analysis/{task_id}"
    # More often than a query is sent before it would be prepared.
    assert {service.call("GET", place)["status"] for _ in range(20)} == {"completed"}
    assert service.call("GET", f"{place}/result")["result"] == frames[-1]["result"]
    assert len(service.call("GET", f"{place}/comments?page_size=100")["results"]) == 100
    assert task_id in {each["id"] for each in service.call("GET", "/api/v1/analysis/")["results"]}
    assert service.call("GET", "/api/v1/search?q=tide")["results"]


def test_rows_that_are_read_in_portions_need_no_cursor_of_a_session(service, task):
    other = service.call("GET", "/api/v1/analysis/")["results"][-1]["id"]
    assert other != task[0]
    assert service.call("GET", f"/api/v1/analysis/{task[0]}/compare/{other}")


def test_the_queues_are_quorum_queues(broker, service):
    with amqp.Connection(host=f"127.0.0.1:{broker.port}") as connection:
        channel = connection.channel()
        with pytest.raises(amqp.PreconditionFailed, match="x-queue-type"):
            channel.queue_declare("analysis", durable=True, auto_delete=False)


def test_a_frozen_broker_holds_up_nobody_and_loses_nothing(broker, service):
    broker.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        task_id = service.analyse(SLOW)["id"]
        assert time.monotonic() - began < 5
        until(lambda: "broker unavailable" in service.log("dispatcher"), 30)
    finally:
        broker.signal(signal.SIGCONT)
    assert list(service.follow(task_id))[-1]["type"] == "task_completed"


def test_no_process_has_logged_an_error(service):
    lines = [line for name in ("web", "worker", "dispatcher") for line in service.log_lines(name)]
    assert lines
    assert not [line for line in lines if line["level"] in {"error", "critical"}]


def published(url):
    """Return how many events a server has passed on."""
    with redis.Redis.from_url(url) as client:
        return client.info("commandstats").get("cmdstat_publish", {"calls": 0})["calls"]


def test_events_go_through_the_servers_that_share_them(service, task, servers, event_urls):
    assert sum(published(url) for url in event_urls) >= len(task[1])
    assert published(servers["REDIS_URL"]) == 0


@pytest.fixture
def standby(folder, servers):
    """Give the address of a server that was copied from the first and follows it."""
    (host,) = parse_qs(urlsplit(servers["DATABASE_URL"]).query)["host"]
    place = folder / "standby"
    place.mkdir()
    place.chmod(0o777)  # PostgreSQL runs as another user
    copied = [str(postgresql_programs.embedded_folder() / "pg_basebackup"), "-h", host, "-U", "postgres"]
    copied += ["-D", str(place / "postgres"), "--wal-method=stream", "--checkpoint=fast", "--write-recovery-conf"]
    user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(copied, check=True, cwd="/", capture_output=True, **user)
    # The first server's: its socket stands among its data.
    (place / "postgres" / ".s.PGSQL.5432.lock").unlink()
    server = embedded_servers.postgres(place, durable=False)
    process = server.process(folder / "standby.log")
    embedded_servers.wait_until_ready(server, process.start())
    yield server.environment["DATABASE_URL"]
    process.kill()


def rows(connection):
    """Return what PostgreSQL has of the analyses."""
    tables = ("analysis_tasks", "analysis_steprun", "analysis_taskevent", "analysis_comment")
    return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}


def test_a_standby_follows_and_once_promoted_takes_over(service, servers, standby):
    task_id = service.analyse(first_analysis.SAMPLE_URL)["id"]
    list(service.follow(task_id))
    with (
        psycopg.connect(servers["DATABASE_URL"], autocommit=True) as first,
        psycopg.connect(standby, autocommit=True) as second,
    ):
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            second.execute("DELETE FROM analysis_tasks")
        until(lambda: rows(second) == rows(first))
        assert second.execute("SELECT pg_promote()").fetchone()[0]
        assert second.execute("DELETE FROM analysis_comment WHERE task_id = %s", [task_id]).rowcount > 100


def test_a_transaction_of_a_frozen_process_loses_its_locks(bouncer, servers):
    frozen = psycopg.connect(bouncer.url)
    frozen.execute("SELECT pg_advisory_xact_lock(1)")
    with psycopg.connect(servers["DATABASE_URL"], autocommit=True) as other:
        until(lambda: other.execute("SELECT pg_try_advisory_xact_lock(1)").fetchone()[0], 30)
    with pytest.raises(psycopg.OperationalError):
        frozen.execute("SELECT 1")


def test_control_without_the_setting_the_connection_is_refused(bouncer):
    options = env.database(bouncer.url, 0, 30)["OPTIONS"]["options"]
    with pytest.raises(psycopg.OperationalError, match="unsupported startup parameter"):
        psycopg.connect(bouncer.url, options=options)


def test_control_a_query_that_one_client_prepares_is_in_the_way_of_another(bouncer):
    # Of one more client than there are sessions, two get the same one.
    with pytest.raises(psycopg.errors.DuplicatePreparedStatement):
        for _ in range(pgbouncer.SESSIONS + 1):
            with psycopg.connect(bouncer.url, autocommit=True, prepare_threshold=0) as client:
                client.execute("SELECT 1")
