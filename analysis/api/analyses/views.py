"""Views of analysis types, search, questions, exports and comparisons."""

from http import HTTPStatus

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from analysis.access import client_identity
from analysis.access.limits import rate_limits
from analysis.api.analyses import analysis_types
from analysis.api.analyses.serializers import ExportQuery, QuestionSerializer
from analysis.api.analyses.viewsets import TaskApiView, no_result_response
from analysis.api.http import etags
from analysis.api.http.query_parameters import reject_empty, validate_query
from analysis.api.http.validation import validate
from analysis.api.http.views import ApiView
from analysis.api.schema import endpoints
from analysis.ask import answering
from analysis.choices import TaskStatus
from analysis.exports.documents import ExportFormat, export_document
from analysis.models import AnalysisTask
from analysis.queries import comparison, tasks, wire
from analysis.queries.problems import Problem, TaskNotFound
from analysis.search import answers
from analysis.search.parameters import MEANING, SearchParameters
from analysis.search.query_syntax import InvalidQuery


class AnalysisTypesView(ApiView):
    """The available analysis types."""

    @endpoints.ANALYSIS_TYPES
    def get(self, request: Request) -> Response:
        """Return the analysis types with their steps, options and limits."""
        return Response(analysis_types.analysis_types(client_identity.rate_limit_key(request)))


class SearchView(ApiView):
    """Titles, transcripts and comments of the analyses that the caller may see."""

    @endpoints.SEARCH
    def get(self, request: Request) -> Response:
        """Return a page of the hits."""
        parameters = SearchParameters(data=request.query_params)
        reject_empty(request.query_params, parameters.fields)
        parameters.is_valid(raise_exception=True)
        given = parameters.validated_data
        try:
            found = answers.answer(
                given["q"],
                parameters.filters(),
                request.user,
                cursor=given.get("cursor"),
                size=given["page_size"],
                by_meaning=given["mode"] == MEANING,
            )
        except InvalidQuery as error:
            raise ValidationError({"q": [ErrorDetail(error.message, code=error.code)]}) from error
        address = request.get_full_path()
        links = {
            name: cursor and replace_query_param(address, "cursor", cursor)
            for name, cursor in (("next", found.next), ("previous", found.previous))
        }
        return Response(wire.to_json(found) | links)


class AskView(TaskApiView):
    """Questions about an analysis."""

    rate_scope = rate_limits.Scope.ASK

    @endpoints.ASK
    def post(self, request: Request, task_id: str) -> Response:
        """Return the passages that answer a question, and an answer where a language model is configured."""
        task = self.get_task()
        given = validate(QuestionSerializer, request.data)
        if task.status != TaskStatus.COMPLETED:
            return no_result_response(task)
        return Response(wire.to_json(answering.answer(task, given["question"], given["language"])))


class ExportView(ApiView):
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
            return no_result_response(task)
        document = export_document(task, ExportFormat(query["format"]), language=query["lang"], with_bom=query["bom"])
        headers = {"Content-Disposition": content_disposition_header(as_attachment=True, filename=document.name) or ""}
        return StreamingHttpResponse(document.content, content_type=document.content_type, headers=headers)


class ComparisonView(TaskApiView):
    """What differs between two analyses."""

    @endpoints.COMPARISON
    def get(self, request: Request, task_id: str, other: str) -> HttpResponse:
        """Return what differs, or the reason why one of them has no result."""
        first, second = self.get_task(), tasks.task_visible(other, request.user)
        if second is None:
            raise TaskNotFound
        for task in (first, second):
            if task.status != TaskStatus.COMPLETED:
                return _not_comparable_response(task)
        return etags.respond(request, comparison.version(first, second), lambda: _comparison_response(first, second))


def _comparison_response(first: AnalysisTask, second: AnalysisTask) -> Response:
    found = comparison.compare_tasks(first, second)
    if found is None:
        raise TaskNotFound
    return Response(wire.to_json(found))


def _not_comparable_response(task: AnalysisTask) -> Response:
    """Return 202 for a task that is active.

    Raises:
        Problem: the task failed or was cancelled (409); of one of two, the request itself is not wrong.
    """
    if task.status == TaskStatus.FAILED:
        raise Problem(HTTPStatus.CONFLICT, task.error_code, f"The analysis {task.pk} failed: {task.error_message}")
    return no_result_response(task)
