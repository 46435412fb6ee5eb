"""Filters of analyses and of comments, for REST and the pages. Invalid values are rejected, never ignored."""

import dataclasses
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
from analysis.pipeline import values
from analysis.queries import comments
from analysis.support.json_schema import text_schema

SEARCH_MAX_LENGTH = 200
#: Values of a comment's sentiment.
SENTIMENTS = ("positive", "neutral", "negative", "not_scored")
#: Classes of feedback, of which a comment has any number.
FEEDBACK = tuple(field.name for field in dataclasses.fields(values.Feedback))
#: Value of ``language`` for comments whose language is not known (BCP 47).
UNDETERMINED = "und"
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
    """Filters the comments of one analysis, which are its ``queryset``."""

    sentiment = django_filters.ChoiceFilter(choices=[(word, word) for word in SENTIMENTS])
    feedback = django_filters.ChoiceFilter(
        choices=[(word, word) for word in FEEDBACK],
        method="apply_condition",
        help_text="A class that the comment is in, perhaps beside others.",
    )
    theme = _text_filter(200, lookup_expr="iexact", help_text="Name of the theme, ignoring case.")
    is_spam = TrueFalseFilter()
    spam_reason = _text_filter(
        100,
        method="apply_condition",
        help_text="Why the comment is spam, ignoring case: the whole reason, or its part before a colon or a number.",
    )
    is_author = TrueFalseFilter(help_text="Whether the author of the video wrote the comment.")
    answered = TrueFalseFilter(
        method="apply_condition", help_text="Whether the author of the video replied in the thread that it starts."
    )
    language = _text_filter(
        35, method="apply_condition", help_text=f"Language tag, ignoring case; `{UNDETERMINED}`: not determined."
    )
    min_likes = CountFilter(field_name="like_count", lookup_expr="gte")
    published_after = UtcDateTimeFilter(
        field_name="published_at", lookup_expr="gte", help_text="Published at or after this time (ISO 8601)."
    )
    published_before = UtcDateTimeFilter(
        field_name="published_at", lookup_expr="lt", help_text="Published before this time (ISO 8601)."
    )
    thread = _text_filter(100, method="apply_condition", help_text="Id of a comment: it and the replies to it.")
    search = _text_filter(
        SEARCH_MAX_LENGTH,
        field_name="text",
        lookup_expr="icontains",
        help_text="Matches part of the comment text, ignoring case.",
    )
    ordering = django_filters.ChoiceFilter(
        method="keep_all",
        choices=[(name, name) for name in comments.ORDERINGS],
        help_text="Default: `position`, the order of the source. Comments without the value come last.",
    )

    class Meta:
        """Only what is declared above."""

        model = Comment
        fields: list[str] = []

    def conditions(self) -> dict[str, Q]:
        """Return what each filter that is set demands of a comment, by its name; the filters must be valid."""
        given = {name: value for name, value in self.form.cleaned_data.items() if value not in ("", None)}
        return {name: self.condition(name, value) for name, value in given.items() if name != "ordering"}

    def condition(self, name: str, value: Any) -> Q:
        """Return what the filter ``name`` demands of a comment."""
        if name == "feedback":
            return Q(feedback__contains=[value])
        if name == "thread":
            return Q(comment_id=value) | Q(parent_id=value)
        if name == "spam_reason":
            repeated = Q(spam_reason__istartswith=f"{value} ", spam_reason__iendswith=" times")
            return Q(spam_reason__iexact=value) | Q(spam_reason__istartswith=f"{value}:") | repeated
        if name == "language":
            return Q(language__iexact="" if value.lower() == UNDETERMINED else value)
        if name == "answered":
            answered = Q(comment_id__in=comments.answered_ids(self.queryset))
            return answered if value else ~answered
        declared = self.filters[name]
        return Q(**{f"{declared.field_name}__{declared.lookup_expr}": value})

    def apply_condition(self, queryset: QuerySet[Comment], name: str, value: Any) -> QuerySet[Comment]:
        """Filter by a condition that is more than one lookup."""
        return queryset.filter(self.condition(name, value))

    def keep_all(self, queryset: QuerySet[Comment], name: str, value: str) -> QuerySet[Comment]:
        """Return all rows: :func:`comments.sort` applies the ordering."""
        return queryset
