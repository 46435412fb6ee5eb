"""Repairs stored times after the wall clock was set back: what was to end in seconds would end hours later."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, QuerySet, Value, When
from django.utils.timezone import now

from analysis.choices import DeliveryStatus
from analysis.models import AnalysisTask, Batch, Follow, WebhookDelivery
from analysis.webhooks.deliveries import CLAIM_SECONDS, PAUSES

logger = logging.getLogger(__name__)


def shorten_waits() -> int:
    """Shorten the waits of analyses, lists, follows and webhooks that began after the present moment; return how many.

    A lease lasts LEASE_SECONDS from now at most, so a lost worker is noticed as soon as ever. A pause keeps its length.
    Times may be ahead by one more lease, since the clocks of several machines differ.
    """
    moment, lease = now(), timedelta(seconds=settings.LEASE_SECONDS)
    tasks, batches = AnalysisTask.objects.active(), Batch.objects.unlisted()
    found = tasks.filter(lease_until__gt=moment + 2 * lease).update(lease_until=moment + lease)
    found += tasks.filter(dispatched_at__gt=moment + lease).update(dispatched_at=moment)
    for lists in (batches, Follow.objects.all()):
        found += lists.filter(list_lease_until__gt=moment + 2 * lease).update(list_lease_until=moment + lease)
    found += _restart_pauses(tasks, "not_before", moment) + _restart_pauses(batches, "not_before", moment)
    found += _restart_pauses(Follow.objects.all(), "next_check_at", moment) + _shorten_deliveries(moment)
    if found:
        logger.warning("the clock was set back; %s waits were shortened", found)
    return found


def _restart_pauses(rows: QuerySet[Any], end: str, moment: datetime) -> int:
    """Let the pauses of ``rows``, until their field ``end``, begin now. Each began when its row was written."""
    whole_pause = ExpressionWrapper(
        Value(moment, DateTimeField()) + (F(end) - F("updated_at")), output_field=DateTimeField()
    )
    margin = timedelta(seconds=settings.LEASE_SECONDS)
    begun_later = rows.filter(**{f"{end}__gt": moment, "updated_at__gt": moment + margin})
    return begun_later.update(**{end: whole_pause, "updated_at": moment})


def _shorten_deliveries(moment: datetime) -> int:
    """Let no claim and no pause of a message be longer, from now, than one that begins now."""
    claim = timedelta(seconds=CLAIM_SECONDS)
    pauses = enumerate((0, *PAUSES))
    pause_end = Case(*(When(attempts=number, then=moment + timedelta(seconds=pause)) for number, pause in pauses))
    late = WebhookDelivery.objects.filter(next_attempt_at__gt=moment + 2 * claim)
    found = late.filter(status=DeliveryStatus.SENDING).update(next_attempt_at=moment + claim)
    pending = late.filter(status=DeliveryStatus.PENDING, next_attempt_at__gt=pause_end + 2 * claim)
    return found + pending.update(next_attempt_at=pause_end)
