"""Filters and search of the admin's list of analyses; each uses an index and none scans the table for its choices."""

import inspect
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from analysis import exceptions, youtube
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask

_STATES: dict[str, tuple[Promise, Callable[[], Q]]] = {
    "running": (_("being run"), lambda: Q(status=TaskStatus.PROCESSING, lease_until__gt=now())),
    "waiting": (_("waiting for a worker"), lambda: Q(status=TaskStatus.PENDING) & ~Q(not_before__gt=now())),
    "paused": (_("waiting for a stated time"), lambda: Q(not_before__gt=now())),
    "orphaned": (
        _("lost by its worker"),
        lambda: Q(status=TaskStatus.PROCESSING, lease_until__lte=now()) & ~Q(not_before__gt=now()),
    ),
}
#: Prefixes of the codes that refuse a request and never end an analysis.
_OF_REQUESTS = ("COMMENTS_", "IDEMPOTENCY_", "INVALID_", "LLM_", "QUOTA_", "TASK_DELETED", "TASK_NOT_")


class StateFilter(SimpleListFilter):
    """State of an active analysis."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        return [(name, str(label)) for name, (label, _condition) in _STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = _STATES.get(self.value() or "")
        return queryset.filter(chosen[1](), status__in=TaskStatus.active()) if chosen else queryset


class ErrorFilter(SimpleListFilter):
    """The code with which an analysis failed."""

    title = _("error code")
    parameter_name = "error"

    def lookups(self, request: HttpRequest, model_admin: "ModelAdmin[Any]") -> list[tuple[str, str]]:
        classes = [each for _, each in inspect.getmembers(exceptions, inspect.isclass)]
        codes = {each.code for each in classes if issubclass(each, exceptions.AnalysisError)}
        return [(code, code) for code in sorted(codes) if not code.startswith(_OF_REQUESTS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(error_code=self.value()) if self.value() else queryset


def search(tasks: QuerySet[AnalysisTask], words: str) -> QuerySet[AnalysisTask]:
    """Return the analyses that match ``words`` exactly: by id, video id or URL, request id or owner."""
    words = words.strip().replace("\x00", "")
    try:
        return tasks.filter(pk=UUID(words))
    except ValueError:
        pass  # not an id of an analysis
    try:
        video_id = youtube.parse(words).video_id
    except exceptions.InvalidUrl:
        video_id = words
    # A separate query, since with a join the search would use no index.
    owners = list(get_user_model().objects.filter(username=words).values_list("pk", flat=True))
    by_request = Q(request_id=words) & ~Q(request_id="")
    return tasks.filter(Q(video_id=video_id) | by_request | Q(owner__in=owners))
