"""What /metrics tells, and whom."""

import threading
from ipaddress import ip_network

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families

from analysis import counters, dispatcher
from analysis.api.monitoring import exposition
from analysis.choices import TaskStatus, WorkerRole
from analysis.exceptions import RateLimited
from analysis.execution import leases, lifecycle, publisher, runner
from analysis.models import AnalysisTask, CounterRow, SourceState
from analysis.operations import worker_registry
from analysis.sources import circuit_breaker, data_api_quota
from tests.support import waiting
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _counted_from_nothing():
    """Begin without counts of other tests."""
    counters.flush()
    CounterRow.objects.all().delete()


def scrape(client, **headers):
    """Return the samples as ``{(name, (label values ...)): value}``."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_an_analysis_leaves_its_counts(client, settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    runner.run(str(TaskFactory().pk))
    counters.flush()
    found = scrape(client)
    # The labels stand in the order of their names: code, status; code, outcome, step.
    assert found["analyzer_tasks_ended_total", "", "completed"] == 1
    assert found["analyzer_step_attempts_total", "", "completed", "extraction"] == 1
    assert found["analyzer_step_seconds_count", "synthesis"] == 1
    assert found["analyzer_step_seconds_bucket", "+Inf", "synthesis"] == 1
    assert found["analyzer_step_seconds_sum", "synthesis"] > 0
    assert found["analyzer_messages_lost_total",] == 0


def test_failures_are_told_by_step_and_code(client):
    task = TaskFactory()
    claim = leases.claim_task(task.pk)
    lifecycle.start_step(claim, "extraction")
    lifecycle.record_step_error(claim, "extraction", RateLimited())
    lifecycle.start_step(claim, "extraction")
    lifecycle.fail_task(claim, RateLimited(), "extraction")
    counters.flush()
    found = scrape(client)
    code = RateLimited().code
    assert found["analyzer_step_attempts_total", code, "retried", "extraction"] == 1
    assert found["analyzer_step_attempts_total", code, "failed", "extraction"] == 1
    assert found["analyzer_tasks_ended_total", code, "failed"] == 1


def test_what_is_rolled_back_is_not_counted():
    task = TaskFactory()
    with pytest.raises(RuntimeError), pytest.MonkeyPatch.context() as patch:
        patch.setattr(lifecycle, "record_event", lambda *args: (_ for _ in ()).throw(RuntimeError))
        lifecycle.cancel_task(task.pk, "why not")
    counters.flush()
    assert not CounterRow.objects.filter(name="tasks_ended").exists()


def test_the_queue_is_told_by_state_and_age(client):
    TaskFactory()
    waiting = TaskFactory()
    AnalysisTask.objects.filter(pk=waiting.pk).update(updated_at="2020-01-01T00:00:00Z")
    leases.claim_task(TaskFactory().pk)
    TaskFactory(completed=True)
    found = scrape(client)
    states = {state: found["analyzer_tasks", state] for state in ("waiting", "running", "paused", "orphaned")}
    assert states == {"waiting": 2, "running": 1, "paused": 0, "orphaned": 0}
    assert found["analyzer_queue_oldest_seconds",] > 86400


def test_a_lease_that_ran_out_is_counted_once_and_one_that_was_given_back_is_not(monkeypatch):
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda *args, **_: None)
    lost, given_back = TaskFactory(), TaskFactory()
    leases.claim_task(lost.pk)
    AnalysisTask.objects.filter(pk=lost.pk).update(lease_until="2020-01-01T00:00:00Z")
    lifecycle.requeue(leases.claim_task(given_back.pk))
    assert dispatcher.dispatch_due_tasks() == 2
    dispatcher.dispatch_due_tasks()
    counters.flush()
    assert CounterRow.objects.get(name="leases_expired").value == 1


def test_a_message_that_the_broker_does_not_take_is_counted(monkeypatch):
    monkeypatch.setattr(publisher, "outbox", lambda: (_ for _ in ()).throw(publisher.queue.Full))
    lifecycle.cancel_task(TaskFactory().pk, "why not")
    counters.flush()
    assert CounterRow.objects.get(name="messages_lost").value == 1


def test_sources_that_refuse_and_processes_that_live_are_told(client):
    circuit_breaker.record_refusal("ytdlp", RateLimited(retry_after=60))
    worker_registry.Heartbeat(WorkerRole.WORKER, name="celery@one", capacity=4).beat_if_due()
    found = scrape(client)
    assert found["analyzer_source_refusing", RateLimited().code, "ytdlp"] == 1
    assert (found["analyzer_processes", "worker"], found["analyzer_processes", "dispatcher"]) == (1, 0)
    assert found["analyzer_capacity",] == 4
    SourceState.objects.all().delete()


def test_the_quota_of_the_data_api_is_told_where_it_is_used(client):
    assert ("analyzer_data_api_units_used",) not in scrape(client)
    data_api_quota.record_use(42)
    found = scrape(client)
    assert (found["analyzer_data_api_units_used",], found["analyzer_data_api_units_limit",]) == (42, 10_000)
    SourceState.objects.all().delete()


class BrokenConnection:
    """A connection whose server has gone."""

    def cursor(self):
        raise OperationalError("the server closed the connection")


def test_counts_of_several_processes_add_up_and_outlive_a_database_that_is_away(monkeypatch):
    counters.add("messages_lost")
    counters.flush()
    counters.add("messages_lost")
    with monkeypatch.context() as patch:
        patch.setattr(counters, "connection", BrokenConnection())
        counters.flush()
    counters.add("messages_lost", 2)
    counters.flush()
    assert CounterRow.objects.get().value == 4


def test_requests_are_told_by_route_and_status(client):
    def count():
        return scrape(client).get(("analyzer_http_request_seconds_count", "GET", "unknown", "404"), 0)

    before = count()
    client.get("/nothing-here")
    client.get("/api/v1/nothing-here")
    assert count() == before + 2


def test_without_the_database_the_process_tells_its_own_figures_in_time(client, monkeypatch, caplog):
    recovered = threading.Event()

    def hangs(limit_seconds):
        assert recovered.wait(waiting.DEADLINE_SECONDS)
        return []

    def fails(limit_seconds):
        raise OperationalError("away")

    client.get("/nothing-here")  # a figure of its own
    for trouble in (fails, hangs):
        monkeypatch.setattr(exposition, "database_metrics", trouble)
        found = scrape(client)  # answers while the database still hangs
        assert found["analyzer_database_up",] == 0
        assert ("analyzer_tasks", "waiting") not in found
        assert any(name == "analyzer_http_request_seconds_count" for name, *_ in found)
    reasons = [record.args[0] for record in caplog.records if record.name == "analysis.api.monitoring.metrics"]
    assert reasons == ["away", "timeout"]
    monkeypatch.undo()
    recovered.set()
    waiting.until(lambda: scrape(client)["analyzer_database_up",] == 1)


@pytest.mark.parametrize(
    ("meta", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 403),
        ({"REMOTE_ADDR": "10.1.2.3"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=1.2.3.4"}, 403),
        ({"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer "}, 403),
    ],
)
def test_only_the_machine_itself_may_read_it_and_no_proxy_on_it(client, meta, status):
    assert client.get("/metrics", **meta).status_code == status


def test_whoever_shows_the_token_or_comes_from_a_named_network_may_read_it(client, settings):
    settings.METRICS_TOKEN = "a-long-secret"
    stranger = {"REMOTE_ADDR": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}
    assert client.get("/metrics", **stranger, HTTP_AUTHORIZATION="Bearer a-long-secret").status_code == 200
    assert client.get("/metrics", **stranger, HTTP_AUTHORIZATION="Bearer a-wrong-secret").status_code == 403
    assert client.get("/metrics", **stranger).status_code == 403
    settings.METRICS_NETWORKS = [ip_network("203.0.113.0/24")]
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 200


def test_a_login_opens_nothing(admin_client):
    assert admin_client.get("/metrics", REMOTE_ADDR="203.0.113.7").status_code == 403


def test_a_scrape_asks_the_database_in_another_thread(client, django_assert_num_queries):
    with django_assert_num_queries(0):  # so that it goes on where the database hangs
        assert scrape(client)["analyzer_database_up",] == 1


def test_a_scrape_asks_as_much_whatever_the_number_of_analyses(django_assert_num_queries):
    with CaptureQueriesContext(connection) as of_none:
        exposition.database_metrics(30)
    TaskFactory.create_batch(20, completed=True)
    with django_assert_num_queries(len(of_none)):
        exposition.database_metrics(30)
    assert AnalysisTask.objects.filter(status=TaskStatus.COMPLETED).count() == 20
