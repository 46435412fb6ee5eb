"""A webhook and the receiver that it points to."""

import pytest
from standardwebhooks import Webhook as Verifier

from tests.support import webhooks


@pytest.fixture(autouse=True)
def webhooks_on(settings):
    """Send webhooks, to this machine too."""
    settings.WEBHOOKS_ENABLED = settings.WEBHOOK_ALLOW_HTTP = settings.WEBHOOK_ALLOW_PRIVATE = True


@pytest.fixture
def receiver(httpserver):
    """Give a server that answers 204, and takes no message twice for another."""
    httpserver.expect_request("/hook").respond_with_data(status=204)
    return httpserver


@pytest.fixture
def webhook(db, receiver):
    """Give an ownerless webhook."""
    return webhooks.WebhookFactory(url=receiver.url_for("/hook"))


@pytest.fixture
def messages(webhook, receiver):
    """Return a function: the messages that the receiver has had, each verified by the library."""

    def read():
        return [
            Verifier(webhook.secret).verify(request.get_data(), dict(request.headers)) for request, _ in receiver.log
        ]

    return read
