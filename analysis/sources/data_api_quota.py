"""The units of the YouTube Data API that were used today. A day begins at midnight in California.

Source: https://developers.google.com/youtube/v3/determine_quota_cost
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import now

from analysis.models import SourceState

SOURCE = "data_api"


@dataclass(frozen=True)
class Quota:
    """What was used of the quota of the day, in units."""

    used: int
    limit: int
    #: When the next day begins.
    resets_at: datetime


def _pacific() -> tzinfo:
    try:
        return ZoneInfo("America/Los_Angeles")
    except ZoneInfoNotFoundError:  # a system without time zones: an hour wrong in summer
        return timezone(timedelta(hours=-8))


def next_reset(moment: datetime) -> datetime:
    """Return when the day of ``moment`` ends, in UTC."""
    pacific = _pacific()
    tomorrow = moment.astimezone(pacific).date() + timedelta(days=1)
    return datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=pacific).astimezone(UTC)


@transaction.atomic
def record_use(units: int) -> None:
    """Add ``units`` to those of today."""
    state = SourceState.objects.select_for_update().get_or_create(pk=SOURCE)[0]
    reset = next_reset(now())
    state.units_used = units + (state.units_used if state.units_reset_at == reset else 0)
    state.units_reset_at = reset
    state.save(update_fields=["units_used", "units_reset_at"])


def row() -> QuerySet[SourceState, tuple[int, datetime | None]]:
    """Return the query of the columns that :func:`of_row` takes."""
    return SourceState.objects.filter(pk=SOURCE).values_list("units_used", "units_reset_at")


def read() -> Quota | None:
    """Return what was used today; None where the API is not used."""
    return of_row(row().first())


def of_row(found: tuple[int, datetime | None] | None) -> Quota | None:
    """Return the quota that the columns of the row state; units of an earlier day do not count.

    None where the API is not used: only workers need its key, so this process may have none.
    """
    used, resets_at = found or (0, None)
    if resets_at is None and not settings.YOUTUBE_API_KEY:
        return None
    reset = next_reset(now())
    return Quota(used if resets_at == reset else 0, settings.YOUTUBE_API_QUOTA, reset)
