"""The clock is set back by hours: no duration that anybody reads is negative, and no wait is longer for it."""

import json
import threading
from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis import counters, dispatcher
from analysis.access.limits import login_attempts
from analysis.batches import claims
from analysis.choices import DeliveryStatus, TaskStatus, WorkerRole
from analysis.exceptions import SourcePaused, TooManyLoginAttempts
from analysis.execution import clock_changes, estimates, leases, runner
from analysis.models import (
    AnalysisTask,
    Batch,
    Follow,
    LoginAttempts,
    SourceState,
    StepAttempt,
    StepRun,
    Webhook,
    Worker,
)
from analysis.operations import backlog, overview, timeline, worker_registry
from analysis.queries import history
from analysis.sources import circuit_breaker
from analysis.webhooks import deliveries
from tests.support.factories import TaskFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("fake_source")]


def later():
    """Return what the clock showed before it was set back."""
    return now() + timedelta(hours=4)


@pytest.fixture
def task():
    """Return an analysis that ended hours before it began, as far as the clock tells."""
    task = TaskFactory()
    AnalysisTask.objects.filter(pk=task.pk).update(created_at=later(), started_at=later())
    StepRun.objects.filter(task=task).update(started_at=later())
    assert runner.run(str(task.pk)) == "completed"
    StepAttempt.objects.filter(task=task).update(started_at=later())
    task.refresh_from_db()
    assert task.started_at > task.completed_at
    return task


def negative(value, path=""):
    """Return the paths of all numbers below zero under names with ``seconds``."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [deeper for key, each in pairs for deeper in negative(each, f"{path}.{key}")]
    is_number = isinstance(value, int | float)
    return [*found, path] if is_number and "seconds" in path and value < 0 else found


def test_clients_read_none(task, client):
    frames = history.task_frames(task.pk, after=0)
    answers = [client.get(f"/api/v1/analysis/{task.pk}/{part}").json() for part in ("", "result")]
    assert negative(json.loads(json.dumps(frames, default=str))) == []
    assert [negative(answer) for answer in answers] == [[], []]


def test_control_a_negative_duration_is_seen():
    assert negative({"steps": [{"duration_seconds": -14399.4}]}) == [".steps.0.duration_seconds"]


def test_staff_and_metrics_read_none(task, settings, client):
    settings.METRICS_TOKEN = "for-tests"
    counters.flush()
    text = client.get("/metrics", headers={"Authorization": "Bearer for-tests"}).content.decode()
    figures = {line.rpartition(" ")[0]: line.rpartition(" ")[2] for line in text.splitlines() if line[0] != "#"}
    assert any("step_seconds_sum" in name for name in figures)
    assert [name for name, value in figures.items() if "seconds" in name and float(value) < 0] == []
    assert min(each.median for each in overview.step_durations()) == 0.0
    assert all(span.seconds >= 0 and span.left >= 0 and span.width >= 0 for span in timeline.build(task))


def test_an_estimate_leaves_such_a_run_out(task):
    assert set(estimates.expected_step_seconds().values()) == {None}


def test_a_queue_has_not_waited_for_less_than_no_time():
    waiting = TaskFactory()
    AnalysisTask.objects.filter(pk=waiting.pk).update(updated_at=later(), dispatched_at=now())
    assert overview.queue_summary().oldest_seconds == 0.0
    assert backlog.unclaimed_seconds() == 0.0


# Waits


def test_the_lease_of_a_lost_worker_ends_within_a_lease(settings):
    task = TaskFactory()
    leases.claim_task(task.pk)
    AnalysisTask.objects.update(lease_until=later())
    assert clock_changes.shorten_waits() == 1
    task.refresh_from_db()
    assert task.lease_until <= now() + timedelta(seconds=settings.LEASE_SECONDS)


def test_a_worker_that_lives_keeps_its_analysis():
    claim = leases.claim_task(TaskFactory().pk)
    AnalysisTask.objects.update(lease_until=later())
    clock_changes.shorten_waits()
    dispatcher.dispatch_due_tasks()
    lease = leases.Lease(claim)
    lease.refresh()
    lease.check()


def test_a_lost_message_is_sent_again_within_a_lease(sent, monkeypatch):
    task, stop = TaskFactory(), threading.Event()
    AnalysisTask.objects.update(dispatched_at=later())
    monkeypatch.setattr(dispatcher, "_wait_for_notification", stop.set)  # ends the loop after its first round
    dispatcher.run_forever(stop)
    task.refresh_from_db()
    assert task.dispatched_at <= now()


def test_a_pause_keeps_its_length():
    task = TaskFactory()
    AnalysisTask.objects.update(updated_at=later(), not_before=later() + timedelta(minutes=5))
    clock_changes.shorten_waits()
    task.refresh_from_db()
    assert timedelta(minutes=4) < task.not_before - now() <= timedelta(minutes=5)


def test_what_a_clock_that_is_a_little_ahead_has_stored_stays():
    ahead = now() + timedelta(seconds=10)
    TaskFactory(status=TaskStatus.PROCESSING)
    AnalysisTask.objects.update(
        lease_until=ahead + timedelta(seconds=30), dispatched_at=ahead, not_before=ahead, updated_at=ahead
    )
    assert clock_changes.shorten_waits() == 0


def test_a_source_is_asked_again_and_its_turns_go_on():
    SourceState.objects.create(
        pk="youtube",
        refused_since=later(),
        paused_until=later(),
        probe_until=later(),
        next_request_at=later(),
        pauses=1,
    )
    circuit_breaker.raise_if_paused("youtube")
    with pytest.raises(SourcePaused):  # while the first one asks
        circuit_breaker.raise_if_paused("youtube")
    assert circuit_breaker.reserve_turn("youtube") == 0.0


@pytest.fixture
def batch():
    source = "https://www.youtube.com/playlist?list=PLaaaaaaaaaa"
    return Batch.objects.create(source_url=source, options={}, status=TaskStatus.PENDING)


def test_the_list_of_a_lost_reader_is_read_again_within_a_lease(batch, settings):
    follow = Follow.objects.create(source_url="https://www.youtube.com/@a", max_per_day=1)
    for lists in (Batch.objects, Follow.objects):
        lists.update(list_lease_until=later(), list_held=True)
    assert clock_changes.shorten_waits() == 2
    for each in (batch, follow):
        each.refresh_from_db()
        assert each.list_lease_until <= now() + timedelta(seconds=settings.LEASE_SECONDS)


def test_a_reader_that_lives_keeps_its_list(batch):
    rows = Batch.objects.filter(pk=batch.pk)
    claim = claims.claim(rows)
    rows.update(list_lease_until=later())
    clock_changes.shorten_waits()
    assert claims.claim(rows) is None
    assert claim.read() == batch


def test_the_pause_of_a_list_keeps_its_length(batch):
    Batch.objects.update(updated_at=later(), not_before=later() + timedelta(minutes=5))
    clock_changes.shorten_waits()
    batch.refresh_from_db()
    assert timedelta(minutes=4) < batch.not_before - now() <= timedelta(minutes=5)


def test_the_next_check_of_a_followed_channel_keeps_its_distance():
    follow = Follow.objects.create(source_url="https://www.youtube.com/@a", max_per_day=1)
    Follow.objects.update(updated_at=later(), next_check_at=later() + timedelta(hours=1))
    assert clock_changes.shorten_waits() == 1
    follow.refresh_from_db()
    assert timedelta(minutes=59) < follow.next_check_at - now() <= timedelta(hours=1)


def test_a_followed_channel_that_waits_for_a_day_goes_on_waiting():
    Follow.objects.create(
        source_url="https://www.youtube.com/@a", max_per_day=1, next_check_at=now() + timedelta(days=1)
    )
    assert clock_changes.shorten_waits() == 0


@pytest.fixture
def webhook():
    return Webhook.objects.create(url="https://example.org/", secret="x")


@pytest.mark.parametrize(
    ("fields", "longest_seconds"),
    [
        ({"status": DeliveryStatus.SENDING, "attempts": 1}, deliveries.CLAIM_SECONDS),
        ({"status": DeliveryStatus.PENDING, "attempts": 0}, 0),
        ({"status": DeliveryStatus.PENDING, "attempts": 1}, deliveries.PAUSES[0]),
        ({"status": DeliveryStatus.PENDING, "attempts": 3}, deliveries.PAUSES[2]),
    ],
)
def test_a_message_of_before_is_sent(webhook, fields, longest_seconds):
    delivery = webhook.deliveries.create(n=1, payload={}, created_at=later(), next_attempt_at=later(), **fields)
    assert clock_changes.shorten_waits() == 1
    delivery.refresh_from_db()
    assert delivery.next_attempt_at <= now() + timedelta(seconds=longest_seconds)


def test_a_message_waits_as_long_as_before_after_each_attempt(webhook):
    for attempts, pause in enumerate((0, *deliveries.PAUSES)):
        webhook.deliveries.create(
            n=attempts,
            message_id=f"msg_{attempts}",
            payload={},
            attempts=attempts,
            created_at=now(),
            next_attempt_at=now() + timedelta(seconds=pause),
        )
    assert clock_changes.shorten_waits() == 0


def test_the_window_of_login_attempts_ends_in_time():
    for _ in range(login_attempts.MAX_FOR_NAME):
        with login_attempts.count_attempt("ada", "192.0.2.1"):
            pass
    LoginAttempts.objects.update(since=later())
    with pytest.raises(TooManyLoginAttempts) as refused, login_attempts.count_attempt("ada", "192.0.2.1"):
        pass
    assert refused.value.retry_after_seconds <= login_attempts.WINDOW.total_seconds()


def test_a_process_that_died_before_is_not_alive():
    Worker.objects.create(role=WorkerRole.WORKER, name="w", pid=1, version="1", started_at=now(), seen_at=later())
    assert list(worker_registry.live_roles()) == []
    assert [worker.is_alive for worker in worker_registry.list_workers()] == [False]
    worker_registry.delete_stale_workers()
    assert not Worker.objects.exists()
