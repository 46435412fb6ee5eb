"""Webhooks, and a dispatcher's thread without the thread."""

import factory
from django.utils.timezone import now

from analysis.choices import WebhookEvent
from analysis.execution import lifecycle
from analysis.models import AnalysisTask, Webhook, WebhookDelivery
from analysis.webhooks import deliveries, signing
from tests.support.factories import TaskFactory


class WebhookFactory(factory.django.DjangoModelFactory):
    """A webhook for every event, without an owner."""

    class Meta:
        model = Webhook

    url = "https://hooks.example.com/"
    secret = factory.LazyFunction(signing.make_secret)
    events = factory.LazyFunction(lambda: list(WebhookEvent.values))


def cancelled(**fields: object) -> AnalysisTask:
    """Return an analysis that has been cancelled, as callers do it."""
    task = TaskFactory(**fields)
    lifecycle.cancel_task(task.pk, "Enough")
    return task


def send_due() -> None:
    """Send all that is due, and what becomes due by it."""
    sender = deliveries.Sender()
    sender.send_due()
    while sender.in_flight:
        sender.record_outcomes(timeout=30)
        sender.send_due()


def make_due() -> None:
    """Have the pauses and the claims of all deliveries be over."""
    WebhookDelivery.objects.update(next_attempt_at=now())
