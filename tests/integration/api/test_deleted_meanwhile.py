"""What is deleted while a request works on it is not found, and a deletion waits for a process that adds to it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction
from rest_framework.test import APIClient

from analysis.api.webhooks.views import WebhookApiView
from analysis.batches import follows, services
from analysis.choices import TaskStatus
from analysis.models import Batch, BatchMember, Follow, FollowedVideo, Webhook
from analysis.queries import batches
from analysis.webhooks import outbox, registration
from tests.support import uploads, waiting
from tests.support.factories import BASIC_OPTIONS, UserFactory
from tests.support.webhooks import WebhookFactory

FOLLOW = {"source_url": "https://www.youtube.com/@harbourtalks", "options": BASIC_OPTIONS, "max_per_day": 1}


def make(model):
    if model is Webhook:
        return WebhookFactory()
    return Follow.objects.create(**FOLLOW) if model is Follow else Batch.objects.create(options=BASIC_OPTIONS)


def deleting(find):
    """Return ``find`` followed by the deletion of what it finds, as by another request."""

    def found_and_deleted(*arguments):
        row = find(*arguments)
        type(row).objects.filter(pk=row.pk).delete()
        return row

    return found_and_deleted


@pytest.fixture
def deleted_once_found(monkeypatch, settings):
    settings.WEBHOOKS_ENABLED = True
    monkeypatch.setattr(batches, "follow_visible", deleting(batches.follow_visible))
    monkeypatch.setattr(batches, "batch_visible", deleting(batches.batch_visible))
    monkeypatch.setattr(WebhookApiView, "get_webhook", deleting(WebhookApiView.get_webhook))


@pytest.mark.parametrize(
    ("model", "method", "path", "code"),
    [
        (Follow, "patch", "follows/{}", "FOLLOW_NOT_FOUND"),
        (Follow, "post", "follows/{}/check", "FOLLOW_NOT_FOUND"),
        (Batch, "post", "batches/{}/cancel", "BATCH_NOT_FOUND"),
        (Batch, "post", "batches/{}/retry-failed", "BATCH_NOT_FOUND"),
        (Webhook, "patch", "webhooks/{}", "WEBHOOK_NOT_FOUND"),
        (Webhook, "post", "webhooks/{}/test", "WEBHOOK_NOT_FOUND"),
    ],
)
@pytest.mark.django_db
@pytest.mark.usefixtures("deleted_once_found")
def test_a_change_of_what_was_just_deleted_answers_404(client, model, method, path, code):
    answer = client.generic(method, f"/api/v1/{path.format(make(model).pk)}", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, code)


@pytest.mark.parametrize("path", ["follows/{}", "batches/{}", "webhooks/{}"])
@pytest.mark.django_db
@pytest.mark.usefixtures("deleted_once_found")
def test_of_two_deletions_at_once_both_are_done(client, path):
    model = {"f": Follow, "b": Batch, "w": Webhook}[path[0]]
    assert client.delete(f"/api/v1/{path.format(make(model).pk)}").status_code == 204


@pytest.mark.parametrize(
    ("model", "path"),
    [
        *[(Follow, f"follows/{{}}/{action}/") for action in ("check", "pause", "resume")],
        *[(Batch, f"batches/{{}}/{action}/") for action in ("cancel", "retry")],
    ],
)
@pytest.mark.django_db
@pytest.mark.usefixtures("deleted_once_found")
def test_the_page_of_what_was_just_deleted_answers_404(client, model, path):
    assert client.post(f"/{path.format(make(model).pk)}").status_code == 404


def delete_in_a_thread(delete):
    try:
        delete()
    finally:
        connection.close()


def someone_waits_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pid = ANY(SELECT pid FROM pg_stat_activity)")
        return cursor.fetchone()


@pytest.mark.parametrize("model", [Follow, Webhook])
@pytest.mark.django_db(transaction=True)
def test_a_deletion_waits_for_what_is_added_at_that_moment(model):
    row = make(model)
    delete = (
        (lambda: follows.follow_delete(follow=row))
        if model is Follow
        else (lambda: registration.webhook_delete(row.pk))
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locked = model.objects.select_for_update(no_key=True).get(pk=row.pk)
            deletion = pool.submit(delete_in_a_thread, delete)
            waiting.until(someone_waits_for_a_lock)
            if model is Follow:
                FollowedVideo.objects.create(follow=locked, video_id="aaaaaaaaaaa", waiting=True)
            else:
                outbox.queue_test(row.pk)
        deletion.result(waiting.DEADLINE_SECONDS)
    assert not model.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_deletion_locks_a_batch_before_its_members_as_every_change_does():
    batch = Batch.objects.create(options=BASIC_OPTIONS, status=TaskStatus.CANCELLED)
    member = BatchMember.objects.create(batch=batch, position=1, video_id="aaaaaaaaaaa")
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            BatchMember.objects.select_for_update().get(pk=member.pk)
            deletion = pool.submit(delete_in_a_thread, lambda: services.batch_delete(batch=batch))
            waiting.until(someone_waits_for_a_lock)
            with pytest.raises(OperationalError, match="could not obtain lock"), transaction.atomic():
                Batch.objects.select_for_update(nowait=True).get(pk=batch.pk)
        deletion.result(waiting.DEADLINE_SECONDS)
    assert not Batch.objects.exists()


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("analysis/", {"youtube_url": "https://youtu.be/aaaaaaaaaaa"}),
        ("batches/", {"urls": ["https://youtu.be/aaaaaaaaaaa"]}),
        ("batches/", {"source_url": FOLLOW["source_url"]}),
        ("follows/", {"source_url": FOLLOW["source_url"]}),
        ("webhooks/", {"url": "https://example.org/", "events": ["analysis.completed"]}),
        ("auth/tokens", {"name": "laptop"}),
        ("uploads/", {"file": uploads.sent("x.vtt", uploads.VTT)}),
    ],
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("channel")
def test_what_is_created_for_an_account_that_was_just_deleted_is_a_conflict(settings, tmp_path, path, body):
    settings.WEBHOOKS_ENABLED, settings.DATA_DIR = True, tmp_path
    client, user = APIClient(), UserFactory()
    client.force_authenticate(user)
    User.objects.filter(pk=user.pk).delete()
    answer = client.post(f"/api/v1/{path}", body, format="multipart" if "file" in body else "json")
    assert (answer.status_code, answer.json()["code"]) == (409, "CONFLICT")
    assert not list(tmp_path.glob("uploads/*"))
