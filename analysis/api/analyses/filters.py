"""Filters of the list endpoints. Invalid values are rejected, never ignored."""

import dataclasses
from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django_filters.fields import IsoDateTimeField
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from analysis.api.http.query_parameters import text_schema
from analysis.choices import AnalysisType, TaskStatus
from analysis.models import AnalysisTask, Comment
from analysis.pipeline import values

SEARCH_MAX_LENGTH = 200
#: Values of a comment's sentiment.
SENTIMENTS = ("positive", "neutral", "negative", "not_scored")
#: Classes of feedback, of which a comment has any number.
FEEDBACK = tuple(field.name for field in dataclasses.fields(values.Feedback))
_ORDERINGS = [("created_at", "oldest first"), ("-created_at", "newest first")]


# django-filter has no types, hence the ignores in this file.
@extend_schema_field(OpenApiTypes.BOOL)
class TrueFalseFilter(django_filters.TypedChoiceFilter):  # type: ignore[misc]  # the library has no types
    """Accepts ``true`` and ``false``; django-filter's own ignores any other value."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("true", "true"), ("false", "false")]
        super().__init__(choices=choices, coerce=lambda word: word == "true", empty_value=None, **kwargs)


class UtcDateTimeField(IsoDateTimeField):  # type: ignore[misc]  # the library has no types
    """Accepts an ISO 8601 time, in UTC if it has no offset."""

    def to_python(self, value: Any) -> datetime | None:
        """Return the time in UTC: PostgreSQL rejects offsets that Python accepts, such as +23:59."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as error:
            raise forms.ValidationError("This time is out of range.", code="invalid") from error


class UtcDateTimeFilter(django_filters.IsoDateTimeFilter):  # type: ignore[misc]  # the library has no types
    """Filters by a time."""

    field_class = UtcDateTimeField


@extend_schema_field({"type": "integer", "minimum": 0, "maximum": 2**63 - 1})
class CountFilter(django_filters.NumberFilter):  # type: ignore[misc]  # the library has no types
    """Accepts an integer from 0 to PostgreSQL's maximum."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=2**63 - 1, **kwargs)

    def get_max_validator(self) -> None:
        """Return None: the field validates its own maximum."""


def _text_filter(max_length: int, **kwargs: Any) -> django_filters.CharFilter:
    """Return a text filter whose maximum length is in the OpenAPI document."""
    described = extend_schema_field(text_schema(max_length))
    return described(django_filters.CharFilter(max_length=max_length, **kwargs))


class TaskFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """Filters analyses."""

    status = django_filters.ChoiceFilter(choices=TaskStatus.choices)
    video_id = _text_filter(64, help_text="YouTube video id.")
    analysis_type = django_filters.ChoiceFilter(field_name="options__analysis_type", choices=AnalysisType.choices)
    created_after = UtcDateTimeFilter(
        field_name="created_at", lookup_expr="gte", help_text="Created at or after this time (ISO 8601)."
    )
    created_before = UtcDateTimeFilter(
        field_name="created_at", lookup_expr="lt", help_text="Created before this time (ISO 8601)."
    )
    search = _text_filter(
        SEARCH_MAX_LENGTH,
        method="search_title",
        help_text="Matches part of the video title or channel name, ignoring case.",
    )
    ordering = django_filters.ChoiceFilter(
        method="keep_all", choices=_ORDERINGS, help_text="Default: `-created_at` (newest first)."
    )

    class Meta:
        """Only what is declared above."""

        model = AnalysisTask
        fields: list[str] = []

    def search_title(self, queryset: QuerySet[AnalysisTask], name: str, value: str) -> QuerySet[AnalysisTask]:
        """Filter by part of the title or channel name."""
        return queryset.filter(Q(video__title__icontains=value) | Q(video__channel_name__icontains=value))

    def keep_all(self, queryset: QuerySet[AnalysisTask], name: str, value: str) -> QuerySet[AnalysisTask]:
        """Return all rows: the pagination class applies the ordering, which its cursor depends on."""
        return queryset


class CommentFilter(django_filters.FilterSet):  # type: ignore[misc]  # the library has no types
    """Filters the comments of one analysis."""

    sentiment = django_filters.ChoiceFilter(choices=[(word, word) for word in SENTIMENTS])
    feedback = django_filters.ChoiceFilter(
        choices=[(word, word) for word in FEEDBACK],
        method="filter_feedback",
        help_text="A class that the comment is in, perhaps beside others.",
    )
    theme = _text_filter(200, lookup_expr="iexact", help_text="Name of the theme, ignoring case.")
    is_spam = TrueFalseFilter()
    is_author = TrueFalseFilter(help_text="Whether the author of the video wrote the comment.")
    language = _text_filter(35, lookup_expr="iexact")
    min_likes = CountFilter(field_name="like_count", lookup_expr="gte")
    search = _text_filter(
        SEARCH_MAX_LENGTH,
        field_name="text",
        lookup_expr="icontains",
        help_text="Matches part of the comment text, ignoring case.",
    )

    class Meta:
        """Only what is declared above."""

        model = Comment
        fields: list[str] = []

    def filter_feedback(self, queryset: QuerySet[Comment], name: str, value: str) -> QuerySet[Comment]:
        """Filter by a class that the comment is in."""
        return queryset.filter(feedback__contains=[value])
