"""The page that compares two analyses."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis.choices import TaskStatus
from analysis.pages import compare_page, status_page
from analysis.queries import comparison, tasks


@never_cache
@require_safe
def task_compare(request: HttpRequest, task_id: UUID, other: UUID) -> HttpResponse:
    """Show what differs between two analyses, or which of them has no result."""
    first, second = (tasks.task_for_page(key, request.user) for key in (task_id, other))
    if first is None or second is None:
        raise Http404("Task not found")
    without = [task for task in (first, second) if task.status != TaskStatus.COMPLETED]
    if without:
        pairs = [(task, status_page.badge(task)) for task in dict.fromkeys(without)]
        active = any(task.status in TaskStatus.active() for task in without)
        status = HTTPStatus.ACCEPTED if active else HTTPStatus.CONFLICT
        return render(request, "analysis/compare.html", {"without_result": pairs}, status=status)
    found = comparison.compare_tasks(first, second)
    if found is None:
        raise Http404("Task not found")
    return render(request, "analysis/compare.html", compare_page.context(found))
