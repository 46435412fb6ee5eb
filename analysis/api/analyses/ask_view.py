"""The endpoint that answers questions about an analysis."""

from rest_framework.request import Request
from rest_framework.response import Response

from analysis.access.limits import rate_limits
from analysis.api.analyses.serializers import QuestionSerializer
from analysis.api.analyses.viewsets import ApiView, no_result_response
from analysis.api.http.validation import validate
from analysis.api.schema import endpoints
from analysis.ask import answering
from analysis.choices import TaskStatus
from analysis.queries import wire


class AskView(ApiView):
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
