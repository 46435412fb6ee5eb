"""Admin page of comments, read one analysis at a time, since there may be 10,000 in each."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from analysis.admin.read_only import PartOfTask
from analysis.models import Comment
from analysis.wording import names


class SentimentFilter(admin.SimpleListFilter):
    """Sentiment of comments; Django's own filter would scan the whole table for its choices."""

    title = _("sentiment")
    parameter_name = "sentiment"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the values of ``Comment.sentiment``."""
        return [(word, names.word(word)) for word in ("positive", "neutral", "negative", "not_scored")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the comments with the chosen sentiment."""
        return queryset.filter(sentiment=self.value()) if self.value() else queryset


@admin.register(Comment)
class CommentAdmin(PartOfTask):
    """Comments."""

    list_display = ("beginning", "author", "like_count", "sentiment", "language", "theme", "is_spam", "of_task")
    # Along the index that keeps the comments of an analysis together.
    ordering: ClassVar = ("task_id", "position")
    # Only makes Django show the search box; ``get_search_results`` does the search.
    search_fields = ("task",)
    search_help_text = _("The id of an analysis.")
    fields = ("of_task", *(field.name for field in Comment._meta.fields if field.name not in {"id", "task"}))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Return the comments with only those columns of their analyses that a link uses."""
        comments: QuerySet[Comment] = super().get_queryset(request).select_related("task")
        return comments.only(*(field.name for field in Comment._meta.fields), "task__video_id", "task__status")

    def get_list_filter(self, request: HttpRequest) -> tuple[Any, ...]:
        """Return filters within one analysis only; without it they would scan the whole table."""
        return (SentimentFilter, "is_spam", "is_author") if "task" in request.GET else ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Comment], search_term: str
    ) -> tuple[QuerySet[Comment], bool]:
        """Return the comments of the analysis with this id."""
        if not search_term:
            return queryset, False
        try:
            return queryset.filter(task=UUID(search_term.strip())), False
        except ValueError:
            return queryset.none(), False

    @admin.display(description=_("text"))
    def beginning(self, comment: Comment) -> str:
        """Return the beginning of the comment."""
        return comment.text[:120]
