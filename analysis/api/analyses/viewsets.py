"""The API's doors: each parses, calls one service or selector, and renders; ``schema`` describes them."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Literal, NoReturn

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.generics import GenericAPIView
from rest_framework.mixins import ListModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet
from structlog.contextvars import bind_contextvars

from analysis import services
from analysis.access import client_identity, permissions
from analysis.access.limits import rate_limits
from analysis.api.analyses import analysis_types, long_polling, serializers, spreadsheets, subtitles
from analysis.api.analyses.filters import CommentFilter, TaskFilter
from analysis.api.http import etags, idempotency_key
from analysis.api.http.pagination import CommentPagination, TaskPagination
from analysis.api.http.problems import Problem, TaskNotFound
from analysis.api.http.rate_headers import rate_headers
from analysis.api.http.throttling import CallerThrottle
from analysis.api.schema import endpoints
from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.events import JSON
from analysis.exceptions import NoTranscript
from analysis.models import AnalysisTask, Comment
from analysis.queries import history, tasks, wire
from analysis.support import request_ids

#: Seconds after which a client that polls may ask again.
POLL_AFTER_SECONDS = 2
_COME_BACK = {"Retry-After": str(POLL_AFTER_SECONDS), "Cache-Control": "no-store"}


class ApiView(APIView):
    """What all doors share."""

    throttle_classes: list[Any] = [CallerThrottle]
    #: How this request was counted, once it was.
    count: rate_limits.Count | None = None

    def throttle_kind(self) -> rate_limits.Kind:
        """Return what this request counts as."""
        return rate_limits.Kind.READ

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Return DRF's request, its body counted as one also where its length is not told."""
        if request.headers.get("Transfer-Encoding", "").lower() == "chunked":
            # DRF takes a body without a length for none. The parser reads no further than the limit.
            request.META["CONTENT_LENGTH"] = str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        return super().initialize_request(request, *args, **kwargs)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say whose the answer is and, where it was counted, how much is left; what says so already knows better."""
        response = super().finalize_response(request, response, *args, **kwargs)
        # Nobody else's cache may keep it, and the caller's own asks each time whether it still holds.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ("Authorization", "Cookie"))
        if self.count is not None:
            told = rate_headers(self.count.limit, self.count.remaining, self.count.reset_seconds)
            for name, value in told.items():
                response.headers.setdefault(name, value)
        return response

    def task(self) -> AnalysisTask:
        """Return the task that the address names, as it stands now.

        Raises:
            TaskNotFound: there is none for this caller.
        """
        task = tasks.task_visible(self.kwargs["task_id"], self.request.user)
        if task is None:
            raise TaskNotFound
        return task

    def task_to(self, action: Literal["change", "delete"]) -> AnalysisTask:
        """Return the task that the address names, for a caller who may do that to it.

        Raises:
            TaskNotFound: there is none for this caller.
            PermissionDenied: the caller may only look at it.
        """
        task = self.task()
        if not permissions.may_act(self.request.user, task, action):
            raise PermissionDenied("You may look at this analysis, but not change or delete it.")
        return task


class NothingHereView(ApiView):
    """Answers addresses under /api/ that do not exist, whatever the method."""

    endpoints = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> NoReturn:
        """Say so."""
        raise NotFound("There is nothing at this address.")


@endpoints.TASKS
class TaskViewSet(ApiView, ListModelMixin, GenericViewSet[AnalysisTask]):
    """Analyses: ask for one, watch it, read its finding."""

    serializer_class = serializers.TaskSerializer
    pagination_class = TaskPagination
    filter_backends = [DjangoFilterBackend]
    filterset_class = TaskFilter
    lookup_url_kwarg = "task_id"

    def throttle_kind(self) -> rate_limits.Kind:
        """Return what this request counts as: a retry makes as much work as a new analysis."""
        return rate_limits.Kind.CREATE if self.action in {"create", "retry"} else rate_limits.Kind.READ

    def get_queryset(self) -> QuerySet[AnalysisTask]:
        """Return what the caller may see."""
        return tasks.tasks_for_display(self.request.user)

    def create(self, request: Request) -> Response:
        """Put a video into the queue."""
        submission = serializers.SubmissionSerializer(data=request.data)
        submission.is_valid(raise_exception=True)
        given = submission.validated_data
        response = self._once(
            given,
            lambda: services.task_create(
                owner=request.user,
                url=given["youtube_url"],
                options=given["options"],
                request_id=request_ids.current(),
                caller=client_identity.key_of(request),
            ),
        )
        bind_contextvars(task_id=response.data["id"])
        response["Location"] = response.data["links"]["self"]
        return response

    @method_decorator(condition(etags.of_task))
    def retrieve(self, request: Request, task_id: str) -> Response:
        """Return where the analysis stands."""
        return self._shown(self.task())

    def destroy(self, request: Request, task_id: str) -> Response:
        """Delete the analysis and all that hangs on it."""
        services.task_delete(task=self.task_to("delete"))
        return Response(status=HTTPStatus.NO_CONTENT)

    @action(detail=True)
    @method_decorator(condition(etags.of_finding))
    def result(self, request: Request, task_id: str) -> HttpResponse:
        """Return the finding, or why there is none."""
        task = self.task()
        match task.status:
            case TaskStatus.COMPLETED:
                return _finding(task)
            case TaskStatus.FAILED:
                raise Problem(HTTPStatus.BAD_REQUEST, task.error_code, task.error_message)
            case TaskStatus.CANCELLED:
                raise Problem(HTTPStatus.CONFLICT, "TASK_CANCELLED", "The analysis was cancelled.")
            case _:
                return still_processing(task)

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, task_id: str) -> Response:
        """End the analysis."""
        return self._changed(services.task_cancel)

    @action(detail=True, methods=["post"])
    def retry(self, request: Request, task_id: str) -> Response:
        """Put the analysis back into the queue."""
        return self._changed(partial(services.task_retry, caller=client_identity.key_of(request)))

    @action(detail=True)
    def events(self, request: Request, task_id: str) -> Response:
        """Return what happened after a given event, waiting for it where asked."""
        query = _query(serializers.EventsQuery, request)
        return Response(
            long_polling.events_after(task_id, request.user, after=query["after"], wait_seconds=query["wait"])
        )

    def _changed(self, service: Callable[..., None]) -> Response:
        def act() -> AnalysisTask:
            service(task=self.task_to("change"))
            return self.task()

        return self._once({}, act)

    def _once(self, asked: JSON, act: Callable[[], AnalysisTask]) -> Response:
        """Answer with the task that ``act`` returns; where an Idempotency-Key comes again, with its first task."""
        task, headers = idempotency_key.once(self.request, asked, act)
        return self._shown(task, headers)

    def _shown(self, task: AnalysisTask, headers: dict[str, str] | None = None) -> Response:
        return Response(self.get_serializer(task).data, headers=headers)


class TranscriptView(ApiView):
    """What is said in the video."""

    @endpoints.TRANSCRIPT
    def get(self, request: Request, task_id: str) -> HttpResponse:
        """Return the transcript, or the places where words are said."""
        query = _query(serializers.TranscriptQuery, request)
        task = self.task()
        transcript = tasks.transcript_of(task.pk)
        if transcript is None:
            if _awaits(task, StepName.TRANSCRIPTION):
                return still_processing(task)
            raise NoTranscript("This analysis has no transcript.")
        segments = subtitles.segments_json(transcript)
        if query["format"] != "json":
            return _file(subtitles.render(segments, query["format"]), task, query["format"])
        if query.get("search"):
            segments = subtitles.find(segments, query["search"])
        facts = {
            name: getattr(transcript, name) or None for name in ("source", "language", "model", "duration_seconds")
        }
        return Response(facts | _page(segments, request, query["page"], query["page_size"]))


class CommentsView(ApiView, GenericAPIView[Comment]):
    """What viewers wrote, and what was found about it."""

    # Only the schema and the filters' description look at it.
    queryset = Comment.objects.none()
    serializer_class = serializers.CommentSerializer
    pagination_class = CommentPagination
    filter_backends = [DjangoFilterBackend]
    filterset_class = CommentFilter

    @endpoints.COMMENTS
    def get(self, request: Request, task_id: str) -> HttpResponse:
        """Return a page of comments, or all of them as CSV."""
        query = _query(serializers.CommentsQuery, request)
        task = self.task()
        # What makes no sense is refused whether there are comments yet or not.
        comments = self.filter_queryset(tasks.comments_of(task.pk))
        CommentPagination().check(request)
        if _awaits(task, StepName.COMMENT_ANALYSIS):
            return still_processing(task)
        if query["format"] == "csv":
            return _file(spreadsheets.comments_csv(map(wire.comment_json, comments)), task, "csv")
        page = self.paginate_queryset(comments)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class AnalysisTypesView(ApiView):
    """What can be asked for."""

    @endpoints.ANALYSIS_TYPES
    def get(self, request: Request) -> Response:
        """Return the kinds of analysis with their steps, options and limits."""
        return Response(analysis_types.analysis_types())


# Answers


def still_processing(task: AnalysisTask) -> Response:
    """Return the answer to whoever asks for what is not there yet; no problem, so plain JSON."""
    data = {"detail": "Task still processing", "progress": task.progress, "task_status": task.status}
    return Response(data, status=HTTPStatus.ACCEPTED, headers=_COME_BACK)


def _awaits(task: AnalysisTask, step: StepName) -> bool:
    """Say whether ``step`` of a task that goes on is still to be done."""
    if task.status in TaskStatus.ended():
        return False
    return any(run.name == step and run.status not in StepStatus.done() for run in task.steps.all())


def _finding(task: AnalysisTask) -> HttpResponse:
    texts = history.completed_text(task.pk)
    if texts is None:
        raise TaskNotFound
    body = f'{{"task_id":"{task.pk}","result":{texts[0]},"metadata":{texts[1]}}}'
    return HttpResponse(body, content_type="application/json")


def _query(kind: type[Any], request: Request) -> dict[str, Any]:
    query = kind(data=request.query_params)
    query.is_valid(raise_exception=True)
    validated: dict[str, Any] = query.validated_data
    return validated


def _page(rows: list[Any], request: Request, page: int, size: int) -> dict[str, Any]:
    """Return one page of a list that is in memory, with the addresses of those beside it."""
    address = request.build_absolute_uri()
    begin = (page - 1) * size
    return {
        "count": len(rows),
        "next": replace_query_param(address, "page", page + 1) if begin + size < len(rows) else None,
        "previous": replace_query_param(address, "page", page - 1) if page > 1 else None,
        "results": rows[begin : begin + size],
    }


def _file(text: str, task: AnalysisTask, extension: str) -> HttpResponse:
    """Return ``text`` as a file; a video's id holds no character that a header could mind."""
    kind = subtitles.CONTENT_TYPES.get(extension, "text/csv")
    part = "comments" if extension == "csv" else "transcript"
    headers = {"Content-Disposition": f'attachment; filename="{task.video_id}-{part}.{extension}"'}
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", headers=headers)
