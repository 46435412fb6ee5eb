"""The endpoint that compares two analyses."""

from http import HTTPStatus

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.api.analyses import viewsets
from analysis.api.http import etags
from analysis.api.schema import endpoints
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask
from analysis.queries import comparison, tasks, wire
from analysis.queries.problems import Problem, TaskNotFound


class ComparisonView(viewsets.ApiView):
    """What differs between two analyses."""

    @endpoints.COMPARISON
    def get(self, request: Request, task_id: str, other: str) -> HttpResponse:
        """Return what differs, or the reason why one of them has no result."""
        first, second = self.get_task(), tasks.task_visible(other, request.user)
        if second is None:
            raise TaskNotFound
        for task in (first, second):
            if task.status != TaskStatus.COMPLETED:
                return _no_result_response(task)
        return etags.respond(request, comparison.version(first, second), lambda: _response(first, second))


def _response(first: AnalysisTask, second: AnalysisTask) -> Response:
    found = comparison.compare_tasks(first, second)
    if found is None:
        raise TaskNotFound
    return Response(wire.to_json(found))


def _no_result_response(task: AnalysisTask) -> Response:
    """Return 202 for a task that is active.

    Raises:
        Problem: the task failed or was cancelled (409); of one of two, the request itself is not wrong.
    """
    if task.status == TaskStatus.FAILED:
        raise Problem(HTTPStatus.CONFLICT, task.error_code, f"The analysis {task.pk} failed: {task.error_message}")
    return viewsets.no_result_response(task)
