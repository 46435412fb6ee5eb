"""The page on which the comments of an analysis are filtered, searched and read in threads."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from csp.decorators import csp_update
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from analysis import youtube
from analysis.choices import StepName
from analysis.models import AnalysisTask, Comment
from analysis.pages import comments_page
from analysis.pages.facets import address
from analysis.queries import comments, tasks
from analysis.queries.filters import CommentFilter

#: Comments on a page, replies below each, and characters of each: the most with which a page stays under 5 MB.
PAGE_SIZE = 25
REPLIES_EACH = 3
MAX_TEXT = 3_000


# django-csp's types know no view that takes more than a request.
@csp_update({"frame-src": [youtube.PLAYER_ORIGIN]})  # type: ignore[arg-type]
@never_cache
@require_safe
def task_comments(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Show the comments that match the filters in the URL, which are those of the REST endpoint."""
    task = tasks.task_for_page(task_id, request.user)
    if task is None:
        raise Http404("Task not found")
    given = comments_page.given_filters(request.GET)
    found = Comment.objects.filter(task=task)
    filters = CommentFilter(given, found)
    is_valid = filters.is_valid()
    context = {
        "task": task,
        "video": getattr(task, "video", None),
        "pending": tasks.is_step_pending(task, StepName.COMMENT_ANALYSIS),
        "given": given,
        "search": given.get("search"),
        "errors": comments_page.errors(filters),
        "orderings": comments_page.ORDERINGS,
        "chips": comments_page.chips(given),
        "kept": comments_page.kept(given),
        "csv": comments_page.csv_address(task, given),
        "max_text": MAX_TEXT,
    }
    if is_valid and not context["pending"]:
        context |= _matches(request, task, filters, given)
    status = HTTPStatus.OK if is_valid else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "analysis/comments.html", context, status=status)


def _matches(
    request: HttpRequest, task: AnalysisTask, filters: CommentFilter, given: comments_page.Filters
) -> dict[str, Any]:
    """Return the facets and one page of the comments that match, each with its thread: three queries."""
    found: QuerySet[Comment] = filters.queryset
    conditions = filters.conditions()
    facets = comments.count_facets(found, conditions)
    ordering = given.get("ordering", comments.DEFAULT_ORDERING)
    # Every comment has its own place where some are left out, or where replies are what is sorted.
    in_threads = not conditions and ordering != comments_page.BY_UNCERTAINTY
    shown = comments.beginning_threads(found) if in_threads else filters.qs
    cursor = {name: comments_page.cursor(request.GET, name) for name in ("after", "before")}
    page = comments.page(comments.sort(shown, ordering), PAGE_SIZE, **cursor)
    is_one_thread = "thread" in given
    beside = [] if is_one_thread else comments.around(found, page.comments, REPLIES_EACH)
    return {
        "total": facets.total,
        "facets": comments_page.facets(facets, given),
        "entries": comments_page.entries(page.comments, beside, given),
        "previous": page.before and address(given, before=page.before),
        "next": page.after and address(given, after=page.after),
        "in_threads": in_threads,
        "is_one_thread": is_one_thread,
    }
