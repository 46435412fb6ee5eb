"""Use cases on followed channels and playlists: create, change, have checked now, delete."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from analysis import events, youtube
from analysis.access.limits import quotas
from analysis.access.permissions import Caller
from analysis.batches.errors import AlreadyFollowed, FollowPaused, ListingUnavailable
from analysis.execution import notifications
from analysis.models import Follow
from analysis.models.follow import DEFAULT_INTERVAL_HOURS
from analysis.sources import registry
from analysis.youtube import ListRef

#: Defaults and limits, for REST and the page.
DEFAULT_NEWEST, DEFAULT_PER_DAY = 1, 10
MAX_NEWEST, MAX_PER_DAY = 100, 100
MAX_INTERVAL_HOURS = 24 * 28


@transaction.atomic
def follow_create(
    *,
    owner: Caller | None,
    source: ListRef,
    options: events.JSON,
    newest: int = DEFAULT_NEWEST,
    max_per_day: int = DEFAULT_PER_DAY,
    interval_hours: int = DEFAULT_INTERVAL_HOURS,
    reuse_results: bool = True,
    name: str = "",
    request_id: str = "",
    caller: str = "",
) -> Follow:
    """Follow a playlist or channel; the first check is at once. It and its batches count against ``caller``'s limits.

    Raises:
        AlreadyFollowed: the caller follows ``source``, perhaps paused.
        TooManyFollows: the caller has MAX_FOLLOWS.
        ListingUnavailable: no source of this server can read ``source``.
    """
    if not registry.can_list():
        raise ListingUnavailable
    if caller:
        # Of two requests at once the second finds what the first has created.
        quotas.lock(f"follow {source.key} of {caller}")
        followed = Follow.objects.filter(caller=caller).values_list("source_url", flat=True)
        if any(youtube.parse_list(url).key == source.key for url in followed):
            raise AlreadyFollowed
        quotas.acquire_follow_slot(caller)
    follow = Follow.objects.create(
        owner_id=owner.pk if owner is not None and owner.is_authenticated else None,
        caller=caller,
        name=name,
        source_url=source.url,
        newest=newest,
        max_per_day=max_per_day,
        interval_hours=interval_hours,
        options=options,
        reuse_results=reuse_results,
        request_id=request_id,
    )
    notifications.notify_dispatcher()
    return follow


@transaction.atomic
def follow_update(*, follow: Follow, **fields: Any) -> Follow:
    """Change the given fields; of ``options`` those that are named.

    One that is resumed is checked at once, and a new interval counts from the last check.

    Raises:
        Follow.DoesNotExist: it was deleted.
    """
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    was_enabled, former_interval = follow.enabled, follow.interval
    if "options" in fields:
        fields["options"] = follow.options | fields["options"]
    for name, value in fields.items():
        setattr(follow, name, value)
    if not follow.enabled:
        # A check that is under way finds it paused, and stores nothing.
        follow.next_check_at = follow.list_lease_until = None
    elif not was_enabled:
        follow.next_check_at, follow.failures, follow.list_attempts = now(), 0, 0
        follow.error_code = follow.error_message = ""
    elif follow.interval != former_interval and follow.last_checked_at and not follow.failures:
        follow.next_check_at = follow.last_checked_at + follow.interval
    follow.save()
    notifications.notify_dispatcher()
    return follow


@transaction.atomic
def follow_delete(*, follow: Follow) -> None:
    """Delete a follow; its batches stay. A check that stores what it has found is waited for."""
    Follow.objects.select_for_update().filter(pk=follow.pk).first()
    Follow.objects.filter(pk=follow.pk).delete()


@transaction.atomic
def follow_check(*, follow: Follow) -> Follow:
    """Have a channel or playlist checked now; one that is being checked stays as it is.

    Raises:
        FollowPaused: it is paused.
        Follow.DoesNotExist: it was deleted.
    """
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    if not follow.enabled:
        raise FollowPaused
    follow.next_check_at = min(now(), follow.next_check_at or now())
    follow.save(update_fields=["next_check_at", "updated_at"])
    notifications.notify_dispatcher()
    return follow
