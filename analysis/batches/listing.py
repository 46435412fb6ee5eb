"""The step of a batch that reads its playlist or channel, run by a worker.

A worker that dies loses nothing: nothing is stored before the whole list was read, and when its lease has expired the
dispatcher has the list read again. Only the newest claim may store what it found.
"""

import logging
import time
from datetime import timedelta
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from analysis import youtube
from analysis.batches import recording, services
from analysis.batches.errors import ListEmpty, ListingUnavailable
from analysis.choices import Severity, TaskStatus
from analysis.events import Warning
from analysis.exceptions import AnalysisError, CancellationRequested, InternalError, SourcePaused, TemporaryError
from analysis.execution import notifications
from analysis.models import Batch
from analysis.models.batch import BatchQuerySet
from analysis.pipeline import values
from analysis.pipeline.progress import Progress
from analysis.sources import registry
from analysis.youtube import VideoRef

logger = logging.getLogger(__name__)

#: Seconds before the list is read again after a temporary error: doubled each time.
_FIRST_RETRY_SECONDS = 5.0


class _Claim:
    """The right to read the list of a batch, kept alive while it is read."""

    def __init__(self, batch: Batch) -> None:
        self.batch_id, self.fence = batch.pk, batch.list_fence
        self._extended_at = time.monotonic()

    def hold(self) -> None:
        """Extend the claim if it is time; raise CancellationRequested where it or the batch has ended."""
        if time.monotonic() - self._extended_at < settings.LEASE_SECONDS / 3:
            return
        self._extended_at = time.monotonic()
        if not self._held().update(list_lease_until=now() + timedelta(seconds=settings.LEASE_SECONDS)):
            raise CancellationRequested

    def lock(self) -> Batch:
        """Return the batch, locked, if the claim still holds."""
        batch: Batch | None = self._held().select_related("owner").select_for_update(of=("self",)).first()
        if batch is None:
            raise CancellationRequested
        return batch

    def _held(self) -> BatchQuerySet:
        return Batch.objects.unlisted().filter(pk=self.batch_id, list_fence=self.fence)


def run(batch_id: str) -> str:
    """Read the list of a batch and store its members; return the outcome for the log."""
    claim = _claim(UUID(batch_id))
    if claim is None:
        return "skipped"
    try:
        batch = Batch.objects.get(pk=claim.batch_id)
        address = youtube.parse_list(batch.source_url).address
        _store(claim, _read(address, batch.newest or services.MAX_MEMBERS, claim))
    except (CancellationRequested, Batch.DoesNotExist):
        return "stopped"
    except TemporaryError as error:
        return _wait(claim, error)
    except AnalysisError as error:
        return _fail(claim, error)
    except SoftTimeLimitExceeded:
        return _wait(claim, TemporaryError("The playlist or channel took too long to read."))
    except Exception:
        # A fault of ours must not leave the batch pending; Celery records the error, too.
        logger.exception("the list of a batch could not be read", extra={"batch_id": batch_id})
        _fail(claim, InternalError())
        raise
    return "listed"


def _claim(batch_id: UUID) -> _Claim | None:
    lease = now() + timedelta(seconds=settings.LEASE_SECONDS)
    taken = Batch.objects.unlisted().filter(pk=batch_id)
    if not taken.update(
        list_fence=F("list_fence") + 1, list_attempts=F("list_attempts") + 1, list_lease_until=lease, not_before=None
    ):
        return None
    return _Claim(Batch.objects.only("list_fence").get(pk=batch_id))


def _read(address: str, limit: int, claim: _Claim) -> values.VideoList:
    """Return the list from the first source that can read lists."""
    source = registry.list_source(claim.hold)
    if source is None:
        raise ListingUnavailable
    return source.list_videos(address, limit=limit, progress=Progress(check=claim.hold))


@transaction.atomic
def _store(claim: _Claim, found: values.VideoList) -> None:
    batch = claim.lock()
    if not found.videos:
        raise ListEmpty
    batch.listed_at = now()
    batch.name = batch.name or found.title[:200]
    if found.is_cut and batch.newest is None:
        text = f"The list has more videos than a batch may have; the first {len(found.videos)} are taken."
        batch.warnings = [Warning(code="LIST_CUT", message=text, step=None, severity=Severity.WARNING.value)]
    batch.save(update_fields=["listed_at", "name", "warnings"])
    videos = [(VideoRef(youtube.watch_url(each.video_id), each.video_id), each.title) for each in found.videos]
    services.add_members(batch, videos)
    recording.record_progress(batch)
    notifications.notify_dispatcher()


@transaction.atomic
def _wait(claim: _Claim, error: TemporaryError) -> str:
    """Have the list read again later; fail after MAX_ATTEMPTS, not counting pauses of the source."""
    batch = claim.lock()
    is_pause = isinstance(error, SourcePaused)
    if not is_pause and batch.list_attempts >= settings.MAX_ATTEMPTS:
        recording.fail(batch, error.code, error.message, retryable=True)
        return f"failed: {error.code}"
    seconds = error.retry_after or _FIRST_RETRY_SECONDS * 2.0 ** (batch.list_attempts - 1)
    batch.list_attempts -= is_pause
    batch.not_before, batch.list_lease_until = now() + timedelta(seconds=seconds), None
    batch.message = f"{error.message} The list is read again at {batch.not_before:%H:%M} UTC."[:500]
    batch.save(update_fields=["list_attempts", "not_before", "list_lease_until", "message"])
    recording.report(batch)
    return f"waits: {error.code}"


@transaction.atomic
def _fail(claim: _Claim, error: AnalysisError) -> str:
    try:
        recording.fail(claim.lock(), error.code, error.message, retryable=error.retryable)
    except CancellationRequested:
        return "stopped"
    return f"failed: {error.code}"


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
