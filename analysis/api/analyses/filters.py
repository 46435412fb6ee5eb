"""What lists can be narrowed by. A value that makes no sense is refused; none is silently ignored."""

from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from analysis.choices import AnalysisType, TaskStatus
from analysis.models import AnalysisTask, Comment

SEARCH_MAX_LENGTH = 200
#: The words of ``values.CommentFinding.sentiment``.
SENTIMENTS = ("positive", "neutral", "negative", "not_scored")
_ORDERINGS = [("created_at", "oldest first"), ("-created_at", "newest first")]


# django-filter has no types, hence the ignores in this file.
@extend_schema_field(OpenApiTypes.BOOL)
class TrueFalseFilter(django_filters.TypedChoiceFilter):  # type: ignore[misc]
    """Takes ``true`` and ``false``; django-filter's own takes any other word for "no matter"."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(choices=choices, coerce=lambda word: word == "true", empty_value=None, **kwargs)


class MomentField(IsoDateTimeField):  # type: ignore[misc]
    """Takes a time of ISO 8601, UTC where no zone is given."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the time in UTC: PostgreSQL refuses zones that Python takes, such as +23:59."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise forms.ValidationError("There is no such time.", code="invalid") from error


class MomentFilter(django_filters.IsoDateTimeFilter):  # type: ignore[misc]
    """Narrows by a time."""

    field_class = MomentField


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": 2**63 - 1})
class CountFilter(django_filters.NumberFilter):  # type: ignore[misc]
    """Takes a whole number that PostgreSQL can hold."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**63 - 1, **kwargs)

    def get_max_validator(self) -> None:
        """Return none: the field has its own limits."""


def _text_filter(max_length: int, **kwargs: Any) -> django_filters.CharFilter:
    """Return a filter that takes text, and says in the OpenAPI document how long it may be."""
    described = extend_schema_field({"type": "string", "maxLength": max_length, "pattern": "^[^\\u0000]*$"})
    return described(django_filters.CharFilter(max_length=max_length, **kwargs))


class TaskFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Narrows the list of analyses."""

    status = django_filters.ChoiceFilter(choices=TaskStatus.choices)
    video_id = _text_filter(64, help_text="YouTube's id of the video.")
    analysis_type = django_filters.ChoiceFilter(field_name="options__analysis_type", choices=AnalysisType.choices)
    created_after = MomentFilter(
        field_name="created_at", lookup_expr="gte", help_text="ISO 8601; at or after this time."
    )
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt", help_text="ISO 8601; before this time.")
    search = _text_filter(
        SEARCH_MAX_LENGTH, method="search_title", help_text="Part of the title or of the channel's name."
    )
    ordering = django_filters.ChoiceFilter(
        method="keep", choices=_ORDERINGS, help_text="`-created_at` (newest first) where not given."
    )

    class Meta:
        """Only what is declared above."""

        model = AnalysisTask
        fields: list[str] = []

    def search_title(self, queryset: QuerySet[AnalysisTask], name: str, value: str) -> QuerySet[AnalysisTask]:
        """Return those whose title or channel holds ``value``."""
        return queryset.filter(Q(video__title__icontains=value) | Q(video__channel_name__icontains=value))

    def keep(self, queryset: QuerySet[AnalysisTask], name: str, value: str) -> QuerySet[AnalysisTask]:
        """Return all: the pagination orders, since its cursor depends on it."""
        return queryset


class CommentFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Narrows the comments of one analysis."""

    sentiment = django_filters.ChoiceFilter(choices=[(word, word) for word in SENTIMENTS])
    theme = _text_filter(200, lookup_expr="iexact", help_text="Name of the theme.")
    is_spam = TrueFalseFilter()
    is_author = TrueFalseFilter(help_text="Written by the author of the video.")
    language = _text_filter(35, lookup_expr="iexact")
    min_likes = CountFilter(field_name="like_count", lookup_expr="gte")
    search = _text_filter(SEARCH_MAX_LENGTH, field_name="text", lookup_expr="icontains", help_text="Part of the text.")

    class Meta:
        """Only what is declared above."""

        model = Comment
        fields: list[str] = []
