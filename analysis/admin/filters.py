"""What lists of analyses are narrowed down by, each on an index and without asking the table for its values."""

import inspect
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import now

from analysis import exceptions, youtube
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask

_STANDINGS: dict[str, tuple[str, Callable[[], Q]]] = {
    "running": ("being run", lambda: Q(status=TaskStatus.PROCESSING, lease_until__gt=now())),
    "waiting": ("waiting for a worker", lambda: Q(status=TaskStatus.PENDING) & ~Q(not_before__gt=now())),
    "paused": ("waiting for a stated time", lambda: Q(not_before__gt=now())),
    "orphaned": (
        "left by a worker",
        lambda: Q(status=TaskStatus.PROCESSING, lease_until__lte=now()) & ~Q(not_before__gt=now()),
    ),
}
#: How the codes begin with which no analysis ends.
_OF_REQUESTS = ("COMMENTS_", "IDEMPOTENCY_", "INVALID_", "LLM_", "QUOTA_", "TASK_DELETED", "TASK_NOT_")


class StandingFilter(SimpleListFilter):
    """Where an analysis that has not ended stands."""

    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        """Return the ways in which an analysis can stand."""
        return [(name, label) for name, (label, _) in _STANDINGS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those of the active ones that stand so."""
        chosen = _STANDINGS.get(self.value() or "")
        return queryset.filter(chosen[1](), status__in=TaskStatus.active()) if chosen else queryset


class ErrorFilter(SimpleListFilter):
    """The code with which an analysis failed."""

    title = "error code"
    parameter_name = "error"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        """Return every code that there is."""
        return [(code, code) for code in sorted(_codes())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return those that failed with it."""
        return queryset.filter(error_code=self.value()) if self.value() else queryset


def _codes() -> Iterable[str]:
    """Return the codes of errors that end an analysis; those that refuse a request stand beside them in the tree."""
    kinds = [kind for _, kind in inspect.getmembers(exceptions, inspect.isclass)]
    codes = {kind.code for kind in kinds if issubclass(kind, exceptions.AnalysisError)}
    return {code for code in codes if not code.startswith(_OF_REQUESTS)}


def found(tasks: QuerySet[AnalysisTask], words: str) -> QuerySet[AnalysisTask]:
    """Return the analyses that ``words`` name exactly: by id, video, request, Celery task or owner."""
    words = words.strip().replace("\x00", "")
    try:
        return tasks.filter(pk=UUID(words))
    except ValueError:
        return _found_by_name(tasks, words)


def _found_by_name(tasks: QuerySet[AnalysisTask], words: str) -> QuerySet[AnalysisTask]:
    try:
        words_as_video = youtube.parse_video_id(words)
    except exceptions.InvalidUrl:
        words_as_video = words
    # Asked beforehand: with a join in it, the whole would be on no index.
    owners = list(get_user_model().objects.filter(username=words).values_list("pk", flat=True))
    by_request = Q(request_id=words) & ~Q(request_id="")
    return tasks.filter(Q(video_id=words_as_video) | by_request | Q(owner__in=owners))
