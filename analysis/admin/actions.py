"""Staff actions on analyses: each is confirmed first, calls a service, and is recorded in the admin's log."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import ModelAdmin, helpers
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from analysis import services
from analysis.choices import TaskStatus
from analysis.exceptions import AnalysisError, TaskNotActive
from analysis.models import AnalysisTask
from analysis.wording import messages as wording

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: Maximum number of analyses per request, so that it does not time out.
AT_ONCE = 200
#: Maximum number of analyses listed in one message.
_NAMED = 5


@dataclass(frozen=True)
class StaffAction:
    """One action on analyses."""

    name: str
    #: Text of the button.
    label: "_StrPromise"
    #: Text of the entry in the list of actions.
    label_of_selected: "_StrPromise"
    #: What will happen, for the confirmation page.
    consequence: "_StrPromise"
    #: Message with ``%(count)s``, not translated.
    done: str
    #: Raises AnalysisError where the state of the analysis forbids it.
    run: Callable[[AnalysisTask], None]
    #: Whether the action makes sense in the current state of an analysis.
    applies_to: Callable[[AnalysisTask], bool]
    #: The permission required, as admin actions name it.
    permission: str = "act"


def is_held(task: AnalysisTask) -> bool:
    """Return whether a worker holds a valid lease on ``task``."""
    return task.status == TaskStatus.PROCESSING and task.lease_until is not None and task.lease_until > now()


def _release(task: AnalysisTask) -> None:
    if not services.task_release(task_id=task.pk):
        raise TaskNotActive


ACTS = (
    StaffAction(
        "cancel",
        _("Cancel"),
        _("Cancel the selected analyses"),
        _(
            "The analyses end at once and their viewers are notified. A worker that runs one stops within two seconds. "
            "Finished steps are kept, so that a retry continues after them."
        ),
        N_("%(count)s cancelled."),
        lambda task: services.task_cancel(task=task, reason="Cancelled by staff"),
        lambda task: task.status in TaskStatus.active(),
    ),
    StaffAction(
        "retry",
        _("Retry"),
        _("Retry the selected analyses"),
        _(
            "The analyses become pending and run again from their first unfinished step. Only failed and cancelled "
            "analyses can be retried."
        ),
        N_("%(count)s put back to pending."),
        lambda task: services.task_retry(task=task),
        lambda task: task.status in TaskStatus.retryable(),
    ),
    StaffAction(
        "resume",
        _("Resume now"),
        _("Resume the selected analyses now"),
        _(
            "The analyses stop waiting and are dispatched again now. Where their source still refuses this server, "
            "they are paused again."
        ),
        N_("%(count)s dispatched again."),
        lambda task: services.task_resume(task=task),
        lambda task: task.status in TaskStatus.active() and not is_held(task),
    ),
    StaffAction(
        "release",
        _("Release the lease"),
        _("Release the lease of the selected analyses"),
        _(
            "The analyses are taken from their worker, which can then write nothing more, and start again on another "
            "worker at their first unfinished step. Work on that step since its last checkpoint is lost."
        ),
        N_("%(count)s released."),
        _release,
        is_held,
    ),
    StaffAction(
        "delete",
        _("Delete"),
        _("Delete the selected analyses"),
        _(
            "The analyses are deleted with their results, transcripts, comments and events; active ones are cancelled "
            "first. This cannot be undone."
        ),
        N_("%(count)s deleted."),
        lambda task: services.task_delete(task=task),
        lambda task: True,
        permission="delete",
    ),
)


def respond(
    admin: "ModelAdmin[Any]", request: HttpRequest, tasks: QuerySet[AnalysisTask], act: StaffAction
) -> HttpResponse:
    """Show the confirmation page for ``act`` on ``tasks``, or execute it once confirmed."""
    chosen = list(tasks.order_by("-created_at", "-pk")[: AT_ONCE + 1])
    if len(chosen) > AT_ONCE:
        admin.message_user(
            request, gettext("Select at most %(count)s analyses at once.") % {"count": AT_ONCE}, messages.ERROR
        )
    elif "confirmed" in request.POST:
        _execute(admin, request, chosen, act)
    else:
        return _ask(admin, request, chosen, act)
    if "from_page" in request.POST and len(chosen) == 1 and act.permission != "delete":
        return HttpResponseRedirect(reverse("admin:analysis_analysistask_change", args=[chosen[0].pk]))
    query = request.POST.get("back", request.GET.urlencode())
    return HttpResponseRedirect(reverse("admin:analysis_analysistask_changelist") + (f"?{query}" if query else ""))


def _ask(
    admin: "ModelAdmin[Any]", request: HttpRequest, chosen: list[AnalysisTask], act: StaffAction
) -> TemplateResponse:
    context = admin.admin_site.each_context(request) | {
        "title": gettext("%(action)s: are you sure?") % {"action": act.label},
        "opts": admin.opts,
        "act": act,
        "chosen": [(task, act.applies_to(task)) for task in chosen],
        "checkbox": helpers.ACTION_CHECKBOX_NAME,
        "back": request.GET.urlencode(),
        "from_page": "from_page" in request.POST,
    }
    return TemplateResponse(request, "admin/analysis/analysistask/confirm.html", context)


def _execute(admin: "ModelAdmin[Any]", request: HttpRequest, chosen: list[AnalysisTask], act: StaffAction) -> None:
    """Execute the action on each task, and report how many succeeded and why the others were refused."""
    refused: dict[str, list[str]] = defaultdict(list)
    for task in chosen:
        try:
            with transaction.atomic():  # the action and the entry in the admin's log, both or neither
                if act.permission == "delete":
                    admin.log_deletions(request, AnalysisTask.objects.filter(pk=task.pk))
                else:
                    with override("en"):  # the language of the log
                        admin.log_change(request, task, str(act.label))
                act.run(task)
        except AnalysisError as error:
            refused[error.message].append(task.video_id)
    if done := len(chosen) - sum(map(len, refused.values())):
        admin.message_user(request, gettext(act.done) % {"count": done}, messages.SUCCESS)
    for reason, names in refused.items():
        listed = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
        message = gettext("%(count)s refused (%(names)s): %(reason)s")
        shown = {"count": len(names), "names": listed, "reason": wording.translate(reason)}
        admin.message_user(request, message % shown, messages.WARNING)


def are_ids(words: list[str]) -> bool:
    """Return whether each of ``words`` is a well-formed id of an analysis."""
    try:
        return all(UUID(word) for word in words)
    except ValueError:
        return False
