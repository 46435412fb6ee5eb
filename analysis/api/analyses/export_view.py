"""The endpoint that returns a report as a file."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from rest_framework.request import Request

from analysis.api.analyses import viewsets
from analysis.api.analyses.serializers import ExportQuery
from analysis.api.http.query_parameters import validate_query
from analysis.api.schema import endpoints
from analysis.choices import TaskStatus
from analysis.exports.documents import ExportFormat, export_document
from analysis.queries import tasks
from analysis.queries.problems import TaskNotFound


class ExportView(viewsets.ApiView):
    """The report as a file."""

    is_linked_on_pages = True

    @endpoints.EXPORT
    def get(self, request: Request, task_id: str) -> HttpResponse | StreamingHttpResponse:
        """Return the report in the requested format, or the reason why there is none."""
        task = tasks.task_for_report(task_id, request.user)
        if task is None:
            raise TaskNotFound
        query = validate_query(ExportQuery, request)
        if task.status != TaskStatus.COMPLETED:
            return viewsets.no_result_response(task)
        document = export_document(task, ExportFormat(query["format"]), language=query["lang"], with_bom=query["bom"])
        headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=document.name) or ""}
        return StreamingHttpResponse(document.content, content_type=document.content_type, headers=headers)
