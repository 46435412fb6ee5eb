"""Cursor pagination: stable while rows are added, and strict about invalid cursors and page sizes."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.views import APIView

from analysis.api.http.formats import json_response
from analysis.api.http.query_parameters import reject_empty
from analysis.queries import comments
from analysis.support.json_schema import TEXT_PATTERN

#: Bytes of the rows of a page; a page that would exceed it has fewer rows than requested.
MAX_PAGE_BYTES = 4_000_000
#: Base64, as DRF writes cursors.
_CURSOR = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def count_fitting(rows: Iterable[str]) -> int:
    """Return how many of ``rows``, JSON texts, fit into ``MAX_PAGE_BYTES`` from the first on; at least one."""
    sizes = accumulate(len(row.encode()) for row in rows)
    return max(1, sum(size <= MAX_PAGE_BYTES for size in sizes))


class StrictCursorPagination(CursorPagination):
    """Rejects an invalid cursor or page size, where DRF answers 404, uses a default, or raises a database error.

    Each row has its JSON text in ``json``. A page that would exceed ``MAX_PAGE_BYTES`` has fewer rows; `next` leads to
    the others.
    """

    page_size = 20
    max_page_size = 100
    page_size_query_param = "page_size"
    _fitting_rows: int | None = None
    #: Returns the position of a cursor as a value of the ordering column; raises ValueError if it is none.
    parse_position: Callable[[str], object]

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return the rows of the page, as many as fit."""
        page = super().paginate_queryset(queryset, request, view) or []
        # Links of pages are paths on this server, as those of a task are.
        self.base_url = request.get_full_path()
        # A page towards the beginning is read from its end.
        rows = reversed(page) if self.cursor and self.cursor.reverse else iter(page)
        fitting = count_fitting(row.json for row in rows)
        if fitting >= len(page):
            return page
        self._fitting_rows = fitting
        page = super().paginate_queryset(queryset, request, view) or []
        self.base_url = request.get_full_path()
        return page

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
            return self._fitting_rows or int(size.run_validation(given))
        except ValidationError as error:
            raise ValidationError({self.page_size_query_param: error.detail}) from error

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the position of the page, None for the first one.

        Raises:
            ValidationError: the cursor is invalid.
        """
        reject_empty(request.query_params, [self.cursor_query_param])
        try:
            # Python leaves out characters that are not Base64, so that a damaged cursor would lead to another page.
            if not _CURSOR.fullmatch(request.query_params.get(self.cursor_query_param, "absent")):
                raise ValueError("not Base64")
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self.parse_position(str(cursor.position))
        except (NotFound, ValueError) as error:
            raise ValidationError(
                {"cursor": "This cursor is invalid. Use the value from `next` or `previous`."}, code="invalid_cursor"
            ) from error
        return cursor

    def respond(self, rows: QuerySet[Any], request: Request, view: APIView) -> HttpResponse:
        """Return the page of ``rows`` whose ``json`` is a JSON text, as PostgreSQL wrote it."""
        texts = [row.json for row in self.paginate_queryset(rows, request, view) or ()]
        links = (json.dumps(link) for link in (self.get_next_link(), self.get_previous_link()))
        body = '{{"next":{},"previous":{},"results":[{}]}}'.format(*links, ",".join(texts))
        return json_response(body)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of a page in OpenAPI 3.1; DRF's own uses the ``nullable`` of 3.0."""
        beside = {
            "type": ["string", "null"],
            "format": "uri-reference",
            "description": "Path of the adjacent page; null if there is none.",
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


def _parse_utc(position: str) -> datetime:
    """Return a time in UTC, as our cursors hold it: PostgreSQL rejects offsets that Python accepts, such as +23:59."""
    moment = parse_datetime(position)
    if moment is None or moment.utcoffset() != timedelta(0):
        raise ValueError(position)
    return moment


class NewestFirstPagination(StrictCursorPagination):
    """Pages of rows by the time of their creation, newest first."""

    ordering = ("-created_at", "-id")
    parse_position = staticmethod(_parse_utc)


class TaskPagination(NewestFirstPagination):
    """Pages of analyses, oldest first if the caller wants them so."""

    orderings = {"created_at": ("created_at", "id"), "-created_at": ("-created_at", "-id")}

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: APIView) -> tuple[str, ...]:
        """Return the fields to order by; the filter rejects values that are not in ``orderings``."""
        return self.orderings.get(request.query_params.get("ordering", ""), self.ordering)


class MemberPagination(StrictCursorPagination):
    """Pages of members of a batch, in order."""

    ordering = "position"
    parse_position = staticmethod(int)


class DeliveryPagination(StrictCursorPagination):
    """Pages of deliveries, newest first."""

    ordering = "-n"
    parse_position = staticmethod(int)


class CommentPagination(StrictCursorPagination):
    """Pages of comments, which :func:`comments.sort` has put in order."""

    page_size = 50
    max_page_size = 500
    ordering = "sort_key"
    parse_position = staticmethod(comments.parse_key)
