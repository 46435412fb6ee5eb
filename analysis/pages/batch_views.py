"""Pages of batches: the list with its form, one batch, and what can be done to it."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from analysis.access import client_identity, permissions
from analysis.access.limits import rate_limits
from analysis.batches import services
from analysis.batches.summary import FEEDBACK
from analysis.choices import TaskStatus
from analysis.exceptions import AnalysisError
from analysis.models import Batch, BatchMember
from analysis.pages import status_page, submission
from analysis.pages.batch_forms import BatchForm
from analysis.queries import batch_wire, batches
from analysis.support import request_ids
from analysis.wording import names
from analysis.wording.messages import translate

PAGE_SIZE = 20
#: Members on a page of a batch.
MEMBERS_PER_PAGE = 50
COUNT_LABELS: dict[str, Any] = {
    **{status.value: label for status, label in status_page.STATUS_LABELS.items()},
    "reused": gettext_lazy("Taken from earlier"),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch_list(request: HttpRequest) -> HttpResponse:
    """Show the form and the batches; a valid form starts one and leads to its page."""
    form, status = BatchForm(), HTTPStatus.OK
    if request.method == "POST":
        form = BatchForm(request.POST)
        batch, status = _create(request, form)
        if batch is not None:
            return redirect("batch-page", batch.pk)
    elif address := request.GET.get("urls"):
        form.initial = {**form.initial, "youtube_url": address}
    found = Paginator(permissions.batches_visible(request.user).defer("summary", "options"), PAGE_SIZE)
    page = found.get_page(request.GET.get("page"))
    rows = [{"batch": batch, "badge": badge(batch)} for batch in page]
    context = {"form": form, "rows": rows, "page": page}
    return render(request, "analysis/batch_list.html", context, status=status)


def _create(request: HttpRequest, form: BatchForm) -> tuple[Batch | None, HTTPStatus]:
    if not form.is_valid():
        return None, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        caller = client_identity.rate_limit_key(request)
        rate_limits.count_request(rate_limits.Scope.CREATE, caller)
        batch = services.batch_create(
            owner=request.user, request_id=request_ids.current(), caller=caller, **form.arguments()
        )
    except AnalysisError as error:
        form.add_error(None, translate(error.message))
        return None, submission.status_of(error)
    return batch, HTTPStatus.OK


@never_cache
@require_safe
def batch_detail(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Show the progress of a batch, its members, and what they have in common."""
    batch = _batch(request, batch_id)
    members = batch.members.select_related("task", "task__video").defer("task__result_data", "task__result_metadata")
    feedback = (batch.summary or {}).get("feedback") or {}
    page = Paginator(members, MEMBERS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "badge": badge(batch),
        "active": batch.status in TaskStatus.active(),
        "counts": [
            (label, batch.counts.get(name, 0)) for name, label in COUNT_LABELS.items() if batch.counts.get(name)
        ],
        # JSON objects come from PostgreSQL in its own order.
        "feedback": [(name, feedback[name]["count"]) for name in FEEDBACK if name in feedback],
        "retryable": is_retryable(batch),
        "may_change": permissions.may_perform(request.user, batch, "change"),
        "links": batch_wire.batch_links(batch.pk),
        "members": [_member(request, member) for member in page],
        "page": page,
    }
    return render(request, "analysis/batch_detail.html", context)


def _member(request: HttpRequest, member: BatchMember) -> dict[str, Any]:
    """Return what the page shows of a member; its analysis only if the caller may see it."""
    task = member.task if member.task and permissions.may_see(request.user, member.task.owner_id) else None
    status = member.status
    if task is not None and status == TaskStatus.PROCESSING:
        status = task.status
    video = getattr(task, "video", None)
    return {
        "member": member,
        "task": task,
        "title": (video.title if video else "") or member.title or names.untitled(member.video_id),
        "badge": status_page.Badge(str(status_page.STATUS_LABELS[TaskStatus(status)]), status),
        "facts": member.facts if task is not None else None,
    }


def badge(batch: Batch) -> status_page.Badge:
    """Return the status of a batch, as the pages show it; one of which something failed does not look well."""
    failed = batch.counts.get("failed")
    if batch.status == TaskStatus.COMPLETED and failed:
        word = ngettext("Complete, %(number)s failed", "Complete, %(number)s failed", failed) % {"number": failed}
        return status_page.Badge(word, "incomplete")
    return status_page.Badge(str(status_page.STATUS_LABELS[TaskStatus(batch.status)]), batch.status)


def is_retryable(batch: Batch) -> bool:
    """Return whether a member, or the list, can be tried again."""
    return bool(batch.counts.get("failed")) or batch.status in TaskStatus.retryable()


@require_POST
def batch_cancel(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Cancel an active batch."""
    return _change(request, batch_id, services.batch_cancel)


@require_POST
def batch_retry(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Put the failed members of a batch back."""

    def retry(*, batch: Batch) -> None:
        caller = client_identity.rate_limit_key(request)
        rate_limits.count_request(rate_limits.Scope.CREATE, caller)
        services.batch_retry_failed(batch=batch, caller=caller)

    return _change(request, batch_id, retry)


def _batch(request: HttpRequest, batch_id: UUID) -> Batch:
    batch = batches.batch_visible(batch_id, request.user)
    if batch is None:
        raise Http404("Batch not found")
    return batch


def _change(request: HttpRequest, batch_id: UUID, service: Callable[..., None]) -> HttpResponse:
    """Call ``service`` on the batch and lead to its page, with a message if the service raised an error."""
    batch = _batch(request, batch_id)
    if not permissions.may_perform(request.user, batch, "change"):
        raise PermissionDenied
    try:
        service(batch=batch)
    except Batch.DoesNotExist as error:
        raise Http404("Batch not found") from error
    except AnalysisError as error:
        messages.info(request, translate(error.message))
    return redirect("batch-page", batch_id)
