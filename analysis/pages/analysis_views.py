"""Analysis pages: each view parses the request, calls one service or query and renders the page."""

from collections.abc import Callable
from uuid import UUID

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp, csp_update
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from analysis import services, youtube
from analysis.access import client_identity, permissions
from analysis.access.limits import rate_limits
from analysis.choices import StepStatus, TaskStatus
from analysis.exceptions import AnalysisError
from analysis.exports.charts import charts
from analysis.models import AnalysisTask
from analysis.pages import failure_advice, status_page
from analysis.pages.rendered_result import rendered_result
from analysis.queries import tasks, wire
from analysis.wording.messages import translate


# django-csp's types know no view that takes more than a request.
@csp_update({"frame-src": [youtube.PLAYER_ORIGIN]})  # type: ignore[arg-type]
@never_cache
@require_safe
def task_detail(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Show the progress of an analysis, or its result."""
    task = tasks.task_for_page(task_id, request.user, with_earlier=True)
    if task is None:
        raise Http404("Task not found")
    try:
        rendered = rendered_result(task)
    except AnalysisTask.DoesNotExist:  # deleted since it was read
        raise Http404("Task not found") from None
    steps = status_page.step_lines(task)
    context = {
        "rendered": rendered,
        "task": task,
        "video": getattr(task, "video", None),
        "badge": status_page.badge(task),
        "active": task.status in TaskStatus.active(),
        "retryable": task.status in TaskStatus.retryable(),
        "may_change": permissions.may_perform(request.user, task, "change"),
        "steps": steps,
        "has_completed_steps": any(step.status == StepStatus.COMPLETED for step in steps),
        "elapsed": status_page.elapsed_seconds(task),
        "remaining": status_page.remaining_seconds(task),
        "continues_in": status_page.continues_in(task),
        "remaining_range": status_page.remaining_range(task),
        "notices": status_page.notices(task),
        "error": wire.task_error(task),
        "advice": failure_advice.advise(task.error_code),
        "settings_to_change": failure_advice.SETTINGS.get(task.error_code, ()) if request.user.is_staff else (),
        "can_upload": failure_advice.can_upload(task.error_code),
        "live_data": status_page.live_data(task),
    }
    return render(request, "analysis/task_detail.html", context)


@require_POST
def task_cancel(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Cancel an active analysis."""
    return _change(request, task_id, services.task_cancel)


@require_POST
def task_retry(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Queue a failed or cancelled analysis again."""

    def retry(*, task: AnalysisTask) -> None:
        caller = client_identity.rate_limit_key(request)
        rate_limits.count_request(rate_limits.Scope.CREATE, caller)
        services.task_retry(task=task, caller=caller)

    return _change(request, task_id, retry)


def _change(request: HttpRequest, task_id: UUID, service: Callable[..., None]) -> HttpResponse:
    """Call ``service`` on the task and redirect to its page, with a message if the service raised an error."""
    task = tasks.task_visible(task_id, request.user)
    if task is None:
        raise Http404("Task not found")
    if not permissions.may_perform(request.user, task, "change"):
        raise PermissionDenied
    try:
        service(task=task)
    except AnalysisError as error:
        messages.info(request, translate(error.message))
    return redirect("task-detail", task_id)


# A chart contains its own styles; opened as a page of its own, it may load nothing.
# django-csp's types allow only lists of strings, which its own constants are not.
@csp({"default-src": [NONE], "style-src": [UNSAFE_INLINE]})  # type: ignore[arg-type]
@cache_control(private=True, max_age=3600)
@require_safe
def task_chart(request: HttpRequest, task_id: UUID, name: str) -> HttpResponse:
    """Return one chart of a completed analysis as SVG; ``?size=narrow`` is for small screens."""
    found = tasks.result_visible(task_id, request.user)
    chart = charts(found).get(name) if found else None
    if chart is None:
        raise Http404("Chart not found")
    size = chart.narrow if request.GET.get("size") == "narrow" else chart.wide
    return HttpResponse(chart.draw(size), content_type="image/svg+xml")
