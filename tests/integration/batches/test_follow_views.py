"""The endpoints of followed channels."""

import json
from datetime import timedelta

import pytest
from django.utils.timezone import now

from analysis.batches import checking
from analysis.models import Batch, Follow
from tests.support.factories import BASIC_OPTIONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("channel")]
PATH = "/api/v1/follows/"
URL = "https://www.youtube.com/@harbourtalks"
BASIC = {"analysis_depth": "basic"}


def send(client, body, path=PATH, method="POST", **headers):
    return client.generic(method, path, json.dumps(body), content_type="application/json", headers=headers)


@pytest.fixture
def made(client):
    return send(client, {"source_url": URL, "newest": 2, "options": BASIC}).json()


def test_a_follow_is_created_and_read(client):
    answer = send(client, {"source_url": URL, "max_per_day": 5, "options": BASIC, "name": "Talks"})
    assert answer.status_code == 201
    made = answer.json()
    assert answer["Location"] == made["links"]["self"] == f"{PATH}{made['id']}"
    assert (made["name"], made["source_url"], made["options"]) == ("Talks", URL, BASIC_OPTIONS)
    assert (made["newest"], made["max_per_day"], made["interval_hours"]) == (1, 5, 24)
    assert (made["enabled"], made["checking"], made["failures"], made["error"]) == (True, False, 0, None)
    assert made["counts"] == {"seen": 0, "taken": 0, "waiting": 0}
    assert (made["last_checked_at"], made["last_batch_id"]) == (None, None)
    assert client.get(made["links"]["self"]).json() == made
    assert client.get(PATH).json()["results"] == [made]


@pytest.mark.parametrize("url", [URL, "youtube.com/@HarbourTalks/videos?x=1"])
def test_a_caller_follows_a_list_once(client, made, url):
    again = send(client, {"source_url": url})
    assert (again.status_code, again.json()["code"]) == (409, "ALREADY_FOLLOWED")
    assert send(client, {"source_url": f"{URL}/shorts"}).status_code == 201
    assert (
        client.post(PATH, {"source_url": url}, content_type="application/json", REMOTE_ADDR="192.0.2.7").status_code
        == 201
    )


def test_a_check_leads_to_a_batch_that_is_found_from_both_sides(client, made):
    assert [checking.run(key) for key in checking.take_due()] == ["new: 2"]
    seen = client.get(made["links"]["self"]).json()
    assert seen["counts"] == {"seen": 3, "taken": 2, "waiting": 0}
    assert seen["message"] == "New videos: 2. Waiting for another day: 0."
    batch = client.get(f"/api/v1/batches/{seen['last_batch_id']}").json()
    assert (batch["follow_id"], batch["counts"]["total"]) == (made["id"], 2)
    send(client, {"urls": ["https://youtu.be/video000009"]}, "/api/v1/batches/")
    assert [each["id"] for each in client.get(seen["links"]["batches"]).json()["results"]] == [batch["id"]]
    assert "From a followed channel" in client.get(batch["links"]["page"]).content.decode()


def test_while_it_is_checked_it_says_so(client, made):
    checking.take_due()
    assert client.get(made["links"]["self"]).json()["checking"] is True


@pytest.mark.parametrize(
    "body",
    [
        *({}, [], "text", {"source_url": None}, {"source_url": 7}),
        *(
            {"source_url": URL, **more}
            for more in (
                *({"newest": -1}, {"newest": 101}, {"newest": "2"}, {"max_per_day": 0}, {"max_per_day": 101}),
                *({"interval_hours": 0}, {"interval_hours": 10_000}, {"interval_hours": True}, {"x": 1}),
                *({"options": []}, {"options": {"x": 1}}, {"options": None}, {"name": "x" * 201}, {"enabled": False}),
                {"reuse_results": True, "options": {"reuse_results": False}},
            )
        ),
    ],
    ids=lambda body: repr(body)[:70],
)
def test_an_invalid_body_is_refused_with_a_code(client, body):
    answer = send(client, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_PARAMETERS")
    assert not Follow.objects.exists()


@pytest.mark.parametrize("bad", ["https://youtu.be/video000001", "https://youtube.com@evil/@x", "x"])
def test_what_is_no_playlist_or_channel_is_refused(client, bad):
    answer = send(client, {"source_url": bad})
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_URL")
    assert answer.json()["errors"][0]["attr"] == "source_url"


def test_without_a_source_of_lists_nothing_can_be_followed(client, settings):
    settings.VIDEO_SOURCES = ["analysis.sources.archive.ArchiveSource"]
    assert (send(client, {"source_url": URL}).status_code, Follow.objects.count()) == (409, 0)


def test_the_same_key_follows_once(client):
    first, again = (send(client, {"source_url": URL}, **{"Idempotency-Key": "k"}) for _ in range(2))
    assert (first.json()["id"], again["Idempotent-Replayed"]) == (again.json()["id"], "true")
    assert send(client, {"source_url": URL, "newest": 3}, **{"Idempotency-Key": "k"}).status_code == 422


def test_more_than_may_be_followed_is_refused(client, settings):
    settings.MAX_FOLLOWS = 1
    send(client, {"source_url": URL})
    answer = send(client, {"source_url": "https://www.youtube.com/@tides"})
    assert (answer.status_code, answer.json()["code"]) == (429, "QUOTA_EXCEEDED")


def test_what_is_absent_from_a_change_stays(client, made):
    changed = send(client, {"max_per_day": 3, "options": {"max_comments": 7}}, made["links"]["self"], "PATCH").json()
    assert (changed["max_per_day"], changed["interval_hours"], changed["newest"]) == (3, 24, 2)
    assert changed["options"] == BASIC_OPTIONS | {"max_comments": 7}
    assert changed["reuse_results"] is True
    changed = send(client, {"options": {"reuse_results": False}}, made["links"]["self"], "PATCH").json()
    assert (changed["reuse_results"], changed["options"]) == (False, BASIC_OPTIONS | {"max_comments": 7})


@pytest.mark.parametrize("body", [{"source_url": URL}, {"enabled": 1}, {"max_per_day": 0}, {"options": {"x": 1}}, []])
def test_an_invalid_change_is_refused(client, made, body):
    answer = send(client, body, made["links"]["self"], "PATCH")
    assert (answer.status_code, answer.json()["code"]) == (422, "INVALID_PARAMETERS")


def test_a_paused_follow_is_not_checked_until_it_is_resumed(client, made):
    paused = send(client, {"enabled": False}, made["links"]["self"], "PATCH").json()
    assert (paused["enabled"], paused["next_check_at"]) == (False, None)
    assert checking.take_due() == []
    refused = client.post(made["links"]["check"])
    assert (refused.status_code, refused.json()["code"]) == (409, "FOLLOW_PAUSED")
    send(client, {"enabled": True}, made["links"]["self"], "PATCH")
    assert len(checking.take_due()) == 1


def test_a_new_interval_counts_from_the_last_check(client, made):
    Follow.objects.update(last_checked_at=now() - timedelta(hours=5), next_check_at=now() + timedelta(hours=19))
    send(client, {"interval_hours": 4}, made["links"]["self"], "PATCH")
    assert len(checking.take_due()) == 1


def test_a_check_now_makes_it_due(client, made):
    Follow.objects.update(next_check_at=now() + timedelta(hours=9))
    assert checking.take_due() == []
    assert client.post(made["links"]["check"]).status_code == 202
    assert len(checking.take_due()) == 1


def test_its_batches_outlive_it(client, made):
    checking.run(made["id"])
    assert client.delete(made["links"]["self"]).status_code == 204
    assert client.get(made["links"]["self"]).json()["code"] == "FOLLOW_NOT_FOUND"
    assert Batch.objects.get().follow is None
