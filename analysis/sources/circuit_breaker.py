"""Pauses a source for all workers after it refused a request; after the pause one worker tries it first.

The state is in PostgreSQL, shared by all workers and machines. Their clocks may differ by seconds; the pauses last
minutes.
"""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis.exceptions import SourceBlocked, SourcePaused, TemporaryError
from analysis.models import SourceState

#: Seconds of the first pause; each further pause is twice as long, up to the longest.
FIRST_PAUSE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 3600.0
#: Seconds after which another worker may probe if the first has no answer; a slow extraction takes that long.
PROBE_SECONDS = 120.0
#: Turns that may be reserved ahead. Workers never wait for as many; after the clock was set back it looks so.
MAX_TURNS_AHEAD = 600


def raise_if_paused(source: str) -> None:
    """Return if ``source`` may be called now.

    After a pause one caller may probe; the others go on waiting until that call has ended.

    Raises:
        SourcePaused: not now; ``retry_after`` is when to try again.
        SourceBlocked: the source has refused for too long to wait any longer.
    """
    moment = now()
    state = SourceState.objects.filter(pk=source).exclude(refused_since=None).first()
    if state is None:
        return
    if state.refused_since is not None and state.refused_since > moment + timedelta(seconds=PROBE_SECONDS):
        # The clock was set back during the pause: how much of it is left is unknown, so ask the source.
        state.paused_until = state.refused_since = moment
        state.probe_until = None
        state.save(update_fields=["paused_until", "refused_since", "probe_until"])
    if state.paused_until is not None and state.paused_until > moment:
        raise _pause_error(state, state.paused_until, moment)
    free = Q(probe_until=None) | Q(probe_until__lte=moment)
    probe_end = moment + timedelta(seconds=PROBE_SECONDS)
    if SourceState.objects.filter(free, pk=source, paused_until__lte=moment).update(probe_until=probe_end):
        return
    state.refresh_from_db()
    raise _pause_error(state, state.paused_until or moment, moment)


def _pause_error(state: SourceState, until: datetime, moment: datetime) -> SourcePaused | SourceBlocked:
    since = state.refused_since or moment
    if moment - since > timedelta(seconds=settings.SOURCE_GIVE_UP_SECONDS):
        return SourceBlocked(
            f"YouTube has refused this server since {since:%Y-%m-%d %H:%M} UTC. {state.reason}", code=state.reason_code
        )
    # While another worker probes, check again soon.
    seconds = max(5.0, (until - moment).total_seconds())
    return SourcePaused(state.reason, code=state.reason_code, retry_after=seconds)


@transaction.atomic
def record_refusal(source: str, error: TemporaryError) -> None:
    """Pause ``source`` for all workers. Of refusals at the same time only the first counts."""
    state, moment = SourceState.objects.select_for_update().get_or_create(pk=source)[0], now()
    if state.paused_until is not None and state.paused_until > moment:
        asked = moment + timedelta(seconds=error.retry_after or 0)
        SourceState.objects.filter(pk=source, paused_until__lt=asked).update(paused_until=asked)
        return
    own = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2.0 ** min(state.pauses, 10)) * random.uniform(1.0, 1.25)
    state.paused_until = moment + timedelta(seconds=max(error.retry_after or 0.0, own))
    state.refused_since = state.refused_since or moment
    state.pauses += 1
    state.reason_code, state.reason, state.probe_until = error.code, error.message, None
    state.save()


def record_success(source: str) -> None:
    """End the pause of ``source`` for all workers.

    During a pause nothing changes: the call that succeeded began before the pause.
    """
    SourceState.objects.filter(pk=source, paused_until__lte=now()).update(
        paused_until=None, refused_since=None, pauses=0, reason_code="", reason="", probe_until=None
    )


def end_pauses() -> None:
    """Have every paused source asked again now, by one worker first: what it refused may have been repaired."""
    moment = now()
    SourceState.objects.filter(paused_until__gt=moment).update(paused_until=moment)


@transaction.atomic
def reserve_turn(source: str) -> float:
    """Reserve the next turn; return the seconds until it begins. Turns are ``SOURCE_PACE_SECONDS`` apart."""
    if not settings.SOURCE_PACE_SECONDS:
        return 0.0
    state, moment = SourceState.objects.select_for_update().get_or_create(pk=source)[0], now()
    begins = max(moment, state.next_request_at or moment)
    pace = timedelta(seconds=settings.SOURCE_PACE_SECONDS)
    if begins - moment > MAX_TURNS_AHEAD * pace:
        begins = moment
    state.next_request_at = begins + pace
    state.save(update_fields=["next_request_at"])
    return (begins - moment).total_seconds()
