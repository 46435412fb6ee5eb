"""Messages reach the receiver at least once, signed, whatever dies on the way."""

import threading

import pytest
from django.db import connection, transaction

from analysis.choices import DeliveryStatus
from analysis.exceptions import VideoPrivate
from analysis.execution import leases, lifecycle
from analysis.models import WebhookDelivery
from analysis.webhooks import deliveries, outbox, sending
from tests.support import waiting
from tests.support.factories import TaskFactory, UserFactory
from tests.support.webhooks import WebhookFactory, cancelled, make_due, send_due

pytestmark = pytest.mark.django_db


def claimed_task():
    task = TaskFactory()
    return task, leases.claim_task(task.pk)


# What is written


def test_a_cancelled_analysis_reaches_the_receiver_as_rest_returns_it(client, messages):
    task = cancelled()
    send_due()
    (message,) = messages()
    assert message["type"] == "analysis.cancelled"
    assert message["data"] == client.get(f"/api/v1/analysis/{task.pk}").json()


def test_a_completed_and_a_failed_analysis_are_sent_too(messages):
    _, claim = claimed_task()
    lifecycle.complete_task(claim, {"video": {}}, {})
    _, claim = claimed_task()
    lifecycle.fail_task(claim, VideoPrivate(), "extraction")
    send_due()
    assert [message["type"] for message in messages()] == ["analysis.completed", "analysis.failed"]
    assert messages()[1]["data"]["error"]["code"] == "VIDEO_PRIVATE"


def test_an_ending_that_is_rolled_back_is_sent_to_nobody(webhook):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cancelled()
        _ = 1 / 0
    assert not WebhookDelivery.objects.exists()


def test_each_owner_gets_its_own_analyses_only(webhook):
    owner = UserFactory()
    own = WebhookFactory(owner=owner)
    WebhookFactory(owner=UserFactory())
    cancelled(owner=owner)
    assert [delivery.webhook for delivery in WebhookDelivery.objects.all()] == [own]


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"events": ["analysis.failed"]}, {"owner": "disabled"}], ids=str
)
def test_a_webhook_that_is_off_or_wants_other_events_is_sent_nothing(fields):
    owner = UserFactory(is_active=False) if "owner" in fields else None
    WebhookFactory(**fields | {"owner": owner})
    cancelled(owner=owner)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize("name", ["WEBHOOKS_ENABLED", "AUTH_REQUIRED"])
def test_nothing_is_written_while_webhooks_are_off_or_ownerless_analyses_are_nobodys(webhook, settings, name):
    setattr(settings, name, name == "AUTH_REQUIRED")
    cancelled()
    assert not WebhookDelivery.objects.exists()


def test_deliveries_are_numbered_for_each_webhook(webhook):
    WebhookFactory()
    cancelled()
    cancelled()
    assert sorted(WebhookDelivery.objects.values_list("n", flat=True)) == [1, 1, 2, 2]


# At least once


def test_a_delivered_message_is_not_sent_again(webhook, messages):
    cancelled()
    send_due()
    make_due()
    send_due()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.response_status, delivery.attempts) == (DeliveryStatus.DELIVERED, 204, 1)
    assert len(messages()) == 1


def test_a_dispatcher_that_dies_before_or_after_sending_loses_nothing(webhook, messages):
    cancelled()
    assert deliveries.claim_next() is not None
    send_due()
    assert messages() == []  # somebody has it, for all that is known
    make_due()
    send_due()
    assert len(messages()) == 1


def test_two_dispatchers_do_not_send_the_same_message(webhook):
    cancelled()
    assert deliveries.claim_next() is not None
    assert deliveries.claim_next() is None


@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_another_dispatcher_is_claiming_is_passed_over(webhook):
    cancelled()
    found = []
    with transaction.atomic():
        assert deliveries.claim_next() is not None
        other = threading.Thread(target=lambda: found.append(claim_and_close()))
        other.start()
        other.join(timeout=waiting.DEADLINE_SECONDS)
    assert found == [None]


def claim_and_close():
    try:
        return deliveries.claim_next()
    finally:
        connection.close()


def test_one_that_has_lost_its_claim_records_nothing(webhook):
    cancelled()
    slow = deliveries.claim_next()
    make_due()
    quick = deliveries.claim_next()
    deliveries.record_outcome(quick, sending.Outcome(204))
    deliveries.record_outcome(slow, sending.Outcome(error="too late"))
    assert WebhookDelivery.objects.get().status == DeliveryStatus.DELIVERED


def test_a_webhook_with_a_long_queue_does_not_hold_up_the_others(webhook):
    for _ in range(3):
        cancelled()
    other = WebhookFactory()
    cancelled()
    assert [deliveries.claim_next().webhook for _ in range(2)] == [webhook, other]
    assert deliveries.claim_next() is None


@pytest.mark.django_db(transaction=True)
def test_the_thread_sends_what_is_written_and_stops(webhook, messages):
    stop = threading.Event()
    thread = threading.Thread(target=deliveries.run_forever, args=(stop,))
    thread.start()
    try:
        cancelled()
        waiting.until(lambda: WebhookDelivery.objects.filter(status=DeliveryStatus.DELIVERED).exists())
    finally:
        stop.set()
        thread.join(timeout=waiting.DEADLINE_SECONDS)
    assert not thread.is_alive()
    assert len(messages()) == 1


# Retries


def test_a_failed_attempt_is_repeated_with_growing_pauses_for_a_day_and_then_given_up(webhook, receiver, caplog):
    receiver.clear()
    receiver.expect_request("/hook").respond_with_data(status=500)
    cancelled()
    for _ in range(20):
        send_due()
        make_due()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == (DeliveryStatus.FAILED, len(deliveries.PAUSES) + 1)
    assert len(receiver.log) == delivery.attempts
    assert delivery.error == "The receiver answered with status 500."
    assert 20 * 3600 < sum(deliveries.PAUSES) < 30 * 3600
    assert list(deliveries.PAUSES) == sorted(deliveries.PAUSES)
    assert "given up after 10 attempts" in caplog.text


def test_the_message_id_stays_the_same_and_the_signature_is_new(webhook, receiver):
    receiver.clear()
    receiver.expect_ordered_request("/hook").respond_with_data(status=503)
    receiver.expect_ordered_request("/hook").respond_with_data(status=200)
    cancelled()
    send_due()
    make_due()
    send_due()
    first, second = (request for request, _ in receiver.log)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.get_data() == second.get_data()
    assert WebhookDelivery.objects.get().status == DeliveryStatus.DELIVERED


def test_410_deactivates_the_webhook_and_fails_what_waits(webhook, receiver):
    receiver.clear()
    receiver.expect_request("/hook").respond_with_data(status=410)
    cancelled()
    cancelled()
    send_due()
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert "410" in webhook.inactive_reason
    assert {delivery.status for delivery in WebhookDelivery.objects.all()} == {DeliveryStatus.FAILED}
    assert len(receiver.log) == 1


def test_a_redirect_is_not_followed(webhook, receiver):
    receiver.clear()
    receiver.expect_request("/hook").respond_with_data(status=302, headers={"Location": receiver.url_for("/other")})
    cancelled()
    send_due()
    assert "redirect" in WebhookDelivery.objects.get().error
    assert [request.path for request, _ in receiver.log] == ["/hook"]


def test_a_bug_while_sending_frees_the_place_and_is_tried_again(webhook):
    webhook.secret = "whsec_"
    webhook.save()
    cancelled()
    send_due()
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.error) == (
        DeliveryStatus.PENDING,
        "This server failed while sending. Tell its operators.",
    )


# Keeping


def test_old_deliveries_are_deleted_once_they_have_ended(webhook, settings):
    cancelled()
    send_due()
    cancelled()
    settings.WEBHOOK_RETENTION_DAYS = -1
    outbox.delete_expired()
    assert [delivery.n for delivery in WebhookDelivery.objects.all()] == [2]
