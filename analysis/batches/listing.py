"""The step of a batch that reads its playlist or channel, run by a worker under a claim (``claims``)."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from analysis import youtube
from analysis.batches import claims, recording, services
from analysis.batches.errors import ListEmpty, ListingUnavailable
from analysis.choices import Severity, TaskStatus
from analysis.events import Warning
from analysis.exceptions import AnalysisError, InternalError, SourcePaused, TemporaryError
from analysis.execution import notifications
from analysis.models import Batch
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources import registry

#: Seconds before the list is read again after a temporary error: doubled each time.
_FIRST_RETRY_SECONDS = 5.0


def run(batch_id: str) -> str:
    """Read the list of a batch and store its members; return the outcome for the log."""
    claim = claims.claim(Batch.objects.unlisted().filter(pk=UUID(batch_id)), not_before=None)
    if claim is None:
        return "skipped"

    def read() -> str:
        batch = claim.read()
        _store(claim, read_list(batch.source_url, batch.newest or services.MAX_MEMBERS, claim.hold))
        return "listed"

    return claims.attempt(claim, read, partial(_give_up, claim))


def read_list(url: str, limit: int, hold: Callable[[], None]) -> values.VideoList:
    """Return the first videos of a playlist or channel; ``hold`` is called all the time, and stops it by raising.

    Raises:
        ListingUnavailable: no source of this server reads lists.
        AnalysisError: it could not be read.
    """
    source = registry.list_source(hold)
    if source is None:
        raise ListingUnavailable
    return source.list_videos(youtube.parse_list(url).address, limit=limit, progress=Progress(check=hold))


@transaction.atomic
def _store(claim: claims.Claim[Batch], found: values.VideoList) -> None:
    batch = claim.read(lock=True)
    if not found.videos:
        raise ListEmpty
    batch.listed_at = now()
    batch.name = batch.name or found.title[:200]
    if found.is_cut and batch.newest is None:
        text = f"The list has more videos than a batch may have; the first {len(found.videos)} are taken."
        batch.warnings = [Warning(code="LIST_CUT", message=text, step=None, severity=Severity.WARNING.value)]
    batch.save(update_fields=["listed_at", "name", "warnings"])
    services.add_members(batch, [(youtube.watch(each.video_id), each.title) for each in found.videos])
    recording.record_progress(batch)
    notifications.notify_dispatcher()


@transaction.atomic
def _give_up(claim: claims.Claim[Batch], error: AnalysisError) -> str:
    """Have the list read again after a temporary error, MAX_ATTEMPTS times; else fail. A pause does not count."""
    batch = claim.read(lock=True)
    is_pause = isinstance(error, SourcePaused)
    if not isinstance(error, TemporaryError) or (not is_pause and batch.list_attempts >= settings.MAX_ATTEMPTS):
        recording.fail(batch, error.code, error.message, retryable=error.retryable)
        return f"failed: {error.code}"
    seconds = error.retry_after or _FIRST_RETRY_SECONDS * 2.0 ** (batch.list_attempts - 1)
    batch.list_attempts -= is_pause
    batch.not_before, batch.list_lease_until = now() + timedelta(seconds=seconds), None
    batch.message = f"{error.message} The list is read again at {batch.not_before:%H:%M} UTC."[:500]
    batch.save(update_fields=["list_attempts", "not_before", "list_lease_until", "message", "updated_at"])
    recording.report(batch)
    return f"waits: {error.code}"


def fail_lost(batch: Batch) -> bool:
    """End a batch whose workers died MAX_ATTEMPTS times while they read its list; return whether it was so."""
    lost = batch.list_attempts >= settings.MAX_ATTEMPTS and batch.list_lease_until and batch.list_lease_until <= now()
    if batch.listed_at or not lost or batch.status not in TaskStatus.active():
        return False
    return recording.fail(
        batch,
        InternalError.code,
        "The playlist or channel could not be read: each time the worker was lost.",
        retryable=True,
    )
