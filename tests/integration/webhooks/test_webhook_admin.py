"""Webhooks in the admin."""

import pytest

from analysis.models import WebhookDelivery
from tests.support.webhooks import cancelled, send_due

LOG = "/admin/analysis/webhookdelivery/"


def test_no_page_shows_the_secret(admin_client, webhook):
    cancelled()
    delivery = WebhookDelivery.objects.get()
    for path in (
        "/admin/analysis/webhook/",
        f"/admin/analysis/webhook/{webhook.pk}/change/",
        LOG,
        f"{LOG}{delivery.pk}/change/",
    ):
        answer = admin_client.get(path)
        assert answer.status_code == 200, path
        assert webhook.secret not in answer.content.decode()


@pytest.mark.parametrize("active", [True, False])
def test_staff_have_a_message_sent_again_unless_its_webhook_is_off(admin_client, webhook, messages, active):
    cancelled()
    send_due()
    webhook.is_active = active
    webhook.save()
    chosen = {"action": "redeliver", "_selected_action": [WebhookDelivery.objects.get().pk]}
    page = admin_client.post(LOG, chosen, follow=True).content.decode()
    assert ("1 will be sent again." in page) is active
    send_due()
    assert len(messages()) == 1 + active
