"""Webhooks and the deliveries to them, which are the outbox of ``analysis.webhooks``."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from analysis.choices import DeliveryStatus


class Webhook(models.Model):
    """An address to which the ends of its owner's analyses are reported."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: None: created without a login; for ownerless analyses.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="webhooks"
    )
    url = models.CharField(max_length=2048)
    #: ``whsec_`` and base64. Kept readable, because messages are signed with it; shown only when it is made.
    secret = models.CharField(max_length=100, editable=False)
    #: Values of :class:`analysis.choices.WebhookEvent`.
    events = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    #: Why this service has deactivated it; empty where it has not.
    inactive_reason = models.CharField(max_length=200, blank=True)
    #: Number of the newest delivery.
    last_number = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        db_table = "webhooks"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        """Return the id: the path of an address may be a secret of its receiver."""
        return str(self.pk)


class WebhookDelivery(models.Model):
    """One message to one webhook, written in the transaction of the change that it reports."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    #: 1, 2, 3 ... for each webhook.
    n = models.PositiveIntegerField()
    #: Stays the same with every attempt, so that a receiver recognises a message that it has had.
    message_id = models.CharField(max_length=40)
    type = models.CharField(max_length=40)
    #: ``{"type", "timestamp", "data"}``, as it is sent.
    payload = models.JSONField()
    status = models.CharField(max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    #: Attempts since the delivery was last put into the queue.
    attempts = models.PositiveSmallIntegerField(default=0)
    #: HTTP status of the last attempt; None where there was no answer.
    response_status = models.PositiveSmallIntegerField(null=True, blank=True)
    #: Why the last attempt failed, in words for people; empty where it did not.
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    #: While sending, the end of the claim: after it another dispatcher may take the delivery.
    next_attempt_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Each index serves one query."""

        db_table = "webhook_deliveries"
        verbose_name_plural = "webhook deliveries"
        ordering = ["-n"]
        constraints = [models.UniqueConstraint(fields=["webhook", "n"], name="delivery_number_once")]
        indexes = [
            # The due ones; stays small, whatever the size of the table.
            models.Index(
                fields=["next_attempt_at"],
                condition=Q(status__in=[status.value for status in DeliveryStatus.open()]),
                name="delivery_due",
            ),
            # Webhooks that are being sent to.
            models.Index(fields=["webhook"], condition=Q(status=DeliveryStatus.SENDING.value), name="delivery_sending"),
            # Retention: the oldest first.
            models.Index(fields=["created_at"], name="delivery_oldest"),
        ]

    def __str__(self) -> str:
        """Return the number and the status."""
        return f"{self.n} ({self.status})"
