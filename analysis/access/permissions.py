"""Who may see which analyses, and what a caller may do to them: asked by REST, sockets, streams, pages and admin."""

from typing import Literal, TypeAlias

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AbstractUser, AnonymousUser
from django.db.models import Q

from analysis.models import AnalysisTask
from analysis.models.task import AnalysisTaskQuerySet

Caller: TypeAlias = AbstractBaseUser | AnonymousUser

#: What callers who are not served are told.
LOGIN_NEEDED = "A login is needed here: show a session or a token."


def may_ask(caller: Caller) -> bool:
    """Say whether ``caller`` is served at all: with AUTH_REQUIRED, only who has logged in is."""
    return caller.is_authenticated or not settings.AUTH_REQUIRED


def tasks_visible(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the analyses that ``caller`` may see: staff all, users also their own, everybody the ownerless ones."""
    tasks = AnalysisTask.objects.all()
    if not may_ask(caller):
        return tasks.none()
    if getattr(caller, "is_staff", False):
        return tasks
    if caller.is_authenticated:
        return tasks.filter(Q(owner=caller.pk) | Q(owner=None))
    return tasks.filter(owner=None)


def may_act(caller: Caller, task: AnalysisTask, action: Literal["change", "delete"]) -> bool:
    """Say whether ``caller``, who sees ``task``, may also cancel and retry ("change") or delete it.

    Staff see the tasks of others by being staff, and act on them only with the permission that the admin asks for too.
    """
    if isinstance(caller, AbstractUser) and caller.is_staff and task.owner_id != caller.pk:
        return caller.has_perm(f"analysis.{action}_analysistask")
    return True
