"""What staff can do to analyses: each act is confirmed first, done through a service, and kept in the admin's log."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now

from analysis import services
from analysis.choices import TaskStatus
from analysis.exceptions import AnalysisError, TaskNotActive
from analysis.models import AnalysisTask

#: Analyses acted on in one request; more would outlast it.
AT_ONCE = 200
#: Analyses named in one message.
_NAMED = 5


@dataclass(frozen=True)
class Act:
    """One thing to do to analyses."""

    name: str
    #: On the button, and in the list of actions.
    label: str
    #: What will happen, for the page that asks for confirmation.
    means: str
    #: ``3 <done>.``
    done: str
    #: Raises AnalysisError where the state of the analysis forbids it.
    run: Callable[[AnalysisTask], None]
    #: Whether it makes sense for an analysis as it stands.
    suits: Callable[[AnalysisTask], bool]
    #: The right that it takes, as admin actions name it.
    permission: str = "act"


def is_held(task: AnalysisTask) -> bool:
    """Say whether a worker has a live claim on ``task``."""
    return task.status == TaskStatus.PROCESSING and task.lease_until is not None and task.lease_until > now()


def _release(task: AnalysisTask) -> None:
    if not services.task_release(task_id=task.pk):
        raise TaskNotActive


ACTS = (
    Act(
        "cancel",
        "Cancel",
        "They end at once and their viewers are told. A worker that runs one stops within two seconds. Steps that are "
        "finished are kept, so that a retry goes on from there.",
        "cancelled",
        lambda task: services.task_cancel(task=task, reason="Cancelled by staff"),
        lambda task: task.status in TaskStatus.active(),
    ),
    Act(
        "retry",
        "Retry",
        "They are put back to pending and run again from their first step that is not finished. Only failed and "
        "cancelled ones can be.",
        "put back to pending",
        lambda task: services.task_retry(task=task),
        lambda task: task.status in TaskStatus.retryable(),
    ),
    Act(
        "resume",
        "Resume now",
        "They wait no longer for their time, nor for a worker that did not come: they are handed out again now. Where "
        "their source still refuses this server, they will be paused again.",
        "handed out again",
        lambda task: services.task_resume(task=task),
        lambda task: task.status in TaskStatus.active() and not is_held(task),
    ),
    Act(
        "release",
        "Release the lease",
        "They are taken from the worker that runs them, which can write nothing more, and start anew on another one at "
        "their first step that is not finished. What the worker has done of an unfinished step since its last "
        "checkpoint is lost.",
        "released",
        _release,
        is_held,
    ),
    Act(
        "delete",
        "Delete",
        "They are removed with their results, transcripts, comments and events; active ones are cancelled first. This "
        "cannot be undone.",
        "deleted",
        lambda task: services.task_delete(task=task),
        lambda task: True,
        permission="delete",
    ),
)


def respond(admin: "ModelAdmin[Any]", request: HttpRequest, tasks: QuerySet[AnalysisTask], act: Act) -> HttpResponse:
    """Ask whether ``act`` shall be done to ``tasks``, or do it where that was confirmed."""
    chosen = list(tasks.order_by("-created_at", "-pk")[: AT_ONCE + 1])
    back = _back(request, chosen, act)
    if len(chosen) > AT_ONCE:
        admin.message_user(request, f"Choose at most {AT_ONCE} at once.", messages.ERROR)
        return HttpResponseRedirect(back)
    if "confirmed" not in request.POST:
        return _ask(admin, request, chosen, act)
    _do(admin, request, chosen, act)
    return HttpResponseRedirect(back)


def _back(request: HttpRequest, chosen: list[AnalysisTask], act: Act) -> str:
    """Return where to go afterwards: to the analysis where it is one that is left, else to the list."""
    if "from_page" in request.POST and len(chosen) == 1 and act.permission != "delete":
        return reverse("admin:analysis_analysistask_change", args=[chosen[0].pk])
    query = request.POST.get("back", request.GET.urlencode())
    return reverse("admin:analysis_analysistask_changelist") + (f"?{query}" if query else "")


def _ask(admin: "ModelAdmin[Any]", request: HttpRequest, chosen: list[AnalysisTask], act: Act) -> TemplateResponse:
    context = admin.admin_site.each_context(request) | {
        "title": f"{act.label}: are you sure?",
        "opts": admin.opts,
        "act": act,
        "chosen": [(task, act.suits(task)) for task in chosen],
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "back": request.GET.urlencode(),
        "from_page": "from_page" in request.POST,
    }
    return TemplateResponse(request, "admin/analysis/analysistask/confirm.html", context)


def _do(admin: "ModelAdmin[Any]", request: HttpRequest, chosen: list[AnalysisTask], act: Act) -> None:
    """Act on each, and say how many it was done to and why not to the others."""
    refused: dict[str, list[str]] = defaultdict(list)
    for task in chosen:
        try:
            _do_one(admin, request, task, act)
        except AnalysisError as error:
            refused[error.message].append(task.video_id)
    if done := len(chosen) - sum(map(len, refused.values())):
        admin.message_user(request, f"{done} {act.done}.", messages.SUCCESS)
    for reason, names in refused.items():
        admin.message_user(request, f"{len(names)} refused ({_named(names)}): {reason}", messages.WARNING)


@transaction.atomic
def _do_one(admin: "ModelAdmin[Any]", request: HttpRequest, task: AnalysisTask, act: Act) -> None:
    """The log tells of it if and only if it was done."""
    if act.permission == "delete":
        admin.log_deletions(request, AnalysisTask.objects.filter(pk=task.pk))
    else:
        admin.log_change(request, task, f"{act.label}: {act.done}.")
    act.run(task)


def _named(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")


def are_ids(words: list[str]) -> bool:
    """Say whether each of ``words`` can be the id of an analysis."""
    try:
        return all(UUID(word) for word in words)
    except ValueError:
        return False
