"""The outbox: deliveries are written in the transaction of what they report, and sent afterwards.

``deliveries`` sends them. A process that is killed at any moment loses nothing: before the commit nothing has
happened, and after it the row is there.
"""

import json
import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis import events
from analysis.choices import DeliveryStatus, TaskStatus, WebhookEvent
from analysis.models import AnalysisTask, Batch, Webhook, WebhookDelivery
from analysis.queries import batches, tasks
from analysis.webhooks.errors import WebhookInactive, WebhookTestPending

logger = logging.getLogger(__name__)

TEST_TYPE = "webhook.test"
#: Deliveries deleted in one transaction.
_DELETED_AT_ONCE = 1000


def record_ending(task_id: UUID, status: TaskStatus) -> None:
    """Write the deliveries of an analysis that has ended; the caller's transaction has changed its row."""
    if not settings.WEBHOOKS_ENABLED:
        return
    owner_id = AnalysisTask.objects.values_list("owner_id", flat=True).get(pk=task_id)
    _record(owner_id, WebhookEvent.of_status(status), lambda: tasks.task_text(task_id))


def record_batch_ending(batch_id: UUID) -> None:
    """Write the deliveries of a batch that has ended by itself, in the same way."""
    if not settings.WEBHOOKS_ENABLED:
        return
    owner_id = Batch.objects.values_list("owner_id", flat=True).get(pk=batch_id)
    _record(owner_id, WebhookEvent.BATCH_COMPLETED, lambda: batches.batch_text(batch_id))


def _record(owner_id: int | None, event: WebhookEvent, read_text: Callable[[], str]) -> None:
    """Write a delivery to each webhook of the owner that wants the event."""
    if owner_id is None and settings.AUTH_REQUIRED:
        return
    chosen = Webhook.objects.filter(owner_id=owner_id, is_active=True, events__contains=[event.value])
    # In the order of their ids: two endings that lock the same webhooks must not wait for each other.
    webhooks = list(chosen.exclude(owner__is_active=False).order_by("pk").select_for_update(of=("self",), no_key=True))
    if webhooks:
        data = json.loads(read_text())
        for webhook in webhooks:
            _add(webhook, event.value, data)


@transaction.atomic
def queue_test(webhook_id: UUID) -> WebhookDelivery:
    """Write a delivery without an analysis; it is attempted once.

    Raises:
        WebhookInactive: the webhook is not active.
        WebhookTestPending: the last test has not been sent yet.
    """
    webhook = _lock(webhook_id)
    if webhook.deliveries.filter(type=TEST_TYPE, status__in=DeliveryStatus.open()).exists():
        raise WebhookTestPending
    return _add(webhook, TEST_TYPE, {})


@transaction.atomic
def redeliver(delivery: WebhookDelivery) -> None:
    """Have a delivery sent again now, with its message id and all attempts; one that is being sent stays as it is.

    Raises:
        WebhookInactive: the webhook is not active.
    """
    _lock(delivery.webhook_id)
    moment = now()
    is_sending = Q(status=DeliveryStatus.SENDING, next_attempt_at__gt=moment)
    WebhookDelivery.objects.filter(~is_sending, pk=delivery.pk).update(
        status=DeliveryStatus.PENDING, attempts=0, next_attempt_at=moment, delivered_at=None
    )


@transaction.atomic
def deactivate(webhook_id: UUID, reason: str) -> None:
    """Stop sending to a webhook; what waits for it fails with ``reason``, empty where its owner has done it."""
    Webhook.objects.filter(pk=webhook_id).update(is_active=False, inactive_reason=reason)
    waiting = WebhookDelivery.objects.filter(webhook=webhook_id, status__in=DeliveryStatus.open())
    waiting.update(status=DeliveryStatus.FAILED, error=reason or "The webhook was deactivated before this was sent.")


def delete_expired() -> None:
    """Delete old deliveries that have ended, a batch at a time."""
    old = WebhookDelivery.objects.filter(created_at__lt=now() - timedelta(days=settings.WEBHOOK_RETENTION_DAYS))
    ended = old.exclude(status__in=DeliveryStatus.open()).order_by("created_at").values_list("pk", flat=True)
    WebhookDelivery.objects.filter(pk__in=list(ended[:_DELETED_AT_ONCE])).delete()


def _lock(webhook_id: UUID) -> Webhook:
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    if not webhook.is_active:
        raise WebhookInactive
    return webhook


def _add(webhook: Webhook, type_: str, data: events.JSON) -> WebhookDelivery:
    """Write the next delivery of ``webhook``, whose row is locked."""
    moment = now()
    webhook.last_number += 1
    webhook.save(update_fields=["last_number"])
    return WebhookDelivery.objects.create(
        webhook=webhook,
        n=webhook.last_number,
        message_id=f"msg_{uuid4().hex}",
        type=type_,
        payload={"type": type_, "timestamp": events.wire_time(moment), "data": data},
        created_at=moment,
        next_attempt_at=moment,
    )
