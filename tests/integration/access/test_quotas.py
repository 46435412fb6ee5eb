"""How many analyses one caller may have under way."""

import re
import time
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from analysis import options, services
from analysis.access.limits import quotas
from analysis.execution import creation
from analysis.models import AnalysisTask, DailyCount, UserQuota
from tests.support.factories import SAMPLE, TaskFactory, UserFactory
from tests.support.threads import at_once

LIST = "/api/v1/analysis/"
BODY = {"youtube_url": "https://youtu.be/sample_talk"}
FORM = BODY | {"analysis_type": "content", "analysis_depth": "basic", "max_comments": 10}


@pytest.fixture
def two_at_once(settings):
    settings.MAX_ACTIVE_TASKS = 2


def post(client, path=LIST):
    return client.post(path, BODY, content_type="application/json")


def active():
    return AnalysisTask.objects.active().count()


@pytest.mark.django_db
def test_ten_are_allowed_where_nothing_is_said(client):
    assert [post(client).status_code for _ in range(11)] == [200] * 10 + [429]


@pytest.mark.django_db
def test_one_too_many_is_told_when_to_come_back(client, two_at_once):
    post(client), post(client)
    response = post(client)
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["title"]) == ("QUOTA_EXCEEDED", "Too Many Requests")
    assert problem["detail"].startswith("You have reached the limit of active analyses")
    assert response["Retry-After"] == "30"
    assert (response["X-RateLimit-Limit"], response["X-RateLimit-Remaining"]) == ("2", "0")
    assert 25 < int(response["X-RateLimit-Reset"]) - time.time() < 35
    assert active() == 2


@pytest.mark.django_db
def test_one_that_ends_makes_place(client, two_at_once):
    first = post(client).json()["id"]
    post(client)
    client.post(f"{LIST}{first}/cancel")
    assert [post(client).status_code, post(client).status_code] == [200, 429]


@pytest.mark.django_db
def test_callers_are_counted_apart(client, two_at_once):
    known = Client()
    known.force_login(UserFactory())
    for caller in (client, known, Client(REMOTE_ADDR="203.0.113.9")):
        assert [post(caller).status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.django_db
def test_addresses_of_one_ipv6_network_are_one_caller(two_at_once):
    hosts = [Client(REMOTE_ADDR=f"2001:db8:1:2::{n}") for n in range(1, 4)]
    assert [post(host).status_code for host in hosts] == [200, 200, 429]
    assert post(Client(REMOTE_ADDR="2001:db8:1:3::1")).status_code == 200


@pytest.mark.django_db
def test_a_header_makes_no_new_caller(client, two_at_once):
    answers = [
        client.post(LIST, BODY, content_type="application/json", headers={"X-Forwarded-For": f"203.0.113.{n}"})
        for n in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


@pytest.mark.django_db
def test_the_row_does_not_tell_the_address(client):
    post(client)
    caller = AnalysisTask.objects.get().caller
    assert caller.startswith("network:")
    assert "127.0.0.1" not in caller


@pytest.mark.django_db
def test_empty_is_no_limit(client, settings):
    settings.MAX_ACTIVE_TASKS = None
    assert {post(client).status_code for _ in range(12)} == {200}


@pytest.mark.django_db
def test_a_retry_takes_a_place_too_and_it_is_that_of_who_asks(client, two_at_once):
    task = TaskFactory(failed=True, caller="user:5")
    post(client), post(client)
    assert post(client, f"{LIST}{task.pk}/retry").status_code == 429
    assert AnalysisTask.objects.get(pk=task.pk).status == "failed"
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert post(other, f"{LIST}{task.pk}/retry").status_code == 200
    assert [post(other).status_code, post(other).status_code] == [200, 429]


@pytest.mark.django_db
def test_an_operator_is_not_limited(two_at_once):
    for _ in range(3):
        services.task_create(owner=None, video=SAMPLE, options=options.with_defaults({}))
    services.task_retry(task=TaskFactory(failed=True, caller="user:5"))
    assert active() == 4


@pytest.mark.django_db
def test_a_repeated_request_needs_no_place(client, two_at_once):
    def send():
        return client.post(LIST, BODY, content_type="application/json", headers={"Idempotency-Key": "order-1"})

    first = send()
    post(client)
    assert post(client).status_code == 429
    assert send().json()["id"] == first.json()["id"]


@pytest.mark.django_db
def test_a_refused_request_leaves_its_key_free(client, two_at_once):
    first = post(client).json()["id"]
    post(client)
    headers = {"Idempotency-Key": "order-1"}
    assert client.post(LIST, BODY, content_type="application/json", headers=headers).status_code == 429
    client.post(f"{LIST}{first}/cancel")
    assert client.post(LIST, BODY, content_type="application/json", headers=headers).status_code == 200


@pytest.mark.django_db
def test_the_form_says_so_and_keeps_what_was_typed(client, two_at_once):
    post(client), post(client)
    response = client.post("/", FORM)
    assert response.status_code == 429
    page = response.content.decode()
    assert "You have reached the limit of active analyses." in page
    assert "https://youtu.be/sample_talk</textarea>" in page
    assert active() == 2


@pytest.mark.django_db
def test_the_pages_retry_says_so(client, two_at_once):
    task = TaskFactory(failed=True)
    post(client), post(client)
    response = client.post(f"/analyses/{task.pk}/retry/", follow=True)
    assert "You have reached the limit of active analyses" in response.content.decode()
    assert active() == 2


@pytest.mark.django_db
def test_clients_can_ask_what_the_limits_are(client, settings):
    settings.MAX_ACTIVE_TASKS, settings.MAX_SOCKETS = 7, None
    limits = client.get("/api/v1/analysis-types").json()[0]["limits"]
    assert (limits["max_active_tasks"], limits["max_sockets"], limits["max_body_bytes"]) == (7, None, 65536)


# Quotas of users


@pytest.fixture
def ada():
    return UserFactory(username="ada")


@pytest.fixture
def adas(ada):
    client = Client()
    client.force_login(ada)
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("own", "answers"), [(3, [200, 200, 200, 429]), (1, [200, 429]), (0, [429]), (None, [200, 200, 429])]
)
def test_a_quota_of_a_user_stands_in_the_place_of_the_servers(ada, adas, two_at_once, own, answers):
    UserQuota.objects.create(user=ada, max_active_tasks=own)
    assert [post(adas).status_code for _ in answers] == answers
    other = Client()
    other.force_login(UserFactory())
    assert [post(other).status_code for _ in range(3)] == [200, 200, 429]
    assert adas.get("/api/v1/analysis-types").json()[0]["limits"]["max_active_tasks"] == (2 if own is None else own)


@pytest.mark.django_db
def test_a_limit_of_a_day_counts_what_was_deleted_too_and_ends_with_it(ada, adas):
    UserQuota.objects.create(user=ada, max_tasks_per_day=2)
    first = post(adas).json()["id"]
    adas.post(f"{LIST}{first}/cancel")
    assert adas.delete(f"{LIST}{first}").status_code == 204
    assert [post(adas).status_code, (refused := post(adas)).status_code] == [200, 429]
    assert refused.json()["code"] == "QUOTA_EXCEEDED"
    assert refused.json()["detail"].startswith("You have reached the limit of analyses in one day.")
    assert 0 < int(refused["Retry-After"]) <= 86400
    DailyCount.objects.update(day=F("day") - timedelta(days=1))
    assert post(adas).status_code == 200
    quotas.delete_past_days()
    assert [row.count for row in DailyCount.objects.all()] == [1]


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_no_more_get_through_than_a_day_allows(settings):
    settings.MAX_ACTIVE_TASKS, settings.MAX_TASKS_PER_DAY = None, 4
    answers = at_once([post] * 12)
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [429] * 8


@pytest.mark.django_db
def test_batches_follows_and_uploads_have_quotas_too(ada):
    UserQuota.objects.create(user=ada, max_active_batches=0, max_follows=0, max_uploads=0)
    for acquire, refused in (
        (quotas.acquire_batch_slot, quotas.TooManyBatches),
        (quotas.acquire_follow_slot, quotas.TooManyFollows),
        (quotas.acquire_upload_slot, quotas.TooManyUploads),
    ):
        acquire("user:1000000")
        with pytest.raises(refused):
            acquire(f"user:{ada.pk}")


@pytest.mark.django_db
def test_staff_set_a_quota_in_the_admin_and_its_user_reads_it(admin_client, ada, adas, two_at_once):
    address = f"/admin/auth/user/{ada.pk}/change/"
    page = admin_client.get(address).content.decode()
    assert "Empty: as for everybody on this server (2). 0: none." in page
    form = {"username": "ada", "date_joined_0": "2026-01-01", "date_joined_1": "00:00", "is_active": "on"}
    inline = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-max_active_tasks": "77", "0-user": ada.pk}
    answer = admin_client.post(address, form | {f"quota-{name}": value for name, value in inline.items()})
    assert answer.status_code == 302, answer.context["errors"]
    post(adas)
    rows = re.findall(
        r'<th scope="row">([^<]+)</th><td>([^<]+)</td><td>([^<]+)</td>', adas.get("/account/").content.decode()
    )
    assert ("Analyses at a time", "1", "77") in rows
    assert not [row for row in rows if row[0] == "Analyses today (UTC)"]


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_no_more_get_through_than_may(settings):
    settings.MAX_ACTIVE_TASKS = 10
    answers = at_once([post] * 30)
    assert sorted(answer.status_code for answer in answers) == [200] * 10 + [429] * 20
    assert active() == 10


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_more_get_through(settings, monkeypatch):
    settings.MAX_ACTIVE_TASKS = 1

    # The wait beside the count lets others count before anybody writes.
    monkeypatch.setattr(quotas, "LOCK", "SELECT %s")
    monkeypatch.setattr(quotas, "HAS_FREE_SLOT", f"pg_sleep(0.5) IS NOT NULL AND {quotas.HAS_FREE_SLOT}")
    monkeypatch.setattr(creation, "_insert_task", creation._insert_task.__wrapped__)
    assert sum(answer.status_code == 200 for answer in at_once([post] * 30)) > 1
