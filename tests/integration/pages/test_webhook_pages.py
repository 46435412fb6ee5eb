"""The pages of webhooks: create, test, pause, read the deliveries, send again, delete."""

import pytest
from django.test import Client

from analysis.choices import DeliveryStatus
from analysis.models import Webhook
from analysis.webhooks import outbox, registration
from tests.support.factories import UserFactory
from tests.support.pages import text_of
from tests.support.webhooks import WebhookFactory

pytestmark = pytest.mark.django_db

PATH = "/account/webhooks/"
GIVEN = {"url": "https://hooks.example.com/", "events": ["analysis.completed", "batch.completed"]}


@pytest.fixture
def ada():
    return UserFactory()


@pytest.fixture
def browser(ada, settings):
    settings.WEBHOOKS_ENABLED = True
    client = Client()
    client.force_login(ada)
    return client


@pytest.fixture
def webhook(ada):
    return WebhookFactory(owner=ada)


def test_the_secret_is_shown_when_it_is_made_and_never_again(browser, ada):
    made = browser.post(PATH, GIVEN)
    webhook = Webhook.objects.get(owner=ada)
    assert (webhook.url, webhook.events) == (GIVEN["url"], GIVEN["events"])
    assert webhook.secret in made.content.decode()
    for path in (PATH, f"{PATH}{webhook.pk}/"):
        page = browser.get(path)
        assert page.status_code == 200
        assert GIVEN["url"] in text_of(page)
        assert webhook.secret not in page.content.decode()
    assert PATH in browser.get("/account/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"url": ""}, {"url": "http://127.0.0.1/"}, {"events": []}, {"events": ["analysis.guessed"]}]
)
def test_what_makes_no_webhook_is_refused(browser, settings, wrong):
    settings.WEBHOOK_ALLOW_HTTP = False
    assert browser.post(PATH, GIVEN | wrong).status_code == 422
    assert not Webhook.objects.exists()


def test_there_is_a_limit(browser, webhook, monkeypatch):
    monkeypatch.setattr(registration, "MAX_WEBHOOKS", 1)
    assert "You have reached the limit of webhooks." in text_of(browser.post(PATH, GIVEN))


def test_a_message_is_tested_read_and_sent_again(browser, webhook):
    page = f"{PATH}{webhook.pk}/"
    assert browser.post(f"{page}test/")["Location"] == page
    assert "has not been sent yet" in text_of(browser.post(f"{page}test/", follow=True))
    webhook.deliveries.update(status=DeliveryStatus.FAILED, response_status=500, error="The answer was 500.")
    assert "webhook.test" in text_of(browser.get(page))
    assert "The answer was 500." in text_of(browser.get(page))
    assert browser.post(f"{page}deliveries/1/send/").status_code == 302
    assert webhook.deliveries.get().status == DeliveryStatus.PENDING
    assert {browser.post(f"{page}deliveries/{n}/send/").status_code for n in (0, 2, 10**30)} == {404}


def test_a_webhook_is_paused_resumed_and_deleted(browser, webhook):
    page = f"{PATH}{webhook.pk}/"
    for active in (False, True):
        browser.post(f"{page}switch/")
        webhook.refresh_from_db()
        assert webhook.is_active == active
        assert ("Nothing is sent to this address." in text_of(browser.get(page))) != active
    assert webhook.url in text_of(browser.get(f"{page}delete/"))
    assert browser.post(f"{page}delete/")["Location"] == PATH
    assert not Webhook.objects.exists()


def test_those_of_others_do_not_exist_nor_any_where_webhooks_are_off(browser, admin_client, webhook, settings):
    outbox.queue_test(webhook.pk)
    page = f"{PATH}{webhook.pk}/"
    posts = [f"{page}{act}/" for act in ("test", "switch", "delete", "deliveries/1/send")]
    for settings.WEBHOOKS_ENABLED, client in ((True, admin_client), (False, browser)):
        assert {client.get(path).status_code for path in (page, f"{page}delete/")} == {404}
        assert {client.post(path).status_code for path in posts} == {404}
    assert browser.get(PATH).status_code == 404
    assert Webhook.objects.get().is_active
