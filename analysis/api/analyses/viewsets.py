"""Analysis endpoints: each view parses the request, calls one service or query and renders the response."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.viewsets import GenericViewSet
from structlog.contextvars import bind_contextvars

from analysis import services
from analysis.access import client_identity, permissions
from analysis.access.permissions import Caller
from analysis.api.analyses import serializers, shapes, subtitles
from analysis.api.http import etags, idempotency_key
from analysis.api.http.formats import json_response
from analysis.api.http.pagination import CommentPagination, TaskPagination, count_fitting
from analysis.api.http.query_parameters import StrictFilterBackend, validate_query
from analysis.api.http.validation import validate
from analysis.api.http.views import ApiView
from analysis.api.schema import endpoints
from analysis.choices import StepName, TaskStatus
from analysis.events import JSON
from analysis.exceptions import NoTranscript
from analysis.exports import comments_csv
from analysis.models import AnalysisTask, Comment, Transcript
from analysis.queries import comments, history, json_sql, tasks
from analysis.queries.filters import CommentFilter, TaskFilter
from analysis.queries.problems import Problem, TaskNotFound
from analysis.support import request_ids

#: Seconds that a polling client should wait.
POLL_AFTER_SECONDS = 2
_POLL_HEADERS = {"Retry-After": str(POLL_AFTER_SECONDS), "Cache-Control": "no-store"}


class TaskApiView(ApiView):
    """Base of the views of one analysis."""

    def get_task(self, action: permissions.Action | None = None) -> AnalysisTask:
        """Return the task of the URL, if the caller may do ``action`` with it.

        Raises:
            TaskNotFound: the task does not exist or is not visible to the caller.
            PermissionDenied: the caller has read-only access.
            Problem: 412 where the action is for another version.
        """
        task = tasks.task_visible(self.kwargs["task_id"], self.request.user)
        if task is None:
            raise TaskNotFound
        self.check_action(action, task, "analysis")
        if action:
            etags.check(self.request, tasks.version(task))
        return task


@endpoints.TASKS
class TaskViewSet(TaskApiView, GenericViewSet[AnalysisTask]):
    """Analyses: create, list, read, cancel, retry, delete."""

    serializer_class = serializers.SubmissionSerializer
    # Used only for the path parameter in the OpenAPI document.
    queryset = AnalysisTask.objects.none()
    pagination_class = TaskPagination
    filter_backends = [StrictFilterBackend]
    filterset_class = TaskFilter
    lookup_url_kwarg = "task_id"

    def list(self, request: Request) -> HttpResponse:
        """Return a page of analyses."""
        return TaskPagination().respond(self.filter_queryset(tasks.tasks_with_text(request.user)), request, self)

    def create(self, request: Request) -> HttpResponse:
        """Queue an analysis."""
        given = validate(serializers.SubmissionSerializer, request.data, caller=request.user)
        upload, submitted = given["upload"], {"youtube_url": given["video"].url, "options": given["options"]}
        if given["submitted"].get("reuse_results"):
            submitted["reuse_results"] = True
        caller = client_identity.rate_limit_key(request)
        task, headers = idempotency_key.create_once(
            request,
            caller,
            submitted | {"upload_id": str(upload.pk)} if upload else submitted,
            lambda: (
                given["fresh"]
                or services.task_create(
                    owner=request.user,
                    video=given["video"],
                    options=given["options"],
                    upload=upload,
                    request_id=request_ids.current(),
                    caller=caller,
                )
            ),
        )
        bind_contextvars(task_id=str(task.pk))
        text = task.inserted_json if hasattr(task, "inserted_json") else tasks.task_text(task.pk)
        return json_response(text, headers=headers | {"Location": reverse("analysis-detail", args=[task.pk])})

    def retrieve(self, request: Request, task_id: str) -> HttpResponse:
        """Return the state of the analysis."""
        task = tasks.task_with_text(task_id, request.user)
        if task is None:
            raise TaskNotFound
        return etags.respond(request, tasks.version(task), lambda: json_response(task.json))

    def destroy(self, request: Request, task_id: str) -> Response:
        """Delete the analysis and all its data."""
        services.task_delete(task=self.get_task("delete"))
        return Response(status=HTTPStatus.NO_CONTENT)

    @action(detail=True)
    def result(self, request: Request, task_id: str) -> HttpResponse:
        """Return the result, or the reason why there is none."""
        head = tasks.task_head(task_id, request.user)
        state = head if head is not None and head.status == TaskStatus.COMPLETED else self.get_task()
        # The task, read later, may have completed since. Other responses have no ETag: a 202 must not be cached.
        if isinstance(state, AnalysisTask) and state.status != TaskStatus.COMPLETED:
            return no_result_response(state)
        return etags.respond(request, tasks.version(state), lambda: _result_response(task_id, request.user))

    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, task_id: str) -> HttpResponse:
        """Cancel the analysis."""
        return self._apply(services.task_cancel)

    @action(detail=True, methods=["post"])
    def retry(self, request: Request, task_id: str) -> HttpResponse:
        """Queue the analysis again."""
        return self._apply(partial(services.task_retry, caller=client_identity.rate_limit_key(request)))

    @action(detail=True)
    def events(self, request: Request, task_id: str) -> Response:
        """Return the events after a given one. With ``wait``, ``realtime.long_polling`` holds the request before."""
        # Set under ASGI only.
        if refusal := getattr(request, "scope", {}).get("refusal"):
            raise refusal
        snapshot = history.TASKS.snapshot(task_id, request.user, with_task=False)
        if snapshot is None:
            raise TaskNotFound
        query = validate_query(serializers.EventsQuery, request)
        try:
            frames = history.task_frames(snapshot.task_id, after=query["after"])
        except AnalysisTask.DoesNotExist as error:
            raise TaskNotFound from error
        if frames:
            return Response({"events": frames, "last_seq": frames[-1]["seq"], "terminal": frames[-1]["terminal"]})
        return Response({"events": [], "last_seq": snapshot.last_seq, "terminal": snapshot.ended})

    def _apply(self, service: Callable[..., None]) -> HttpResponse:
        def change() -> AnalysisTask:
            task = self.get_task("change")
            service(task=task)
            return task

        caller = client_identity.rate_limit_key(self.request)
        task, headers = idempotency_key.create_once(self.request, caller, {}, change)
        return json_response(tasks.task_text(task.pk), headers=headers)


class TranscriptView(TaskApiView):
    """The transcript of the video."""

    @endpoints.TRANSCRIPT
    def get(self, request: Request, task_id: str) -> HttpResponse | StreamingHttpResponse:
        """Return the transcript, or the passages that match a search."""
        task = self.get_task()
        query = validate_query(serializers.TranscriptQuery, request)
        transcript = Transcript.objects.filter(task=task).first()
        if transcript is None:
            if tasks.is_step_pending(task, StepName.TRANSCRIPTION):
                return still_processing_response(task)
            raise NoTranscript("This analysis has no transcript.")
        segments = subtitles.segments_json(transcript)
        if query["format"] != "json":
            return _file(subtitles.render(segments, query["format"]), task, query["format"])
        if query.get("search"):
            segments = subtitles.search(segments, query["search"])
        facts = {
            name: getattr(transcript, name) or None for name in ("source", "language", "model", "duration_seconds")
        }
        return Response(facts | _page(segments, request, query["page"], query["page_size"]))


class CommentsView(TaskApiView, GenericAPIView[Comment]):
    """The comments with their analysis."""

    # Used only for the filter description in the OpenAPI document.
    queryset = Comment.objects.none()
    pagination_class = CommentPagination
    filter_backends = [StrictFilterBackend]
    filterset_class = CommentFilter

    @endpoints.COMMENTS
    def get(self, request: Request, task_id: str) -> HttpResponse | StreamingHttpResponse:
        """Return a page of comments, or all of them as CSV."""
        task = self.get_task()
        query = validate_query(serializers.CommentsQuery, request)
        # Validate the parameters even if there are no comments yet.
        found = self.filter_queryset(Comment.objects.filter(task=task))
        found = comments.sort(found, request.query_params.get("ordering", comments.DEFAULT_ORDERING))
        paginator = CommentPagination()
        paginator.get_page_size(request)
        paginator.decode_cursor(request)
        if tasks.is_step_pending(task, StepName.COMMENT_ANALYSIS):
            return still_processing_response(task)
        if query["format"] == "csv":
            return _file(comments_csv.comments_csv(comments.read_all(found), with_bom=True), task, "csv")
        rows = found.annotate(json=json_sql.comment_text()).only("position")
        return paginator.respond(rows, request, self)


# Responses


def _result_response(task_id: str, caller: Caller) -> HttpResponse:
    task = tasks.result_with_text(task_id, caller)
    if task is None:
        raise TaskNotFound
    return json_response(task.json)


def still_processing_response(task: AnalysisTask) -> Response:
    """Return 202 for a resource that does not exist yet; this is not an error, so not a problem document."""
    data: shapes.StillProcessing = {
        "detail": "Task still processing",
        "progress": task.progress,
        "task_status": task.status,
    }
    return Response(data, status=HTTPStatus.ACCEPTED, headers=_POLL_HEADERS)


def no_result_response(task: AnalysisTask) -> Response:
    """Return 202 for a task that is active.

    Raises:
        Problem: the task failed (400) or was cancelled (409).
    """
    if task.status == TaskStatus.FAILED:
        raise Problem(HTTPStatus.BAD_REQUEST, task.error_code, task.error_message)
    if task.status == TaskStatus.CANCELLED:
        raise Problem(HTTPStatus.CONFLICT, "TASK_CANCELLED", "The analysis was cancelled.")
    return still_processing_response(task)


def _page(rows: list[JSON], request: Request, page: int, size: int) -> JSON:
    """Return one page of an in-memory list, with the paths of the adjacent pages; one that is too large is shorter."""
    address = request.get_full_path()
    begin = end = 0
    for _ in range(page):
        begin = end
        if begin == len(rows):
            break
        end += count_fitting(json.dumps(row, ensure_ascii=False) for row in rows[begin : begin + size])
    return {
        "count": len(rows),
        "next": replace_query_param(address, "page", page + 1) if end < len(rows) else None,
        "previous": replace_query_param(address, "page", page - 1) if page > 1 else None,
        "results": rows[begin:end],
    }


def _file(pieces: Iterable[str | bytes], task: AnalysisTask, extension: str) -> StreamingHttpResponse:
    """Return a download that is made while it is sent; a video id has only characters that are safe in a header."""
    content_type = subtitles.CONTENT_TYPES.get(extension, "text/csv")
    part = "comments" if extension == "csv" else "transcript"
    headers = {"Content-Disposition": f'attachment; filename="{task.video_id}-{part}.{extension}"'}
    return StreamingHttpResponse(pieces, content_type=f"{content_type}; charset=utf-8", headers=headers)
