"""Idempotency-Key: what is sent twice is done once."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from analysis.models import AnalysisTask, IdempotencyKey
from analysis.operations import retention
from tests.support.factories import TaskFactory, UserFactory
from tests.support.threads import at_once

LIST = "/api/v1/analysis/"
URL = "https://youtu.be/sample_talk"


def post(client, key, path=LIST, **body):
    body = body or ({"youtube_url": URL} if path == LIST else {})
    return client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})


def problem(response):
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.mark.django_db
def test_the_same_request_gives_the_first_task_back(client):
    first, again = post(client, "order-1"), post(client, "order-1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert "Idempotent-Replayed" not in first
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert again["Location"] == first["Location"]
    assert AnalysisTask.objects.count() == 1


@pytest.mark.django_db
def test_the_first_task_is_given_back_as_it_stands_now(client):
    task_id = post(client, "order-1").json()["id"]
    client.post(f"{LIST}{task_id}/cancel")
    assert post(client, "order-1").json()["status"] == "cancelled"


@pytest.mark.django_db
def test_without_a_key_each_request_makes_a_task(client):
    for _ in range(2):
        assert "Idempotent-Replayed" not in client.post(LIST, {"youtube_url": URL}, content_type="application/json")
    assert AnalysisTask.objects.count() == 2


@pytest.mark.django_db
def test_another_body_under_the_same_key_is_refused(client):
    post(client, "order-1")
    assert problem(post(client, "order-1", youtube_url=URL, options={"max_comments": 5})) == (
        422,
        "IDEMPOTENCY_KEY_REUSED",
    )
    assert AnalysisTask.objects.count() == 1


@pytest.mark.django_db
def test_the_order_of_members_makes_no_other_body(client):
    one = '{"youtube_url": "https://youtu.be/sample_talk", "options": {"language": "en", "max_comments": 5}}'
    other = '{"options":{"max_comments":5,"language":"en"},"youtube_url":"https://youtu.be/sample_talk"}'
    ids = {
        client.post(LIST, body, content_type="application/json", headers={"Idempotency-Key": "k"}).json()["id"]
        for body in (one, other)
    }
    assert len(ids) == 1


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(client):
    assert post(client, "order-1", youtube_url="https://example.org/").status_code == 422
    assert post(client, "order-1").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9", "a\tb"])
def test_a_key_that_is_none_is_refused(client, key):
    response = post(client, key)
    assert problem(response) == (422, "INVALID_PARAMETERS")
    assert response.json()["errors"][0]["attr"] == "Idempotency-Key"
    assert not AnalysisTask.objects.exists()


@pytest.mark.django_db
def test_a_trusted_page_may_send_a_key_and_read_what_came_of_it(client, settings):
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    origin = {"Origin": "https://app.example"}
    asked = origin | {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "idempotency-key"}
    allowed = client.options(LIST, headers=asked)["Access-Control-Allow-Headers"].lower()
    assert {"idempotency-key", "x-request-id"} <= {name.strip() for name in allowed.split(",")}
    answer = client.post(LIST, {"youtube_url": URL}, content_type="application/json", headers=origin)
    exposed = {name.strip() for name in answer["Access-Control-Expose-Headers"].split(",")}
    assert {"Idempotent-Replayed", "Location", "Retry-After", "X-RateLimit-Remaining"} <= exposed


@pytest.mark.django_db
def test_the_longest_key_is_taken(client):
    assert post(client, "~" * 255).status_code == 200


@pytest.mark.django_db
def test_callers_do_not_share_their_keys(client):
    mine = UserFactory()
    known = Client()
    known.force_login(mine)
    ids = {
        post(client, "order-1").json()["id"],
        post(Client(REMOTE_ADDR="203.0.113.9"), "order-1").json()["id"],
        post(known, "order-1").json()["id"],
    }
    assert len(ids) == 3
    assert AnalysisTask.objects.filter(owner=mine).count() == 1


@pytest.mark.django_db
def test_who_guesses_a_key_does_not_even_learn_that_it_is_used(client):
    owner = Client()
    owner.force_login(UserFactory())
    post(owner, "order-1")
    response = post(client, "order-1", youtube_url="https://youtu.be/other_video")
    assert response.status_code == 200
    assert "Idempotent-Replayed" not in response


@pytest.mark.django_db
def test_after_a_day_the_key_is_free_again(client):
    first = post(client, "order-1").json()["id"]
    IdempotencyKey.objects.update(created_at=now() - timedelta(hours=23, minutes=59))
    assert post(client, "order-1").json()["id"] == first
    IdempotencyKey.objects.update(created_at=now() - timedelta(hours=24, seconds=1))
    assert post(client, "order-1", youtube_url="https://youtu.be/other_video").json()["id"] != first


@pytest.mark.django_db
def test_what_was_deleted_is_not_made_again(client):
    task_id = post(client, "order-1").json()["id"]
    client.delete(f"{LIST}{task_id}")
    assert problem(post(client, "order-1")) == (409, "TASK_DELETED")
    assert not AnalysisTask.objects.exists()


@pytest.mark.django_db
def test_a_cancel_that_is_sent_twice_succeeds_twice(client):
    path = f"{LIST}{TaskFactory().pk}/cancel"
    assert post(client, "stop", path).json()["status"] == "cancelled"
    again = post(client, "stop", path)
    assert (again.status_code, again["Idempotent-Replayed"]) == (200, "true")
    assert problem(post(client, "another", path)) == (409, "TASK_NOT_CANCELLABLE")


@pytest.mark.django_db
def test_a_retry_that_is_sent_twice_retries_once(client):
    task = TaskFactory(failed=True)
    path = f"{LIST}{task.pk}/retry"
    assert post(client, "again", path).json()["status"] == "pending"
    AnalysisTask.objects.filter(pk=task.pk).update(status="failed", completed_at=now())
    assert post(client, "again", path).json()["status"] == "failed"


@pytest.mark.django_db
def test_a_key_names_one_request_of_all(client):
    task = TaskFactory(failed=True)
    post(client, "again", f"{LIST}{task.pk}/retry")
    assert problem(post(client, "again", f"{LIST}{task.pk}/cancel")) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert post(client, "again", f"{LIST}{task.pk}/retry/").status_code == 200


@pytest.mark.django_db
def test_housekeeping_forgets_old_keys_only(client):
    post(client, "old")
    IdempotencyKey.objects.update(created_at=now() - timedelta(hours=25))
    post(client, "new")
    retention.delete_expired_batch()
    assert [row.key for row in IdempotencyKey.objects.all()] == ["new"]
    assert AnalysisTask.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_fifty_equal_requests_at_once_make_one_task():
    answers = at_once([lambda client: post(client, "order-1")] * 50)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotent-Replayed" in answer for answer in answers) == 49
    assert AnalysisTask.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_different_requests_at_once_under_one_key_one_is_done():
    videos = [f"https://youtu.be/sample_ta{n:02}" for n in range(10)]
    answers = at_once([lambda client, url=url: post(client, "order-1", youtube_url=url) for url in videos])
    assert sorted(answer.status_code for answer in answers) == [200] + [422] * 9
    assert AnalysisTask.objects.count() == 1
