"""The check of a followed channel or playlist, run by a worker under a claim (``claims``).

What is new becomes an ordinary batch. The videos that were seen, the batch and the time of the next check are stored
in one transaction, so a worker that dies between reading the list and the batch loses and doubles nothing.
"""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from analysis import counters, youtube
from analysis.batches import claims, listing, services
from analysis.batches.errors import NoBatchFree
from analysis.choices import Severity
from analysis.events import Warning
from analysis.exceptions import AnalysisError, InternalError, LimitExceeded, SourcePaused, TemporaryError
from analysis.models import Follow, FollowedVideo
from analysis.pipeline import values

#: Videos of a channel that a check reads; the newest stand first. Of a playlist as many as a batch may have are read.
CHANNEL_VIDEOS = 100
#: After so many failed checks in a row, of an error that waiting does not help against, a follow is paused.
MAX_FAILURES = 7
#: Before the next check after a temporary error: doubled each time, up to the interval.
_FIRST_RETRY = timedelta(minutes=10)
_DAY = timedelta(days=1)


def take_due() -> list[str]:
    """Return the ids of follows that are to be checked now, and mark them as handed out."""
    return claims.take(Follow.objects.due().order_by("next_check_at"))


def run(follow_id: str) -> str:
    """Check a followed list and start a batch of what is new; return the outcome for the log."""
    claim = claims.claim(Follow.objects.due().filter(pk=UUID(follow_id)))
    if claim is None:
        return "skipped"

    def read() -> str:
        follow = claim.read()
        if follow.list_attempts > settings.MAX_ATTEMPTS:
            raise InternalError("The playlist or channel could not be read: each time the worker was lost.")
        is_playlist = youtube.parse_list(follow.source_url).is_playlist
        limit = services.MAX_MEMBERS if is_playlist else CHANNEL_VIDEOS
        return _store(claim, listing.read_list(follow.source_url, limit, claim.hold))

    return claims.attempt(claim, read, partial(_fail, claim))


@transaction.atomic
def _store(claim: claims.Claim[Follow], found: values.VideoList) -> str:
    """Store what was seen, start a batch of it, and set the time of the next check."""
    follow = claim.read(lock=True)
    _add_seen(follow, found)
    follow.name = follow.name or found.title[:200]
    follow.last_checked_at = now()
    try:
        taken = _start_batch(follow)
    except LimitExceeded:
        # What was seen is kept and waits: the next check takes it.
        return _postpone(follow, NoBatchFree())
    waiting = follow.videos.filter(waiting=True).count()
    follow.message = f"New videos: {taken}. Waiting for another day: {waiting}."
    follow.failures, follow.error_code, follow.error_message = 0, "", ""
    interval = min(follow.interval, _DAY) if waiting else follow.interval
    _release(follow, now() + interval)
    counters.add_on_commit("follow_checks", outcome="new" if taken else "nothing_new")
    return f"new: {taken}"


def _add_seen(follow: Follow, found: values.VideoList) -> None:
    """Store the videos that were not seen before; at the first check only the newest of them are to be analysed."""
    is_first = follow.last_checked_at is None
    known = set(follow.videos.values_list("video_id", flat=True))
    listed = {each.video_id: each for each in found.videos}
    new = [each for key, each in listed.items() if key not in known]
    rows = [
        FollowedVideo(
            follow=follow,
            video_id=each.video_id,
            title=each.title[:500],
            waiting=not is_first or place < follow.newest,
        )
        for place, each in enumerate(new)
    ]
    # The first of the list gets the highest number, and is taken first.
    FollowedVideo.objects.bulk_create(reversed(rows))
    follow.warnings = _warnings(follow, found, missed=not is_first and len(new) == len(listed))


def _warnings(follow: Follow, found: values.VideoList, *, missed: bool) -> list[Warning]:
    """Return a warning where the list goes on after what was read and may have new videos there."""
    number = len(found.videos)
    if found.is_cut and youtube.parse_list(follow.source_url).is_playlist:
        text = f"The playlist has more videos than are read; only its first {number} are followed."
    elif found.is_cut and missed:
        text = f"All of the newest {number} videos are new; further ones before them were not seen."
    else:
        return []
    return [Warning(code="LIST_CUT", message=text, step=None, severity=Severity.WARNING.value)]


def _start_batch(follow: Follow) -> int:
    """Put as many waiting videos as the day allows into a batch, the newest first; return how many.

    Raises:
        TooManyBatches: the caller has MAX_ACTIVE_BATCHES active batches.
    """
    moment = now()
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    free = follow.max_per_day - follow.videos.filter(taken_at__gte=midnight).count()
    taken = list(follow.videos.filter(waiting=True).order_by("-pk")[: max(0, free)])
    if not taken:
        return 0
    services.batch_create(
        owner=follow.owner,
        videos=[youtube.watch(video.video_id) for video in taken],
        titles={video.video_id: video.title for video in taken},
        options=follow.options,
        reuse_results=follow.reuse_results,
        name=f"{follow.name[:180]} {moment:%Y-%m-%d}".strip(),
        request_id=follow.request_id,
        caller=follow.caller,
        follow=follow,
    )
    follow.videos.filter(pk__in=[video.pk for video in taken]).update(waiting=False, taken_at=moment)
    return len(taken)


@transaction.atomic
def _fail(claim: claims.Claim[Follow], error: AnalysisError) -> str:
    return _postpone(claim.read(lock=True), error)


def _postpone(follow: Follow, error: AnalysisError) -> str:
    """Have a locked follow checked again later, and say why; pause it where the checks keep failing."""
    is_pause, is_temporary = isinstance(error, SourcePaused), isinstance(error, TemporaryError)
    follow.failures += not is_pause
    follow.error_code, follow.error_message, follow.message = error.code, error.message, error.message[:500]
    counters.add_on_commit("follow_checks", outcome="paused" if is_pause else "failed")
    if not is_temporary and follow.failures >= MAX_FAILURES:
        follow.enabled = False
        follow.message = f"{error.message} Paused after {follow.failures} failed checks."[:500]
        _release(follow, None)
        return f"paused: {error.code}"
    wait = follow.interval
    if isinstance(error, TemporaryError):
        doubled = _FIRST_RETRY * 2 ** max(0, min(follow.failures, 16) - 1)
        wait = timedelta(seconds=error.retry_after) if error.retry_after else min(doubled, follow.interval)
    _release(follow, now() + wait)
    return f"waits: {error.code}"


def _release(follow: Follow, next_check_at: datetime | None) -> None:
    """Save a follow whose check has ended."""
    follow.next_check_at = next_check_at
    follow.list_lease_until, follow.list_attempts = None, 0
    follow.save()
