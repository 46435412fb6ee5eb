"""Which processes live is known from what they write themselves."""

import threading
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import OperationalError, ProgrammingError
from django.utils.timezone import now

from analysis import dispatcher
from analysis.choices import WorkerRole
from analysis.models import Worker
from analysis.operations import retention, worker_registry
from tests.support import waiting
from tests.support.factories import TaskFactory
from youtube_analyzer.celery_support import worker_presence

pytestmark = pytest.mark.django_db


def beat(**about):
    process = worker_registry.Heartbeat(WorkerRole.WORKER, name="celery@here", capacity=2)
    process.beat_if_due(**about)
    return process


def test_a_process_that_shows_itself_is_alive_with_what_it_runs():
    task = TaskFactory(current_step="transcription")
    beat(tasks=[task.pk], finished=7)
    (member,) = worker_registry.list_workers()
    assert member.is_alive
    assert (member.role, member.name, member.capacity, member.finished) == ("worker", "celery@here", 2, 7)
    assert member.version == "1.0.0"
    assert member.running == (worker_registry.Running(task.pk, "sample_talk", "transcription"),)


def test_a_second_sign_of_life_is_written_into_the_same_row_and_not_before_it_is_due(django_assert_num_queries):
    process = beat(finished=1)
    with django_assert_num_queries(0):
        process.beat_if_due(finished=2)
    process._due_at = 0.0
    with django_assert_num_queries(1):
        process.beat_if_due(finished=2)
    assert Worker.objects.get().finished == 2


def test_a_process_that_was_started_anew_under_the_same_number_counts_from_nothing():
    beat(finished=9)
    started = Worker.objects.get().started_at
    beat(finished=0)
    row = Worker.objects.get()
    assert row.finished == 0
    assert row.started_at > started


def test_whoever_is_silent_is_not_alive_and_in_the_end_forgotten():
    beat()
    Worker.objects.update(seen_at=now() - timedelta(seconds=40))
    (member,) = worker_registry.list_workers()
    assert not member.is_alive
    assert 40 <= member.heartbeat_age_seconds < 60
    retention.delete_expired_batch()
    assert Worker.objects.exists()
    Worker.objects.update(seen_at=now() - timedelta(seconds=3700))
    retention.delete_expired_batch()
    assert not Worker.objects.exists()


def test_an_analysis_that_was_deleted_meanwhile_is_left_out():
    beat(tasks=[uuid4()])
    assert worker_registry.list_workers()[0].running == ()


def test_all_members_cost_two_queries(django_assert_num_queries):
    for name in ("a", "b", "c"):
        worker_registry.Heartbeat(WorkerRole.WORKER, name=name).beat_if_due(tasks=[TaskFactory().pk])
    with django_assert_num_queries(2):
        assert len(worker_registry.list_workers()) == 3


def test_each_heartbeat_touches_the_file_that_the_health_check_of_the_container_reads(settings, tmp_path):
    settings.LIVENESS_PATH = tmp_path / "alive"
    beat()
    assert settings.LIVENESS_PATH.exists()


def test_a_file_that_cannot_be_touched_does_not_stop_the_heartbeat(settings, tmp_path, caplog):
    settings.LIVENESS_PATH = tmp_path / "missing" / "alive"
    beat()
    assert Worker.objects.exists()
    assert "heartbeat file not updated" in caplog.text


def test_a_row_that_cannot_be_written_costs_nobody_anything(monkeypatch, caplog):
    def refuse(*args, **named):
        raise ProgrammingError("there is no such table yet")

    monkeypatch.setattr(Worker.objects, "bulk_create", refuse)
    beat()
    assert "there is no such table yet" in caplog.text


def test_the_dispatcher_shows_itself_while_it_runs_and_goes_with_a_word(monkeypatch, transactional_db):
    stop, seen = threading.Event(), []

    def clean():
        seen.extend(worker_registry.list_workers())
        stop.set()
        return 0

    monkeypatch.setattr(dispatcher.retention, "delete_expired_batch", clean)
    monkeypatch.setattr(dispatcher.run_analysis, "apply_async", lambda args, **_: None)
    TaskFactory()
    dispatcher.run_forever(stop)
    assert [(member.role, member.finished) for member in seen] == [("dispatcher", 1)]
    assert worker_registry.list_workers() == []


class Request(SimpleNamespace):
    """A message as Celery keeps it, with what the row is made of."""

    __hash__ = object.__hash__

    def __init__(self, *args, name="analysis.run"):
        super().__init__(name=name, args=args)


@pytest.mark.django_db(transaction=True)
def test_a_worker_shows_itself_from_its_beginning_to_its_end(monkeypatch):
    """Celery's own state of the main process is what the row is made of."""
    task = TaskFactory()
    begun = [
        Request(str(task.pk)),
        Request(str(uuid4()), name="celery.backend_cleanup"),
        Request(),
        Request("nonsense"),
    ]
    reserved = Request(str(uuid4()))
    monkeypatch.setattr(worker_presence.state, "requests", dict(enumerate([*begun, reserved])))
    monkeypatch.setattr(worker_presence.state, "active_requests", set(begun))
    monkeypatch.setattr(worker_presence.state, "total_count", {"analysis.run": 5})
    written = threading.Event()
    write = worker_registry.Heartbeat.beat_if_due
    monkeypatch.setattr(worker_registry.Heartbeat, "beat_if_due", lambda *a, **k: (write(*a, **k), written.set()))
    worker_presence.start(sender=SimpleNamespace(hostname="celery@here", controller=SimpleNamespace(concurrency=2)))
    assert written.wait(waiting.DEADLINE_SECONDS)
    (member,) = worker_registry.list_workers()
    assert (member.name, member.finished) == ("celery@here", 2)
    assert Worker.objects.get().tasks == [task.pk]
    worker_presence.stop()
    assert worker_registry.list_workers() == []


def test_a_database_that_is_away_does_not_end_the_keeper(monkeypatch):
    asked = threading.Semaphore(0)

    def refuse(*args, **named):
        asked.release()
        raise OperationalError("away")

    monkeypatch.setattr(worker_registry.Heartbeat, "beat_if_due", refuse)
    monkeypatch.setattr(worker_presence, "CHECK_INTERVAL_SECONDS", 0.01)
    keeper = worker_presence.HeartbeatThread(
        worker_registry.Heartbeat(WorkerRole.WORKER, name="celery@here"), list, int
    )
    keeper.start()
    assert asked.acquire(timeout=waiting.DEADLINE_SECONDS)
    assert asked.acquire(timeout=waiting.DEADLINE_SECONDS)
    keeper.stop()
