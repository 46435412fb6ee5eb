"""Admin page of Celery's task results, adapted to large tables."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_celery_results.admin import TaskResultAdmin
from django_celery_results.models import GroupResult, TaskResult

from analysis.admin.read_only import BoundedPaginator, ReadOnly

admin.site.unregister([TaskResult, GroupResult])


@admin.register(TaskResult)
class CeleryResultAdmin(ReadOnly, TaskResultAdmin):
    """Results of Celery tasks, kept for CELERY_RESULT_EXPIRES."""

    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    # The package's other filters read their choices from the whole table.
    list_filter = ("status", "date_done")  # type: ignore[assignment]  # the package's own, as mypy infers it, is longer
    date_hierarchy = None  # type: ignore[assignment]  # as above
    # Only makes Django show the search box; ``get_search_results`` does the search.
    search_fields = ("task_id",)  # type: ignore[assignment]  # as above
    search_help_text = _("The id of a Celery task, as on the page of an analysis.")
    sortable_by = ("date_done",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return (queryset.filter(task_id=search_term.strip()) if search_term else queryset), False
