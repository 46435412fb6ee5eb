"""The webhook endpoints: what they answer, and to whom."""

import json

import pytest

from analysis.models import AccessToken, Webhook, WebhookDelivery
from analysis.webhooks import registration
from tests.support import threads
from tests.support.factories import UserFactory
from tests.support.webhooks import WebhookFactory, cancelled, send_due

pytestmark = pytest.mark.django_db
LIST = "/api/v1/webhooks/"
URL = "https://hooks.example.com/analyses"


def path_of(webhook, *parts):
    return "/".join([f"/api/v1/webhooks/{webhook.pk}", *map(str, parts)])


def send(client, method, path, body=None):
    return client.generic(method, path, json.dumps(body or {}), content_type="application/json")


# Create


def test_a_new_webhook_shows_its_secret_once(client):
    answer = send(client, "POST", LIST, {"url": URL, "events": ["analysis.failed"]})
    webhook = Webhook.objects.get()
    assert answer.status_code == 201
    assert answer["Location"] == path_of(webhook)
    assert answer["Cache-Control"] == "no-store"
    made = answer.json()
    assert made.pop("secret") == webhook.secret
    assert made["url"] == URL and made["events"] == ["analysis.failed"] and made["is_active"] is True
    assert client.get(path_of(webhook)).json() == made
    assert client.get(LIST).json() == {"next": None, "previous": None, "results": [made]}


def test_without_events_all_are_sent(client):
    answer = send(client, "POST", LIST, {"url": URL})
    expected = ["analysis.completed", "analysis.failed", "analysis.cancelled", "batch.completed"]
    assert answer.json()["events"] == expected


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"url": None}, {"url": 7}, {"url": ""}, {"url": [URL]}, {"url": f"{URL}\x00"}, [], "text"),
        *({"url": URL, "events": events} for events in ([], ["batch.failed"], "analysis.failed", [7], None, {})),
        *({"url": URL, name: 1} for name in ("secret", "owner", "is_active", "\ud800")),
    ],
    ids=repr,
)
def test_an_invalid_body_is_refused_with_a_code(client, body):
    answer = send(client, "POST", LIST, body) if body else client.post(LIST, body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["code"] == "INVALID_PARAMETERS"
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "url", ["https://localhost/", "https://10.0.0.1/", "http://hooks.example.com/", "https://a@b.com/"]
)
def test_an_address_inside_is_refused_with_a_code_of_its_own(client, settings, url):
    settings.WEBHOOK_ALLOW_HTTP = settings.WEBHOOK_ALLOW_PRIVATE = False
    answer = send(client, "POST", LIST, {"url": url})
    assert answer.status_code == 422
    assert [error["code"] for error in answer.json()["errors"]] == ["INVALID_WEBHOOK_URL"]


def test_a_caller_has_a_limited_number(client):
    WebhookFactory.create_batch(registration.MAX_WEBHOOKS)
    answer = send(client, "POST", LIST, {"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_WEBHOOKS")
    client.force_login(UserFactory())
    assert send(client, "POST", LIST, {"url": URL}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_of_many_requests_at_once_no_more_get_through_than_may():
    WebhookFactory.create_batch(registration.MAX_WEBHOOKS - 1)
    answers = threads.at_once([lambda client: send(client, "POST", LIST, {"url": URL})] * 8)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7


# Change


def test_a_new_secret_is_shown_once_and_used_at_once(client, webhook, messages):
    answer = send(client, "PATCH", path_of(webhook), {"rotate_secret": True})
    assert answer["Cache-Control"] == "no-store"
    old, webhook.secret = webhook.secret, answer.json()["secret"]
    assert webhook.secret != old
    assert "secret" not in client.get(path_of(webhook)).json()
    cancelled()
    send_due()
    assert len(messages()) == 1


def test_what_is_absent_stays(client, webhook):
    answer = send(client, "PATCH", path_of(webhook), {"events": ["analysis.failed", "analysis.failed"]})
    assert answer.json()["events"] == ["analysis.failed"]
    assert (answer.json()["url"], "secret" in answer.json()) == (webhook.url, False)
    assert send(client, "PATCH", path_of(webhook), {}).json() == answer.json()


@pytest.mark.parametrize("body", [{"is_active": "no"}, {"url": "x"}, {"rotate_secret": 1}, {"name": "x"}], ids=repr)
def test_an_invalid_change_changes_nothing(client, webhook, body):
    before = client.get(path_of(webhook)).json()
    assert send(client, "PATCH", path_of(webhook), {"events": ["analysis.failed"], **body}).status_code == 422
    assert client.get(path_of(webhook)).json() == before


def test_a_webhook_that_is_switched_off_sends_nothing_more_until_it_is_on_again(client, webhook, messages):
    cancelled()
    send(client, "PATCH", path_of(webhook), {"is_active": False})
    send_due()
    assert WebhookDelivery.objects.get().status == "failed"
    for path in (path_of(webhook, "test"), path_of(webhook, "deliveries", 1, "redeliver")):
        answer = client.post(path)
        assert (answer.status_code, answer.json()["code"]) == (409, "WEBHOOK_INACTIVE")
    send(client, "PATCH", path_of(webhook), {"is_active": True})
    assert client.post(path_of(webhook, "deliveries", 1, "redeliver")).status_code == 202
    send_due()
    assert len(messages()) == 1


def test_a_deleted_webhook_is_gone_with_its_deliveries(client, webhook):
    cancelled()
    assert client.delete(path_of(webhook)).status_code == 204
    assert client.get(path_of(webhook)).json()["code"] == "WEBHOOK_NOT_FOUND"
    assert not WebhookDelivery.objects.exists()


# Deliveries


def test_the_deliveries_say_how_they_went(client, webhook, receiver):
    receiver.clear()
    receiver.expect_request("/hook").respond_with_data(status=500)
    cancelled()
    send_due()
    (delivery,) = client.get(path_of(webhook, "deliveries")).json()["results"]
    assert delivery["payload"]["type"] == delivery["type"] == "analysis.cancelled"
    assert (delivery["n"], delivery["status"], delivery["attempts"], delivery["response_status"]) == (
        1,
        "pending",
        1,
        500,
    )
    assert delivery["next_attempt_at"] > delivery["created_at"]
    assert delivery["delivered_at"] is None


def test_deliveries_come_in_pages(client, webhook):
    for _ in range(3):
        cancelled()
    page = client.get(path_of(webhook, "deliveries"), {"page_size": 2}).json()
    assert [row["n"] for row in page["results"]] == [3, 2]
    assert [row["n"] for row in client.get(page["next"]).json()["results"]] == [1]
    for query in ({"page_size": 0}, {"cursor": "cD14"}):
        assert client.get(path_of(webhook, "deliveries"), query).status_code == 422


def test_a_redelivered_message_has_the_same_id(client, webhook, receiver, messages):
    cancelled()
    send_due()
    answer = client.post(path_of(webhook, "deliveries", 1, "redeliver"))
    assert (answer.status_code, answer.json()["status"], answer.json()["attempts"]) == (202, "pending", 0)
    send_due()
    first, second = (request.headers["webhook-id"] for request, _ in receiver.log)
    assert first == second
    assert len(messages()) == 2


@pytest.mark.parametrize("n", ["0", "2", "-1", "x", "1.0", "９", "9" * 30, "%00"])
def test_a_delivery_that_does_not_exist_is_not_found(client, webhook, n):
    cancelled()
    answer = client.post(path_of(webhook, "deliveries", n, "redeliver"))
    assert (answer.status_code, answer.json()["code"]) == (404, "DELIVERY_NOT_FOUND")


def test_a_test_is_sent_once_and_one_at_a_time(client, webhook, receiver, messages):
    receiver.clear()
    receiver.expect_request("/hook").respond_with_data(status=500)
    answer = client.post(path_of(webhook, "test"))
    assert (answer.status_code, answer.json()["type"]) == (202, "webhook.test")
    again = client.post(path_of(webhook, "test"))
    assert (again.status_code, again.json()["code"]) == (409, "WEBHOOK_TEST_PENDING")
    send_due()
    assert messages()[0]["data"] == {}
    (delivery,) = client.get(path_of(webhook, "deliveries")).json()["results"]
    assert (delivery["status"], delivery["next_attempt_at"]) == ("failed", None)
    assert client.post(path_of(webhook, "test")).status_code == 202


# Who sees what


def all_answers(client, webhook):
    return {
        "read": client.get(path_of(webhook)),
        "change": send(client, "PATCH", path_of(webhook), {"rotate_secret": True}),
        "test": client.post(path_of(webhook, "test")),
        "deliveries": client.get(path_of(webhook, "deliveries")),
        "redeliver": client.post(path_of(webhook, "deliveries", 1, "redeliver")),
        "delete": client.delete(path_of(webhook)),
    }


@pytest.mark.parametrize("caller", ["anonymous", "stranger", "staff"])
@pytest.mark.parametrize("owned", [True, False])
def test_what_is_not_ones_own_does_not_exist(client, caller, owned):
    if (caller, owned) == ("anonymous", False):
        pytest.skip("a webhook without an owner is there for callers without a login")
    webhook = WebhookFactory(owner=UserFactory() if owned else None)
    cancelled(owner=webhook.owner)
    if caller != "anonymous":
        client.force_login(UserFactory(is_staff=caller == "staff", is_superuser=caller == "staff"))
    for name, answer in all_answers(client, webhook).items():
        assert (answer.status_code, answer.json()["code"]) == (404, "WEBHOOK_NOT_FOUND"), name
    assert client.get(LIST).json()["results"] == []
    assert Webhook.objects.get().secret == webhook.secret


@pytest.mark.parametrize("owned", [True, False])
def test_ones_own_is_there(client, owned):
    webhook = WebhookFactory(owner=UserFactory() if owned else None)
    cancelled(owner=webhook.owner)
    if owned:
        client.force_login(webhook.owner)
    statuses = [answer.status_code for answer in all_answers(client, webhook).values()]
    assert statuses == [200, 200, 202, 200, 202, 204]


def test_where_a_login_is_required_nobody_else_is_served(client, auth_required):
    webhook = WebhookFactory()
    for name, answer in {**all_answers(client, webhook), "list": client.get(LIST)}.items():
        assert answer.status_code == 401, name


def test_a_token_manages_the_webhooks_of_its_user(client):
    user = UserFactory()
    _, text = AccessToken.objects.create(user=user, name="hooks")
    headers = {"Authorization": f"Bearer {text}"}
    assert client.post(LIST, {"url": URL}, content_type="application/json", headers=headers).status_code == 201
    assert Webhook.objects.get().owner == user


@pytest.mark.parametrize("webhook_id", ["x", "%00", "7c1f6a52", "00000000-0000-0000-0000-000000000000"])
def test_an_id_of_nothing_is_not_found(client, webhook_id):
    answer = client.get(f"/api/v1/webhooks/{webhook_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "WEBHOOK_NOT_FOUND")


def test_while_webhooks_are_off_every_path_says_so(client, settings):
    webhook = WebhookFactory()
    settings.WEBHOOKS_ENABLED = False
    for answer in (*all_answers(client, webhook).values(), client.get(LIST), send(client, "POST", LIST, {"url": URL})):
        assert (answer.status_code, answer.json()["code"]) == (404, "WEBHOOKS_DISABLED")


def test_the_secret_stands_in_no_log_line(client, caplog):
    caplog.set_level("DEBUG")
    secret = send(client, "POST", LIST, {"url": URL}).json()["secret"]
    cancelled()
    assert secret not in caplog.text
