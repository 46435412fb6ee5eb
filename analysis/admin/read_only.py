"""Base classes and helpers of the read-only admin pages."""

import json
from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analysis.wording.messages import translate

#: Maximum number of rows counted for the pager; counting millions would take seconds.
COUNTED = 10_000
#: Characters of a JSON value that a page shows; HTML takes up to seven bytes for one.
SHOWN_CHARS = 500_000


class BoundedPaginator(Paginator):  # type: ignore[type-arg]  # generic in django-stubs only
    """Pages through the first :data:`COUNTED` rows; search and filters find the others."""

    @cached_property
    def count(self) -> int:
        return min(self._counted, COUNTED)

    @cached_property
    def is_cut_short(self) -> bool:
        return self._counted > COUNTED

    @cached_property
    def _counted(self) -> int:
        rows = cast("QuerySet[Any]", self.object_list)
        return rows[: COUNTED + 1].count()


class ReadOnly:
    """Rows that only the service writes."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Forbid deleting: rows are deleted together with their analysis."""
        return False


# django-stubs makes the admin's classes generic; at run time they cannot be subscripted.
class LargeTable(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """A list that stays fast at any size: it counts, sorts and searches only through an index."""

    paginator = BoundedPaginator
    show_full_result_count = False
    #: Facets would count the rows of every filter.
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    #: Sorting by a column would sort the whole table.
    sortable_by: ClassVar[tuple[str, ...]] = ()
    #: Large columns that lists do not load.
    heavy: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return the rows, for lists without the ``heavy`` columns."""
        rows = super().get_queryset(request)
        return rows if is_page_of_one(request) else rows.defer(*self.heavy)

    def has_act_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may run actions: the change permission, although no form allows editing."""
        return request.user.has_perm(f"analysis.change_{self.opts.model_name}")


class PartOfTask(LargeTable):
    """Rows that belong to an analysis."""

    list_select_related = ("task",)

    @admin.display(description=_("analysis"))
    def of_task(self, row: Any) -> SafeString:
        return link_to(row.task)


class WithMessages(LargeTable):
    """Rows with messages and warnings for readers, which are stored in English."""

    @admin.display(description=_("message"))
    def shown_message(self, row: Any) -> str:
        return translate(row.message)

    @admin.display(description=_("error message"))
    def shown_error(self, row: Any) -> str:
        return translate(row.error_message)

    @admin.display(description=_("warnings"))
    def shown_warnings(self, row: Any) -> SafeString:
        return readable(row.warnings)


def is_page_of_one(request: HttpRequest) -> bool:
    """Return whether the request is for the page of one row, not for a list."""
    match = request.resolver_match
    return match is not None and "object_id" in match.kwargs


def readable(value: Any) -> SafeString:
    """Return indented JSON; of a long one the beginning, and how long it is."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    if len(text) > SHOWN_CHARS:
        rest = gettext("… These are the first %(shown)s of %(total)s characters.")
        text = f"{text[:SHOWN_CHARS]}\n{rest % {'shown': f'{SHOWN_CHARS:,}', 'total': f'{len(text):,}'}}"
    return format_html("<pre>{}</pre>", text)


def link(address: str, text: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, text)


def link_to(row: Model) -> SafeString:
    return link(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]), row)
