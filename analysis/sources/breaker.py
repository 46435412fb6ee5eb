"""A source that refuses is left alone by all workers for a while, and then asked by one of them first.

The state lies in PostgreSQL, so that it holds across workers and machines. Their clocks may differ by seconds, which
matters little to pauses of minutes.
"""

import random
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.timezone import now

from analysis.exceptions import SourcePaused, SourceRefuses, TemporaryError
from analysis.models import SourceState

#: Seconds of the first pause; each further one is twice as long, up to the longest.
FIRST_PAUSE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 3600.0
#: Seconds that a probing worker has before another one may probe in its place: a slow extraction takes that long.
PROBE_SECONDS = 120.0


def admit(source: str) -> None:
    """Return where ``source`` may be asked now.

    After a pause one caller is let through; the others go on waiting until that one has its answer.

    Raises:
        SourcePaused: not now; ``retry_after`` says when.
        SourceRefuses: it has refused for so long that waiting makes no sense.
    """
    moment = now()
    state = SourceState.objects.filter(pk=source).exclude(refused_since=None).first()
    if state is None:
        return
    if state.paused_until is not None and state.paused_until > moment:
        raise _refusal(state, state.paused_until, moment)
    free = Q(probe_until=None) | Q(probe_until__lte=moment)
    probe_end = moment + timedelta(seconds=PROBE_SECONDS)
    if SourceState.objects.filter(free, pk=source, paused_until__lte=moment).update(probe_until=probe_end):
        return
    state.refresh_from_db()
    raise _refusal(state, state.paused_until or moment, moment)


def _refusal(state: SourceState, until: datetime, moment: datetime) -> SourcePaused | SourceRefuses:
    since = state.refused_since or moment
    if moment - since > timedelta(seconds=settings.SOURCE_GIVE_UP_SECONDS):
        return SourceRefuses(
            f"YouTube has refused this server since {since:%Y-%m-%d %H:%M} UTC. {state.reason}", code=state.reason_code
        )
    # Where one probes, its answer is waited for in small steps.
    seconds = max(5.0, (until - moment).total_seconds())
    return SourcePaused(state.reason, code=state.reason_code, retry_after=seconds)


@transaction.atomic
def trip(source: str, error: TemporaryError) -> None:
    """Pause ``source`` for everybody. Of refusals that come at once, from several workers, the first counts."""
    SourceState.objects.get_or_create(pk=source)
    state = SourceState.objects.select_for_update().get(pk=source)
    moment = now()
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


def answered(source: str) -> None:
    """Note that ``source`` answers: the pause is over for everybody.

    An answer to a question asked before the pause says nothing about now, and changes nothing.
    """
    SourceState.objects.filter(pk=source, paused_until__lte=now()).update(
        paused_until=None, refused_since=None, pauses=0, reason_code="", reason="", probe_until=None
    )


@transaction.atomic
def next_turn(source: str) -> float:
    """Take the next turn and return in how many seconds it begins; turns lie ``SOURCE_PACE_SECONDS`` apart."""
    if not settings.SOURCE_PACE_SECONDS:
        return 0.0
    SourceState.objects.get_or_create(pk=source)
    state = SourceState.objects.select_for_update().get(pk=source)
    moment = now()
    begins = max(moment, state.next_request_at or moment)
    state.next_request_at = begins + timedelta(seconds=settings.SOURCE_PACE_SECONDS)
    state.save(update_fields=["next_request_at"])
    return (begins - moment).total_seconds()
