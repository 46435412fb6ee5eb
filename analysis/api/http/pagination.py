"""Cursor pagination: stable while rows are added, and strict about invalid cursors and page sizes."""

import json
from collections.abc import Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from analysis.api.http.query_parameters import TEXT_PATTERN, reject_empty
from analysis.events import JSON
from analysis.queries import wire

#: Bytes of the rows of a page; a page that would exceed it has fewer rows than requested.
MAX_PAGE_BYTES = 4_000_000


def count_fitting(rows: Sequence[JSON]) -> int:
    """Return how many of ``rows``, from the first, fit into ``MAX_PAGE_BYTES``; at least one."""
    sizes = accumulate(len(json.dumps(row, ensure_ascii=False).encode()) for row in rows)
    return max(1, sum(size <= MAX_PAGE_BYTES for size in sizes))


class StrictCursorPagination(CursorPagination):
    """Rejects an invalid cursor or page size, where DRF answers 404, uses a default, or raises a database error.

    A page that would be larger than ``MAX_PAGE_BYTES`` has fewer rows; `next` leads to the others.
    """

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
    _fitting_rows: int | None = None

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return the rows of the page, as many as fit."""
        page = super().paginate_queryset(queryset, request, view) or []
        # A page towards the beginning is read from its end.
        rows = page[::-1] if self.cursor and self.cursor.reverse else page
        fitting = count_fitting(list(map(self.row_json, rows)))
        if fitting >= len(page):
            return page
        self._fitting_rows = fitting
        return super().paginate_queryset(queryset, request, view)

    def get_page_size(self, request: Request) -> int:
        """Return the number of rows: as many as requested, or as fit.

        Raises:
            ValidationError: the value is not an integer from 1 to ``max_page_size``.
        """
        reject_empty(request.query_params, [self.page_size_query_param])
        given = request.query_params.get(self.page_size_query_param)
        if given is None:
            return self._fitting_rows or self.page_size
        size = serializers.IntegerField(min_value=1, max_value=self.max_page_size)
        try:
            requested = int(size.run_validation(given))
        except ValidationError as error:
            raise ValidationError({self.page_size_query_param: error.detail}) from error
        return self._fitting_rows or requested

    def check(self, request: Request) -> None:
        """Raise what :meth:`get_page_size` and :meth:`decode_cursor` raise, without a query."""
        self.get_page_size(request)
        self.decode_cursor(request)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the position of the page, None for the first one.

        Raises:
            ValidationError: the cursor is invalid.
        """
        reject_empty(request.query_params, [self.cursor_query_param])
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self.check_position(str(cursor.position))
        except (NotFound, ValueError) as error:
            raise ValidationError(
                {"cursor": "This cursor is invalid. Use the value from `next` or `previous`."}, code="invalid_cursor"
            ) from error
        return cursor

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page in OpenAPI 3.1; DRF's own uses the ``nullable`` of 3.0."""
        beside = {
            "type": ["string", "null"],
            "format": "uri",
            "description": "URL of the adjacent page; null if there is none.",
        }
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": beside, "previous": beside, "results": schema},
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Return the query parameters, including their bounds, which DRF omits."""
        cursor, size = super().get_schema_operation_parameters(view)
        limits = {"minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        cursor = cursor | {"schema": {"type": "string", "minLength": 1, "pattern": TEXT_PATTERN}}
        return [cursor, size | {"schema": {"type": "integer"} | limits}]

    def row_json(self, row: Any) -> JSON:
        """Return what the client receives of a row."""
        raise NotImplementedError

    def check_position(self, position: str) -> None:
        """Raise ValueError if the database cannot compare the ordering column with ``position``."""
        raise NotImplementedError


class TaskPagination(StrictCursorPagination):
    """Pages of analyses, ordered by creation time."""

    ordering = ("-created_at", "-id")
    orderings = {"created_at": ("created_at", "id"), "-created_at": ("-created_at", "-id")}

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        """Return the fields to order by; the filter rejects values that are not in ``orderings``."""
        return self.orderings.get(request.query_params.get("ordering", ""), self.ordering)

    def row_json(self, row: Any) -> JSON:
        """Return the analysis."""
        return wire.task_json(row)

    def check_position(self, position: str) -> None:
        """Raise ValueError unless ``position`` is a time in UTC."""
        moment = parse_datetime(position)
        # Our cursors are in UTC. PostgreSQL rejects offsets that Python accepts, such as +23:59.
        if moment is None or moment.utcoffset() != timedelta(0):
            raise ValueError(position)


class CommentPagination(StrictCursorPagination):
    """Pages of comments, in the order of the source."""

    page_size = 50
    max_page_size = 500
    ordering = "position"

    def row_json(self, row: Any) -> JSON:
        """Return the comment."""
        return wire.comment_json(row)

    def check_position(self, position: str) -> None:
        """Raise ValueError unless ``position`` is an integer."""
        int(position)
