"""Repairs stored times after the wall clock was set back: what was to end in seconds would end hours later."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.utils.timezone import now

from analysis.models import AnalysisTask

logger = logging.getLogger(__name__)


@transaction.atomic
def shorten_waits() -> int:
    """Shorten leases, redeliveries and pauses that began after the present moment; return how many.

    A lease lasts LEASE_SECONDS from now at most, so a lost worker is noticed as soon as ever. A pause keeps its length.
    Times may be ahead by one more lease, since the clocks of several machines differ.
    """
    moment, lease = now(), timedelta(seconds=settings.LEASE_SECONDS)
    active = AnalysisTask.objects.active()
    whole_pause = ExpressionWrapper(
        Value(moment, DateTimeField()) + (F("not_before") - F("updated_at")), output_field=DateTimeField()
    )
    found = active.filter(lease_until__gt=moment + 2 * lease).update(lease_until=moment + lease)
    found += active.filter(dispatched_at__gt=moment + lease).update(dispatched_at=moment)
    found += active.filter(not_before__gt=moment, updated_at__gt=moment + lease).update(
        not_before=whole_pause, updated_at=moment
    )
    if found:
        logger.warning("the clock was set back; %s waits were shortened", found)
    return found
