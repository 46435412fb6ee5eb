"""Repairs stored times after the wall clock was set back: what was to end in seconds would end hours later."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.utils.timezone import now

from analysis.choices import DeliveryStatus
from analysis.models import AnalysisTask, Batch, Follow, WebhookDelivery
from analysis.webhooks.deliveries import CLAIM_SECONDS

logger = logging.getLogger(__name__)


def shorten_waits() -> int:
    """Shorten the waits of analyses, lists and webhooks that began after the present moment; return how many.

    A lease lasts LEASE_SECONDS from now at most, so a lost worker is noticed as soon as ever. A pause keeps its length.
    Times may be ahead by one more lease, since the clocks of several machines differ.
    """
    moment, lease = now(), timedelta(seconds=settings.LEASE_SECONDS)
    tasks, batches = AnalysisTask.objects.active(), Batch.objects.unlisted()
    found = tasks.filter(lease_until__gt=moment + 2 * lease).update(lease_until=moment + lease)
    found += tasks.filter(dispatched_at__gt=moment + lease).update(dispatched_at=moment)
    for lists in (batches, Follow.objects.all()):
        found += lists.filter(list_lease_until__gt=moment + 2 * lease).update(list_lease_until=moment + lease)
    found += _restart_pauses(tasks, moment) + _restart_pauses(batches, moment) + _shorten_deliveries(moment)
    if found:
        logger.warning("the clock was set back; %s waits were shortened", found)
    return found


def _restart_pauses(rows: QuerySet[Any], moment: datetime) -> int:
    """Let the pauses of ``rows`` begin now. Each began when its row was written."""
    whole_pause = ExpressionWrapper(
        Value(moment, DateTimeField()) + (F("not_before") - F("updated_at")), output_field=DateTimeField()
    )
    begun_later = rows.filter(not_before__gt=moment, updated_at__gt=moment + timedelta(seconds=settings.LEASE_SECONDS))
    return begun_later.update(not_before=whole_pause, updated_at=moment)


def _shorten_deliveries(moment: datetime) -> int:
    """Shorten claims, and have messages sent that no attempt was made for; a pause after an attempt stays."""
    claim = timedelta(seconds=CLAIM_SECONDS)
    late = WebhookDelivery.objects.filter(next_attempt_at__gt=moment + 2 * claim)
    found = late.filter(status=DeliveryStatus.SENDING).update(next_attempt_at=moment + claim)
    return found + late.filter(status=DeliveryStatus.PENDING, attempts=0).update(next_attempt_at=moment)
