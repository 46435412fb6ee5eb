"""Which analyses a caller may see, and what it may do to them; used by REST, sockets, streams and pages."""

from typing import Any, Literal, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AbstractUser, AnonymousUser, Group, Permission
from django.db.models import Q

from analysis.models import AnalysisTask, Batch, Follow, Upload
from analysis.models.batch import BatchQuerySet
from analysis.models.follow import FollowQuerySet
from analysis.models.task import AnalysisTaskQuerySet

Caller: TypeAlias = AbstractBaseUser | AnonymousUser
Action: TypeAlias = Literal["change", "delete"]
#: A row with an owner.
Owned: TypeAlias = AnalysisTask | Batch | Follow | Upload

#: Message for callers that are refused without a login.
LOGIN_REQUIRED = "A login is required. Log in, or send an access token."
#: Staff in this group see everything and change only what is their own.
OBSERVERS = "Observers"


def may_use_service(caller: Caller) -> bool:
    """Return whether ``caller`` may use the service at all: with AUTH_REQUIRED, only with a login."""
    return caller.is_authenticated or not settings.AUTH_REQUIRED


def tasks_visible(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the analyses that ``caller`` may see: ownerless ones, a user's own, and for staff all.

    The rule of :func:`may_see` as a query.
    """
    return AnalysisTask.objects.filter(_visible(caller))


def batches_visible(caller: Caller) -> BatchQuerySet:
    """Return the batches that ``caller`` may see, by the same rule."""
    return Batch.objects.filter(_visible(caller))


def follows_visible(caller: Caller) -> FollowQuerySet:
    """Return the followed channels and playlists that ``caller`` may see, by the same rule."""
    return Follow.objects.filter(_visible(caller))


def _visible(caller: Caller) -> Q:
    if not may_use_service(caller):
        return Q(pk__in=[])
    if getattr(caller, "is_staff", False):
        return Q()
    return Q(owner=caller.pk) | Q(owner=None) if caller.is_authenticated else Q(owner=None)


def may_see(caller: Caller, owner_id: int | None) -> bool:
    """Return whether ``caller`` may see the analyses of this owner, None for ownerless ones."""
    return may_use_service(caller) and (owner_id in (None, caller.pk) or getattr(caller, "is_staff", False))


def may_perform(caller: Caller, row: Owned, action: Action) -> bool:
    """Return whether ``caller``, who may see a row, may also change it, such as cancel and retry, or delete it.

    Staff see all of them, but act on those of others only with the same permission that the admin requires.
    """
    if isinstance(caller, AbstractUser) and caller.is_staff and row.owner_id != caller.pk:
        return caller.has_perm(f"analysis.{action}_{row._meta.model_name}")
    return True


def create_observers_group(**signal: Any) -> None:
    """Create the group after each migration, when the permissions of new models exist; keep what an admin has added."""
    group, _ = Group.objects.get_or_create(name=OBSERVERS)
    views = Permission.objects.filter(codename__startswith="view_")
    group.permissions.add(*views.filter(content_type__app_label__in=("analysis", "admin", "django_celery_results")))
