"""ETag and If-None-Match of a task and of its finding."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis import events
from analysis.choices import StepStatus
from analysis.exceptions import InternalError
from analysis.execution import leases, lifecycle, retries
from analysis.models import AnalysisTask
from tests.support.factories import TaskFactory, UserFactory

pytestmark = pytest.mark.django_db


def address(task, part=""):
    return f"/api/v1/analysis/{task.pk}{part}"


def etag(client, task, part=""):
    return client.get(address(task, part))["ETag"]


def ask(client, task, tag, part="", **headers):
    return client.get(address(task, part), headers={"If-None-Match": tag} | headers)


def names(header):
    return {word.strip() for word in header.split(",")}


def progress(percent):
    return events.ProgressUpdated(
        progress=percent,
        message="on the way",
        current_step="extraction",
        step_progress=percent,
        estimated_seconds_remaining=5.0,
    )


def test_it_changes_with_everything_that_a_client_sees_change(client):
    task = TaskFactory()
    tags = [etag(client, task)]
    claim = leases.claim_task(task.pk)
    changes = (
        lambda: lifecycle.start_step(claim, "extraction"),
        lambda: lifecycle.record_progress(claim, progress(10)),
        lambda: lifecycle.record_progress(claim, progress(11)),
        lambda: lifecycle.record_warning(claim, code="X", message="x", step=None),
        lambda: lifecycle.close_step(claim, "transcription", StepStatus.SKIPPED, progress=20),
        lambda: lifecycle.fail_task(claim, InternalError(), "extraction"),
        lambda: retries.retry_task(task.pk),
        lambda: lifecycle.cancel_task(task.pk, "enough"),
    )
    for change in changes:
        before = client.get(address(task)).json()
        change()
        answer = ask(client, task, tags[-1])
        assert answer.status_code == 200
        assert answer.json() != before
        tags.append(answer["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_heartbeat_changes_nothing(client, settings):
    settings.LEASE_SECONDS = 0  # every refresh extends the lease
    task = TaskFactory()
    claim = leases.claim_task(task.pk)
    tag = etag(client, task)
    leases.Lease(claim).refresh()
    assert ask(client, task, tag).status_code == 304


def test_unchanged_is_answered_without_a_body_and_with_what_caches_need(client):
    task = TaskFactory(completed=True)
    for part in ("", "/result"):
        full = client.get(address(task, part))
        answer = ask(client, task, full["ETag"], part)
        assert (answer.status_code, answer.content) == (304, b"")
        assert (answer["ETag"], answer["Cache-Control"]) == (full["ETag"], full["Cache-Control"])
        assert {"Authorization", "Cookie"} <= names(answer["Vary"])
        assert answer["X-Request-ID"]


def test_no_shared_cache_may_keep_an_answer(client):
    task = TaskFactory(completed=True)
    for path in (
        address(task),
        address(task, "/result"),
        "/api/v1/analysis/",
        "/api/v1/analysis/none",
        "/api/v1/analysis-types",
    ):
        answer = client.get(path)
        assert answer["Cache-Control"] == "private, no-cache"
        assert {"Authorization", "Cookie"} <= names(answer["Vary"])


def test_a_compressed_answer_is_recognised(client):
    task = TaskFactory(completed=True, result_data={"video": {"title": "x" * 1000}})
    packed = client.get(address(task, "/result"), headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"].startswith('W/"')
    answer = ask(client, task, packed["ETag"], "/result")
    assert (answer.status_code, answer["ETag"]) == (304, packed["ETag"])


def test_a_request_for_another_version_is_a_problem(client):
    task = TaskFactory()
    for send, part in ((client.get, ""), (client.post, "/cancel"), (client.delete, "")):
        answer = send(address(task, part), headers={"If-Match": '"other"'})
        assert (answer.status_code, answer.json()["code"]) == (412, "PRECONDITION_FAILED")
    assert client.delete(address(task), headers={"If-Match": "*"}).status_code == 204


def test_one_of_several_tags_and_any_are_recognised(client):
    task = TaskFactory()
    assert ask(client, task, f'"other", {etag(client, task)}').status_code == 304
    assert ask(client, task, "*").status_code == 304
    assert ask(client, task, '"other"').status_code == 200


def test_what_is_not_there_yet_is_told_each_time(client):
    task = TaskFactory()
    answer = client.get(address(task, "/result"))
    assert answer.status_code == 202
    assert "ETag" not in answer
    assert ask(client, task, "*", "/result").status_code == 202
    assert ask(client, TaskFactory(failed=True), "*", "/result").status_code == 400


def test_a_stranger_learns_nothing_from_an_etag(client):
    owner = UserFactory()
    own = Client()
    own.force_login(owner)
    task = TaskFactory(owner=owner, completed=True)
    for part in ("", "/result"):
        tag = etag(own, task, part)
        assert ask(own, task, tag, part).status_code == 304
        for given in (tag, "*"):
            assert ask(client, task, given, part).status_code == 404


def test_a_304_of_a_large_finding_reads_one_small_row(client):
    task = TaskFactory(completed=True, result_data={"video": {"description": "x" * 2_000_000}})
    tag = etag(client, task, "/result")
    for part in ("", "/result"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert ask(client, task, tag, part).status_code == 304
        assert len(asked) == 1
        assert "result_data" not in asked[0]["sql"]


def test_nothing_is_read_of_a_task_that_is_gone(client):
    task = TaskFactory()
    tag = etag(client, task)
    AnalysisTask.objects.all().delete()
    assert ask(client, task, tag).status_code == 404
