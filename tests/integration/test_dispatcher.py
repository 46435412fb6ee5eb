"""What is handed to Celery, and when."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils.timezone import now
from kombu.exceptions import OperationalError as BrokerError
from kombu.utils.functional import retry_over_time
from redis.exceptions import InvalidResponse

from analysis import dispatcher, services
from analysis.choices import TaskStatus
from analysis.execution import leases
from analysis.execution.broker import Broker
from analysis.models import AnalysisTask
from analysis.tasks import run_analysis
from tests.support import waiting
from tests.support.broken_servers import broken_server
from tests.support.factories import BASIC_OPTIONS, SAMPLE, TaskFactory
from youtube_analyzer.launcher import embedded_servers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_broker(monkeypatch):
    """Forget what earlier tests did to the broker."""
    monkeypatch.setattr(dispatcher, "broker", Broker(run_analysis.app))


def age(task, **fields):
    AnalysisTask.objects.filter(pk=task.pk).update(**fields)


def test_it_hands_out_a_pending_task_once(sent):
    task = TaskFactory()
    assert dispatcher.dispatch_due_tasks() == 1
    assert dispatcher.dispatch_due_tasks() == 0
    assert sent == [str(task.pk)]


def test_it_hands_out_again_what_nobody_claimed(sent):
    task = TaskFactory()
    dispatcher.dispatch_due_tasks()
    age(task, dispatched_at=now() - timedelta(seconds=31))
    assert dispatcher.dispatch_due_tasks() == 1


@pytest.fixture
def broker():
    """Give the real broker's channel, its queue empty before and after."""
    with run_analysis.app.connection_for_write() as connected:
        channel = connected.default_channel
        channel.queue_declare(queue="analysis")
        channel.queue_purge("analysis")
        yield channel
        channel.queue_purge("analysis")


def test_a_backlog_longer_than_a_lease_is_sent_once(broker):
    tasks = [TaskFactory() for _ in range(3)]
    for _ in range(3):
        dispatcher.dispatch_due_tasks()
        AnalysisTask.objects.update(dispatched_at=now() - timedelta(seconds=31))
    assert broker.queue_declare(queue="analysis").message_count == len(tasks)


def test_of_messages_that_were_lost_so_many_go_again_oldest_first(broker, monkeypatch):
    tasks = [TaskFactory() for _ in range(3)]
    dispatcher.dispatch_due_tasks()
    assert broker.basic_get("analysis", no_ack=True)
    sent = []
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, **_: sent.append(args[0]))
    AnalysisTask.objects.update(dispatched_at=now() - timedelta(seconds=31))
    assert dispatcher.dispatch_due_tasks() == 1
    assert sent == [str(tasks[0].pk)]


def test_a_claim_calls_for_work_only_where_some_waits_for_room(sent, settings, monkeypatch):
    calls = []
    monkeypatch.setattr(leases.notifications, "notify_dispatcher", lambda: calls.append("room"))
    settings.DISPATCH_WINDOW = 2
    tasks = [TaskFactory() for _ in range(3)]
    dispatcher.dispatch_due_tasks()
    leases.claim_task(tasks[0].pk)
    assert calls == ["room"]
    dispatcher.dispatch_due_tasks()
    leases.claim_task(tasks[1].pk)
    assert calls == ["room"]


def test_it_leaves_a_task_that_is_being_run(sent):
    task = TaskFactory()
    leases.claim_task(task.pk)
    assert dispatcher.dispatch_due_tasks() == 0


def test_it_hands_out_a_task_whose_lease_ran_out(sent):
    task = TaskFactory()
    leases.claim_task(task.pk)
    age(task, lease_until=now() - timedelta(seconds=1))
    assert dispatcher.dispatch_due_tasks() == 1


def test_it_waits_as_long_as_a_task_was_told_to(sent):
    task = TaskFactory(not_before=now() + timedelta(minutes=1))
    assert dispatcher.dispatch_due_tasks() == 0
    age(task, not_before=now() - timedelta(seconds=1))
    assert dispatcher.dispatch_due_tasks() == 1


def test_it_hands_out_no_more_than_the_window(sent, settings):
    settings.DISPATCH_WINDOW = 2
    tasks = [TaskFactory() for _ in range(3)]
    assert dispatcher.dispatch_due_tasks() == 2
    assert dispatcher.dispatch_due_tasks() == 0
    leases.claim_task(tasks[0].pk)
    assert dispatcher.dispatch_due_tasks() == 1


def test_it_gives_up_a_task_that_no_worker_survives(sent, settings):
    task = TaskFactory()
    leases.claim_task(task.pk)
    age(task, lease_until=now() - timedelta(seconds=1), attempts=settings.MAX_ATTEMPTS, current_step="extraction")
    assert dispatcher.dispatch_due_tasks() == 0
    task.refresh_from_db()
    assert task.status == TaskStatus.FAILED
    assert task.error_code == "INTERNAL_ERROR"
    assert "5 times" in task.error_message


#: What kombu, redis-py and the system raise: the last two at an answer that is not Redis's.
BROKER_ERRORS = [BrokerError("away"), ConnectionRefusedError(), InvalidResponse(), ValueError(), AttributeError()]


@pytest.mark.parametrize("error", BROKER_ERRORS, ids=lambda error: type(error).__name__)
def test_a_broker_that_is_away_costs_nothing_but_time(monkeypatch, error):
    def refuse():
        raise error

    # As in production the error passes through kombu: of any other type it would be a bug of the dispatcher.
    monkeypatch.setattr(
        dispatcher.run_analysis, "apply_async", lambda args, **options: retry_over_time(refuse, catch=())
    )
    task = TaskFactory()
    assert dispatcher.dispatch_due_tasks() == 0
    task.refresh_from_db()
    assert task.dispatched_at is None


def test_a_bug_of_the_dispatcher_is_not_taken_for_an_outage(monkeypatch):
    def refuse(args, **options):
        raise AttributeError

    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", refuse)
    TaskFactory()
    with pytest.raises(AttributeError):
        dispatcher.dispatch_due_tasks()


@pytest.fixture
def no_broker(settings):
    """Have nobody listen at the broker's address."""
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{embedded_servers.free_port()}/0"


@pytest.mark.usefixtures("no_broker")
def test_what_nobody_claimed_waits_for_a_broker_that_cannot_be_asked():
    task = TaskFactory()
    long_ago = now() - timedelta(seconds=31)
    age(task, dispatched_at=long_ago)
    assert dispatcher.dispatch_due_tasks() == 0
    task.refresh_from_db()
    assert task.dispatched_at == long_ago


@pytest.mark.usefixtures("no_broker")
def test_what_needs_only_the_database_goes_on_without_a_broker(settings):
    unsent, lost = TaskFactory(), TaskFactory()
    assert dispatcher.dispatch_due_tasks() == 0
    leases.claim_task(lost.pk)
    age(lost, lease_until=now() - timedelta(seconds=1), attempts=settings.MAX_ATTEMPTS)
    dispatcher.dispatch_due_tasks()
    assert [AnalysisTask.objects.get(pk=task.pk).status for task in (unsent, lost)] == ["pending", "failed"]


def test_an_outage_is_told_once_and_so_is_its_end(settings, monkeypatch, caplog):
    address = settings.CELERY_BROKER_URL
    TaskFactory()
    monkeypatch.setattr(dispatcher.broker, "is_paused", lambda: False)
    with broken_server("errors") as port:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{port}/0"
        for _ in range(3):
            assert dispatcher.dispatch_due_tasks() == 0
    settings.CELERY_BROKER_URL = address
    assert dispatcher.dispatch_due_tasks() == 1
    messages = [line.message for line in caplog.records if line.name == "analysis.execution.broker"]
    assert len(messages) == 2
    assert messages[0].startswith("broker unavailable, waiting for it: OperationalError(")
    assert messages[1].startswith("broker available again")


def test_a_broker_that_failed_is_left_alone_for_a_while(settings):
    address = settings.CELERY_BROKER_URL
    TaskFactory()
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{embedded_servers.free_port()}/0"
    dispatcher.dispatch_due_tasks()
    settings.CELERY_BROKER_URL = address
    assert dispatcher.dispatch_due_tasks() == 0
    waiting.until(lambda: not dispatcher.broker.is_paused())
    assert dispatcher.dispatch_due_tasks() == 1


@pytest.mark.usefixtures("no_broker")
def test_a_lease_that_expires_during_an_outage_is_not_counted_until_its_task_is_sent(monkeypatch):
    task = TaskFactory()
    leases.claim_task(task.pk)
    age(task, lease_until=now() - timedelta(seconds=1))
    counted = []
    monkeypatch.setattr(dispatcher.counters, "add", lambda name, count: counted.append((name, count)))
    dispatcher.dispatch_due_tasks()
    assert counted == []


@pytest.mark.django_db(transaction=True)
def test_a_new_task_wakes_the_dispatcher_before_it_polls(sent, monkeypatch):
    monkeypatch.setattr(dispatcher, "POLL_INTERVAL_SECONDS", 30)
    looked, stop = threading.Event(), threading.Event()
    look = dispatcher.dispatch_due_tasks

    def noted():
        count = look()
        looked.set()
        return count

    monkeypatch.setattr(dispatcher, "dispatch_due_tasks", noted)
    thread = threading.Thread(target=dispatcher.run_forever, args=(stop,))
    thread.start()
    assert looked.wait(waiting.DEADLINE_SECONDS)
    looked.clear()
    task = services.task_create(owner=None, video=SAMPLE, options=BASIC_OPTIONS)
    assert looked.wait(waiting.DEADLINE_SECONDS)
    stop.set()
    services.task_create(owner=None, video=SAMPLE, options=BASIC_OPTIONS)
    thread.join(waiting.DEADLINE_SECONDS)
    assert not thread.is_alive()
    assert str(task.pk) in sent
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_while_it_waits_is_waited_for():
    connection.ensure_connection()
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    # Django's error, which is the one that run_forever knows.
    with pytest.raises(OperationalError):
        dispatcher._wait_for_notification()
    connection.close()
