"""Pages of lists. A cursor stays right while rows are added; one that cannot be read is told so, never ignored."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView


class StrictCursorPagination(CursorPagination):
    """DRF's cursors, but a bad cursor or page size is refused where DRF answers 404, a default, or a database error."""

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int:
        """Return how many rows the caller wants.

        Raises:
            ValidationError: not a number from 1 to the limit.
        """
        given = request.query_params.get(self.page_size_query_param)
        if given is None:
            return self.page_size
        size = serializers.IntegerField(min_value=1, max_value=self.max_page_size)
        try:
            return int(size.run_validation(given))
        except ValidationError as error:
            raise ValidationError({self.page_size_query_param: error.detail}) from error

    def check(self, request: Request) -> None:
        """Refuse what :meth:`get_page_size` and :meth:`decode_cursor` refuse, without reading a row."""
        self.get_page_size(request)
        self.decode_cursor(request)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return where the page begins, None for the first one.

        Raises:
            ValidationError: the cursor is not one that we made.
        """
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self.check_position(str(cursor.position))
        except (NotFound, ValueError) as error:
            raise ValidationError({"cursor": "This cursor is not one of ours."}, code="invalid_cursor") from error
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return how a page looks in OpenAPI 3.1; DRF's own answer is in the words of 3.0, where null is no type."""
        beside = {"type": ["string", "null"], "format": "uri", "description": "Address of the page beside this one."}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": beside, "previous": beside, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Return the parameters with the limits of the page size, which DRF does not tell."""
        cursor, size = super().get_schema_operation_parameters(view)
        limits = {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        return [cursor, size | {"schema": {"type": "integer"} | limits}]

    def check_position(self, position: str) -> None:
        """Raise ValueError where the database could not compare with ``position``."""
        raise NotImplementedError


class TaskPagination(StrictCursorPagination):
    """Analyses by the time they were made."""

    ordering = ("-created_at", "-id")
    orderings = {"created_at": ("created_at", "id"), "-created_at": ("-created_at", "-id")}

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        """Return the fields to order by; the filter has refused any word that is not in ``orderings``."""
        return self.orderings.get(request.query_params.get("ordering", ""), self.ordering)

    def check_position(self, position: str) -> None:
        """Raise ValueError where ``position`` is no time in UTC."""
        moment = parse_datetime(position)
        # Ours are in UTC; PostgreSQL refuses zones that Python takes, such as +23:59.
        if moment is None or moment.utcoffset() != timedelta(0):
            raise ValueError(position)


class CommentPagination(StrictCursorPagination):
    """Comments in the order of their source."""

    page_size = 50
    max_page_size = 500
    ordering = "position"

    def check_position(self, position: str) -> None:
        """Raise ValueError where ``position`` is no whole number."""
        int(position)
