"""The list of analyses with the form above it, and what is done to several of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from analysis import services, youtube
from analysis.access import client_identity, permissions
from analysis.access.limits import rate_limits
from analysis.choices import TaskStatus
from analysis.exceptions import AnalysisError
from analysis.models import AnalysisTask, Upload
from analysis.pages import history_page, submission
from analysis.pages.analysis_forms import AnalysisForm
from analysis.queries import tasks, uploads
from analysis.uploads.errors import UploadNotFound
from analysis.wording.messages import translate
from analysis.wording.sentence_templates import Plural
from analysis.youtube import VideoRef

#: The policy of the other pages allows no picture from elsewhere.
# The ignores: django-csp's types know no function that takes more than a request.
_render_with_thumbnails: Callable[..., HttpResponse] = csp_update(  # type: ignore[assignment]
    {"img-src": [youtube.THUMBNAIL_ORIGIN]}
)(render)  # type: ignore[arg-type]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task_list(request: HttpRequest) -> HttpResponse:
    """Show the form and the analyses that match the filters; a valid form starts one and redirects to its page.

    Where the caller sees one of the same video with the same options, the page asks before it starts another. Of
    several videos those are started that can be; the page says why the others were not.
    """
    files = request.FILES.getlist("file")
    form = AnalysisForm(request.POST, has_files=bool(files)) if request.method == "POST" else AnalysisForm()
    found = submission.submit(request, form, files) if form.is_bound else submission.Submission()
    started = found.started
    if len(started) == 1 and not found.refused:
        return redirect("task-detail", started[0].pk)
    if started:
        messages.info(request, _STARTED.with_values(count=len(started)))
        if not found.refused:
            return redirect("task-list")
    context = {
        "max_upload_bytes": settings.MAX_UPLOAD_BYTES,
        "form": form,
        "submission": found,
        "earlier": found.earlier,
        **history_page.context(request.GET, request.user),
    }
    status = found.status
    if context["filter_errors"] and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    show = _render_with_thumbnails if context["thumbnails"] else render
    return show(request, "analysis/task_list.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit_form(request: HttpRequest) -> HttpResponse:
    """Take the form at an address of its own, where bodies with files are let through; else lead to the list."""
    return task_list(request) if request.method == "POST" else redirect("task-list")


# Several analyses


@dataclass
class _Outcome:
    """What was done to the selected analyses, and why it was not to the others."""

    done: int = 0
    #: Number of analyses by the reason.
    refused: dict[str, int] = field(default_factory=dict)

    def refuse(self, reason: str) -> None:
        self.refused[reason] = self.refused.get(reason, 0) + 1


@never_cache
@require_POST
def change_selected(request: HttpRequest) -> HttpResponse:
    """Delete the selected analyses, after a question, or run them again, and show what was done; or compare two."""
    back = f"{reverse('task-list')}?{request.GET.urlencode()}"
    selected = list(dict.fromkeys(key for given in request.POST.getlist("task") if (key := tasks.parse_key(given))))
    keys = selected[: history_page.PAGE_SIZE]
    found = list(tasks.tasks_for_pages(request.user).filter(pk__in=keys))
    action = request.POST.get("action")
    if action == "compare":
        return _compare(request, found, back)
    if not keys or action not in ("delete", "rerun"):
        messages.info(request, gettext("Select at least one analysis, then choose what to do with it."))
        return redirect(back)
    if action == "delete" and found and "confirmed" not in request.POST:
        return render(request, "analysis/delete_selected.html", {"tasks": found, "query": request.GET.urlencode()})
    outcome = _delete(request, found) if action == "delete" else _run_again(request, found)
    for _ in range(len(keys) - len(found)):
        outcome.refuse(gettext("There is no such analysis, or it is not yours to see."))
    for _ in range(len(selected) - len(keys)):
        outcome.refuse(gettext("At most %(count)s are changed at once.") % {"count": history_page.PAGE_SIZE})
    _report(request, outcome, _DELETED if action == "delete" else _STARTED_AGAIN)
    return redirect(back)


def _compare(request: HttpRequest, selected: Sequence[AnalysisTask], back: str) -> HttpResponse:
    """Lead to the comparison of two analyses, the older one first."""
    if len(selected) != 2:
        messages.info(request, gettext("Select exactly two analyses to compare."))
        return redirect(back)
    first, second = sorted(selected, key=lambda task: (task.created_at, task.pk))
    return redirect("task-compare", first.pk, second.pk)


def _delete(request: HttpRequest, selected: Iterable[AnalysisTask]) -> _Outcome:
    outcome = _Outcome()
    for task in selected:
        if not permissions.may_perform(request.user, task, "delete"):
            outcome.refuse(gettext("You have read-only access to it."))
            continue
        services.task_delete(task=task)
        outcome.done += 1
    return outcome


def _run_again(request: HttpRequest, selected: Iterable[AnalysisTask]) -> _Outcome:
    """Retry what failed or was cancelled, and start a new analysis where there is a result."""
    outcome = _Outcome()
    caller = client_identity.rate_limit_key(request)
    for task in selected:
        if task.status in TaskStatus.active():
            outcome.refuse(gettext("It has not ended yet."))
            continue
        if not permissions.may_perform(request.user, task, "change"):
            outcome.refuse(gettext("You have read-only access to it."))
            continue
        try:
            if task.status in TaskStatus.retryable():
                rate_limits.count_request(rate_limits.Scope.CREATE, caller)
                services.task_retry(task=task, caller=caller)
            else:
                video = VideoRef(url=task.youtube_url, video_id=task.video_id)
                submission.create(request, video, task.options, _upload_of(request, task))
            outcome.done += 1
        except AnalysisError as error:
            outcome.refuse(translate(error.message))
    return outcome


def _upload_of(request: HttpRequest, task: AnalysisTask) -> Upload | None:
    """Return the upload that a task read, None where it read none.

    Raises:
        UploadNotFound: it has expired.
    """
    if task.upload_id is None:
        return None
    upload = uploads.upload_visible(task.upload_id, request.user)
    if upload is None:
        raise UploadNotFound
    return upload


_STARTED = Plural("%(count)s analysis was started.", "%(count)s analyses were started.", "count")


@dataclass(frozen=True)
class _Words:
    """What is said about the analyses to which something was done, and about the others."""

    done: Plural
    refused: Plural


_DELETED = _Words(
    done=Plural("%(count)s analysis was deleted.", "%(count)s analyses were deleted.", "count"),
    refused=Plural(
        "%(count)s analysis was not deleted: %(reason)s", "%(count)s analyses were not deleted: %(reason)s", "count"
    ),
)
_STARTED_AGAIN = _Words(
    done=Plural("%(count)s analysis was started again.", "%(count)s analyses were started again.", "count"),
    refused=Plural(
        "%(count)s analysis was not started again: %(reason)s",
        "%(count)s analyses were not started again: %(reason)s",
        "count",
    ),
)


def _report(request: HttpRequest, outcome: _Outcome, words: _Words) -> None:
    if outcome.done:
        messages.info(request, words.done.with_values(count=outcome.done))
    for reason, number in outcome.refused.items():
        messages.info(request, words.refused.with_values(count=number, reason=reason))
