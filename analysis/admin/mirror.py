"""Celery's own record of its tasks, made fit for large tables."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django_celery_results.admin import TaskResultAdmin
from django_celery_results.models import GroupResult, TaskResult

from analysis.admin.read_only import BoundedPaginator, ReadOnly

admin.site.unregister([TaskResult, GroupResult])


@admin.register(TaskResult)
class MirrorAdmin(ReadOnly, TaskResultAdmin):
    """What became of Celery's tasks in the last week."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # Without those of the package whose choices are read from the whole table.
    list_filter = ("status", "date_done")  # type: ignore[assignment]  # the package's own, as mypy infers it, is longer
    date_hierarchy = None  # type: ignore[assignment]  # as above
    # The search itself is below; the name only has the box shown.
    search_fields = ("task_id",)  # type: ignore[assignment]  # as above
    search_help_text = "The id of a Celery task, as on the page of an analysis."
    sortable_by = ("date_done",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the task with exactly this id."""
        return (queryset.filter(task_id=search_term.strip()) if search_term else queryset), False
