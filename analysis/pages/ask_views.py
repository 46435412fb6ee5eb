"""The page on which a question about an analysis is answered. The page of the result shows its answer in place."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from analysis.access import client_identity
from analysis.access.limits import rate_limits
from analysis.ask import answering
from analysis.choices import TaskStatus
from analysis.exceptions import LimitExceeded, TemporaryError
from analysis.models import AnalysisTask
from analysis.queries import tasks
from analysis.wording import messages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task_ask(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Show the passages that answer a question, and an answer where a language model is configured.

    A request without a question, such as by the switch of languages, is redirected to the analysis.
    """
    task = tasks.task_for_page(task_id, request.user)
    if task is None:
        raise Http404("Task not found")
    if request.method != "POST" or task.status != TaskStatus.COMPLETED:
        return redirect("task-detail", task_id)
    question = request.POST.get("question", "").replace("\0", "").strip()
    context, status = _answer(request, task, question)
    context |= {"task": task, "video": getattr(task, "video", None), "question": question[: answering.MAX_LENGTH]}
    return render(request, "analysis/ask.html", context, status=status)


def _answer(request: HttpRequest, task: AnalysisTask, question: str) -> tuple[dict[str, Any], int]:
    """Return what the page shows of the answer or the error, and the status."""
    if not question:
        return {"error": gettext("Enter a question.")}, HTTPStatus.UNPROCESSABLE_ENTITY
    if len(question) > answering.MAX_LENGTH:
        words = gettext("A question has at most %(count)s characters.") % {"count": answering.MAX_LENGTH}
        return {"error": words}, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        rate_limits.count_request(rate_limits.Scope.ASK, client_identity.rate_limit_key(request))
        return {"found": answering.answer(task, question, get_language())}, HTTPStatus.OK
    except LimitExceeded as error:
        return {"error": messages.translate(error.message)}, HTTPStatus.TOO_MANY_REQUESTS
    except TemporaryError as error:
        return {"error": messages.translate(error.message)}, HTTPStatus.SERVICE_UNAVAILABLE
