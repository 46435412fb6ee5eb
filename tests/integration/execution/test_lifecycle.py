"""The state of a task and the log that tells it."""

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis.exceptions import CancellationRequested, InternalError, LeaseLost, TaskNotCancellable
from analysis.execution import leases, lifecycle, publisher, retries
from analysis.models import AnalysisTask, TaskEvent
from analysis.queries import history
from tests.support.factories import TaskFactory

pytestmark = pytest.mark.django_db


def test_it_gives_a_pending_task_to_the_first_who_claims_it():
    task = TaskFactory()
    assert leases.claim_task(task.pk) is not None
    assert leases.claim_task(task.pk) is None


def test_a_second_message_for_a_task_that_waits_does_not_shorten_the_wait():
    task = TaskFactory()
    lifecycle.requeue(leases.claim_task(task.pk), until=now() + timedelta(seconds=60))
    assert leases.claim_task(task.pk) is None


def test_it_numbers_events_without_gap():
    task = TaskFactory()
    claim = leases.claim_task(task.pk)
    lifecycle.record_warning(claim, code="A", message="one", step=None)
    lifecycle.record_warning(claim, code="B", message="two", step=None)
    lifecycle.fail_task(claim, InternalError(), None)
    assert list(TaskEvent.objects.filter(task=task).values_list("seq", "terminal")) == [
        (1, False),
        (2, False),
        (3, True),
    ]


def test_it_ends_a_task_only_once():
    task = TaskFactory()
    lifecycle.cancel_task(task.pk, "enough")
    with pytest.raises(TaskNotCancellable):
        lifecycle.cancel_task(task.pk, "again")
    assert TaskEvent.objects.filter(task=task, terminal=True).count() == 1


def test_a_worker_whose_task_was_cancelled_can_write_nothing():
    task = TaskFactory()
    claim = leases.claim_task(task.pk)
    lifecycle.cancel_task(task.pk, "enough")
    with pytest.raises(CancellationRequested):
        lifecycle.record_warning(claim, code="A", message="late", step=None)
    assert TaskEvent.objects.filter(task=task).count() == 1


def test_a_worker_whose_lease_was_taken_over_can_write_nothing():
    task = TaskFactory()
    old = leases.claim_task(task.pk)
    AnalysisTask.objects.filter(pk=task.pk).update(lease_until="2020-01-01T00:00:00Z")
    assert leases.claim_task(task.pk) is not None
    with pytest.raises(LeaseLost):
        lifecycle.record_warning(old, code="A", message="late", step=None)


@pytest.mark.parametrize(
    "end",
    [lambda c: lifecycle.cancel_task(c.task_id, "enough"), lambda c: lifecycle.fail_task(c, InternalError(), None)],
)
def test_no_step_and_no_estimate_is_left_when_a_task_ends_and_a_retry_begins_it_anew(end):
    task = TaskFactory(estimated_completion=now() + timedelta(seconds=60))
    claim = leases.claim_task(task.pk)
    lifecycle.start_step(claim, "extraction")
    end(claim)
    assert AnalysisTask.objects.get(pk=task.pk).estimated_completion is None
    assert task.steps.get(name="extraction").status == "pending"
    retries.retry_task(task.pk)
    assert task.steps.get(name="extraction").started_at is None


def test_a_retried_task_can_end_again_and_its_log_has_one_ending():
    task = TaskFactory()
    lifecycle.fail_task(leases.claim_task(task.pk), InternalError("broken"), "extraction")
    retries.retry_task(task.pk)
    lifecycle.fail_task(leases.claim_task(task.pk), InternalError("broken again"), "extraction")
    log = list(TaskEvent.objects.filter(task=task).values_list("seq", "type"))
    assert log == [(1, "warning"), (2, "task_failed")]


def test_an_event_carries_the_id_of_the_request_that_asked_and_is_sent_as_the_log_has_it(monkeypatch, client):
    sent = []
    monkeypatch.setattr(publisher, "publish", lambda frame: sent.append(json.loads(frame.text)))
    body = {"youtube_url": "https://youtu.be/sample_talk"}
    headers = {"X-Request-ID": "order-4711"}
    task_id = client.post("/api/v1/analysis/", body, content_type="application/json", headers=headers).json()["id"]
    lifecycle.record_warning(leases.claim_task(task_id), code="X", message="x", step=None)
    client.post(f"/api/v1/analysis/{task_id}/cancel", headers={"X-Request-ID": "another"})
    assert [(frame["type"], frame["request_id"]) for frame in sent] == [
        ("warning", "order-4711"),
        ("task_cancelled", "order-4711"),
    ]
    assert client.get(f"/api/v1/analysis/{task_id}/events").json()["events"] == sent


def test_an_analysis_that_no_request_asked_for_has_events_without_its_id():
    task = TaskFactory()
    lifecycle.cancel_task(task.pk, "enough")
    assert [frame["request_id"] for frame in history.task_frames(task.pk, after=0)] == [None]
