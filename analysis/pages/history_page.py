"""Template context of the list of analyses: filters, pages, and one line about how a video was received."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from analysis.access.permissions import Caller
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask
from analysis.pages import status_page, task_row
from analysis.pages.task_row import Row
from analysis.queries import tasks
from analysis.queries.filters import TaskFilter

#: Analyses on one page of the list.
PAGE_SIZE = 20
#: Filters that the page offers; the others are for programs.
FILTERS = ("search", "status", "video_id", "created_after", "created_before", "ordering")


def context(query: QueryDict, caller: Caller) -> dict[str, Any]:
    """Return one page of the analyses that ``caller`` may see and that match the filters in ``query``."""
    stripped = {name: query.get(name, "").strip() for name in FILTERS}
    given = {name: value for name, value in stripped.items() if value}
    found, errors = _filtered(given, caller)
    page = _page_number(query)
    start = (page - 1) * PAGE_SIZE
    ordering = ("created_at", "id") if given.get("ordering") == "created_at" else ("-created_at", "-id")
    thumbnails = {"thumbnails": "1"} if query.get("thumbnails") == "1" else {}
    found = found.order_by(*ordering)[start : start + PAGE_SIZE + 1]
    rows = [task_row.row(task, caller, is_selected="select" in query, has_thumbnail=bool(thumbnails)) for task in found]
    shown = rows[:PAGE_SIZE]
    return {
        "rows": shown if "video_id" in given else _group_by_video(shown),
        "given": given,
        "filtered": given.keys() - {"ordering"},
        "filter_errors": errors,
        "statuses": status_page.STATUS_LABELS,
        "page": page,
        "thumbnails": bool(thumbnails),
        "thumbnails_switch": _address(given if thumbnails else given | {"thumbnails": "1"}, page),
        "here": _address(given | thumbnails, page),
        "newer": _address(given | thumbnails, page - 1) if page > 1 else None,
        "older": _address(given | thumbnails, page + 1) if len(rows) > PAGE_SIZE else None,
        "any_active": any(each.status in TaskStatus.active() for each in shown),
    }


def _filtered(given: dict[str, str], caller: Caller) -> tuple[QuerySet[AnalysisTask], list[str]]:
    """Return the tasks that match, and why some of the filters are invalid.

    Unless one video is asked for, each task has the number of analyses of its video.
    """
    found = tasks.tasks_for_list(caller)
    if "video_id" not in given:
        found = found.annotate(of_video=tasks.number_of_video(caller))
    if not given:  # django-filter would copy a form with all fields
        return found, []
    filters = TaskFilter(given, found)
    if not filters.is_valid():
        return found.none(), [error for errors in filters.errors.values() for error in errors]
    return filters.qs, []


def _group_by_video(rows: Sequence[Row]) -> list[Row]:
    """Return one row for each video, at the place of its first, with the others of the page."""
    groups: dict[str, list[Row]] = {}
    for each in rows:
        groups.setdefault(each.video_id, []).append(each)
    return [
        replace(first, others=tuple(replace(other, of_video=1) for other in others))
        for first, *others in groups.values()
    ]


def _page_number(query: QueryDict) -> int:
    given = query.get("page", "")
    return max(1, int(given)) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def _address(given: dict[str, str], page: int) -> str:
    return f"?{urlencode(given | ({'page': str(page)} if page > 1 else {}))}"
