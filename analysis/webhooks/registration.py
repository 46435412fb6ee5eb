"""Webhooks of a caller: create, find, change."""

import logging
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from analysis.access.limits import quotas
from analysis.access.permissions import Caller, may_use_service
from analysis.models import Webhook
from analysis.webhooks import outbox, signing
from analysis.webhooks.errors import TooManyWebhooks

logger = logging.getLogger(__name__)

#: Webhooks of one owner; those without an owner have one limit together.
MAX_WEBHOOKS = 10


def webhooks_of(caller: Caller) -> QuerySet[Webhook]:
    """Return the webhooks of ``caller``: a user's own, and without a login those that have no owner."""
    webhooks = Webhook.objects.all()
    return webhooks.filter(owner=caller.pk) if may_use_service(caller) else webhooks.none()


@transaction.atomic
def webhook_create(*, caller: Caller, url: str, events: list[str]) -> Webhook:
    """Create a webhook with a new secret.

    Raises:
        TooManyWebhooks: ``caller`` has MAX_WEBHOOKS.
    """
    owner_id = None if isinstance(caller, AnonymousUser) else caller.pk
    quotas.lock(f"webhooks of {owner_id}")  # so that of two concurrent requests the second counts the first's
    if webhooks_of(caller).count() >= MAX_WEBHOOKS:
        raise TooManyWebhooks
    webhook = Webhook.objects.create(owner_id=owner_id, url=url, events=events, secret=signing.make_secret())
    logger.info("webhook %s created for user %s", webhook.pk, owner_id)
    return webhook


@transaction.atomic
def webhook_update(webhook_id: UUID, *, rotate_secret: bool = False, **fields: Any) -> Webhook:
    """Change ``url``, ``events`` or ``is_active``; ``rotate_secret`` replaces the secret at once.

    Raises:
        Webhook.DoesNotExist: it was deleted.
    """
    webhook = Webhook.objects.select_for_update(no_key=True).get(pk=webhook_id)
    if rotate_secret:
        fields["secret"] = signing.make_secret()
    if "is_active" in fields:
        fields["inactive_reason"] = ""
    for name, value in fields.items():
        setattr(webhook, name, value)
    webhook.save(update_fields=list(fields))
    if fields.get("is_active") is False:
        outbox.deactivate(webhook.pk, "")
    return webhook


@transaction.atomic
def webhook_delete(webhook_id: UUID) -> None:
    """Delete a webhook with its deliveries. A process that adds one holds its row, and is waited for."""
    Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    Webhook.objects.filter(pk=webhook_id).delete()
