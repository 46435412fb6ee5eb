"""Batch endpoints: create, list, read, cancel, retry, delete, export."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access import client_identity, permissions
from analysis.api.batches.serializers import BatchExportQuery, BatchQuery, BatchSerializer
from analysis.api.http import etags, idempotency_key
from analysis.api.http.formats import json_response
from analysis.api.http.pagination import MemberPagination, NewestFirstPagination
from analysis.api.http.query_parameters import validate_query
from analysis.api.http.validation import validate
from analysis.api.http.views import ApiView
from analysis.api.schema import batch_endpoints
from analysis.batches import export, services
from analysis.models import Batch
from analysis.queries import batches, tasks
from analysis.queries.problems import BatchNotFound
from analysis.support import request_ids


class BatchApiView(ApiView):
    """Base of the views of one batch."""

    def get_batch(self, action: permissions.Action | None = None) -> Batch:
        """Return the batch of the URL, if the caller may do ``action`` with it.

        Raises:
            BatchNotFound: it does not exist or is not visible to the caller.
            PermissionDenied: the caller has read-only access.
            Problem: 412 where the action is for another version.
        """
        batch = batches.batch_visible(self.kwargs["batch_id"], self.request.user)
        if batch is None:
            raise BatchNotFound
        self.check_action(action, batch, "batch")
        if action:
            etags.check(self.request, tasks.version(batch))
        return batch


class BatchesView(ApiView):
    """Lists and creates batches."""

    creating_methods = ("POST",)

    @batch_endpoints.LIST
    def get(self, request: Request) -> HttpResponse:
        """Return a page of batches, newest first."""
        filters = validate_query(BatchQuery, request)
        return NewestFirstPagination().respond(batches.batches_with_text(request.user).filter(**filters), request, self)

    @batch_endpoints.CREATE
    def post(self, request: Request) -> HttpResponse:
        """Create a batch."""
        given = validate(BatchSerializer, request.data)
        caller = client_identity.rate_limit_key(request)

        def create() -> Batch:
            return services.batch_create(owner=request.user, request_id=request_ids.current(), caller=caller, **given)

        videos, source = [each.url for each in given["videos"]], given["source"] and given["source"].url
        values = given | {"videos": videos, "source": source}
        batch, headers = idempotency_key.create_once(request, caller, values, create)
        headers["Location"] = reverse("batch-detail", args=[batch.pk])
        return _batch_response(batch, HTTPStatus.CREATED, headers)


class BatchView(BatchApiView):
    """One batch."""

    @batch_endpoints.READ
    def get(self, request: Request, batch_id: str) -> HttpResponse:
        """Return the state of the batch."""
        key = tasks.parse_key(batch_id)
        row: Any = batches.batches_with_text(request.user).filter(pk=key).first() if key else None
        if row is None:
            raise BatchNotFound
        return etags.respond(request, tasks.version(row), lambda: json_response(row.json))

    @batch_endpoints.DELETE
    def delete(self, request: Request, batch_id: str) -> Response:
        """Delete the batch; its analyses stay."""
        services.batch_delete(batch=self.get_batch("delete"))
        return Response(status=HTTPStatus.NO_CONTENT)


class BatchMembersView(BatchApiView):
    """The members of a batch."""

    @batch_endpoints.MEMBERS
    def get(self, request: Request, batch_id: str) -> HttpResponse:
        """Return a page of members with their analyses, in order."""
        rows = batches.members_with_text(self.get_batch(), request.user)
        return MemberPagination().respond(rows, request, self)


class BatchExportView(BatchApiView):
    """A batch as a file."""

    @batch_endpoints.EXPORT
    def get(self, request: Request, batch_id: str) -> StreamingHttpResponse:
        """Return the batch in the requested format."""
        query = validate_query(BatchExportQuery, request)
        batch = self.get_batch()
        content = (
            export.export_csv(batch, request.user, with_bom=query["bom"])
            if query["format"] == "csv"
            else export.export_zip(batch, request.user)
        )
        name = content_disposition_header(as_attachment=True, filename=export.file_name(batch, query["format"]))
        kind = "text/csv; charset=utf-8" if query["format"] == "csv" else "application/zip"
        return StreamingHttpResponse(content, content_type=kind, headers={"Content-Disposition": name or ""})


class BatchCancelView(BatchApiView):
    """Cancels a batch."""

    @batch_endpoints.CANCEL
    def post(self, request: Request, batch_id: str) -> HttpResponse:
        """Cancel the batch and its analyses that have not ended."""
        batch = self.get_batch("change")
        services.batch_cancel(batch=batch)
        return _batch_response(batch)


class BatchRetryView(BatchApiView):
    """Retries the failed members of a batch."""

    creating_methods = ("POST",)

    @batch_endpoints.RETRY
    def post(self, request: Request, batch_id: str) -> HttpResponse:
        """Put the failed members back."""
        batch = self.get_batch("change")
        services.batch_retry_failed(batch=batch, caller=client_identity.rate_limit_key(request))
        return _batch_response(batch)


def _batch_response(
    batch: Batch, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> HttpResponse:
    return json_response(batches.batch_text(batch.pk), status, headers)
