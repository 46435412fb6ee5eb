"""Reads shaped for a caller, and the one place that says who may see what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AbstractUser, AnonymousUser
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from analysis import events
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, Comment, StepRun, TaskEvent, Transcript
from analysis.models.task import AnalysisTaskQuerySet

Caller: TypeAlias = AbstractBaseUser | AnonymousUser

#: What callers who are not served are told.
LOGIN_NEEDED = "A login is needed here: show a session or a token."
#: Events read from the log at once.
EVENT_PAGE = 500


# Who sees what, and who may do what


def may_ask(caller: Caller) -> bool:
    """Say whether ``caller`` is served at all: with AUTH_REQUIRED, only who has logged in is."""
    return caller.is_authenticated or not settings.AUTH_REQUIRED


def tasks_visible(caller: Caller) -> AnalysisTaskQuerySet:
    """Return the analyses that ``caller`` may see: staff all, users also their own, everybody the ownerless ones."""
    tasks = AnalysisTask.objects.all()
    if not may_ask(caller):
        return tasks.none()
    if getattr(caller, "is_staff", False):
        return tasks
    if caller.is_authenticated:
        return tasks.filter(Q(owner=caller.pk) | Q(owner=None))
    return tasks.filter(owner=None)


def may_act(caller: Caller, task: AnalysisTask, action: Literal["change", "delete"]) -> bool:
    """Say whether ``caller``, who sees ``task``, may also cancel and retry ("change") or delete it.

    Staff see the tasks of others by being staff, and act on them only with the permission that the admin asks for too.
    """
    if isinstance(caller, AbstractUser) and caller.is_staff and task.owner_id != caller.pk:
        return caller.has_perm(f"analysis.{action}_analysistask")
    return True


def task_visible(task_id: str | UUID, caller: Caller) -> AnalysisTask | None:
    """Return the analysis with its steps and facts; None where this caller has none of this id, malformed or not."""
    key = _key(task_id)
    if key is None:
        return None
    return tasks_for_display(caller).filter(pk=key).first()


def _key(task_id: str | UUID) -> UUID | None:
    try:
        return UUID(str(task_id))
    except ValueError:
        return None


def tasks_for_display(caller: Caller) -> AnalysisTaskQuerySet:
    """Return what ``caller`` may see, ready for :func:`task_json`: two queries however many; findings are not read."""
    return (
        tasks_visible(caller).select_related("video").prefetch_related("steps").defer("result_data", "result_metadata")
    )


def task_version(task_id: str | UUID, caller: Caller) -> tuple[str, str] | None:
    """Return what differs after every change that clients see of a task, and its status; one query, of a small row.

    Every such change is written in one transaction with ``updated_at``, most of them with an event.
    """
    key = _key(task_id)
    row = key and tasks_visible(caller).filter(pk=key).values_list("updated_at", "last_seq", "status").first()
    return (f"{row[0]:%Y%m%d%H%M%S%f}-{row[1]}", row[2]) if row else None


def task_with_finding(task_id: str | UUID, caller: Caller) -> AnalysisTask | None:
    """Return the same as :func:`task_visible`, the finding and how it was made read along."""
    key = _key(task_id)
    return tasks_for_display(caller).defer(None).filter(pk=key).first() if key else None


def finding_visible(task_id: UUID, caller: Caller) -> events.JSON | None:
    """Return the finding alone, None where there is none for this caller; one query."""
    found: events.JSON | None = tasks_visible(caller).filter(pk=task_id).values_list("result_data", flat=True).first()
    return found


def transcript_segments(task_id: UUID) -> list[list[Any]]:
    """Return what is said as ``[start, end, text, confidence]``, ordered by start; empty where nothing could be had."""
    found = Transcript.objects.filter(task_id=task_id).values_list("segments", flat=True).first()
    return found or []


def comments_by_id(task_id: UUID, comment_ids: Iterable[str]) -> dict[str, Comment]:
    """Return the stored comments among ``comment_ids``; one query."""
    rows = Comment.objects.filter(task_id=task_id, comment_id__in=set(comment_ids))
    return {row.comment_id: row for row in rows}


# A task, as clients get it


def task_json(task: AnalysisTask) -> events.JSON:
    """Return the task as REST and the snapshot frame show it; reads ``task.video`` and ``task.steps``, so prefetch."""
    video = getattr(task, "video", None)
    return {
        "id": str(task.pk),
        "youtube_url": task.youtube_url,
        "status": task.status,
        "current_step": task.current_step,
        "progress": task.progress,
        "created_at": events.wire_time(task.created_at),
        "estimated_completion": _time(task.estimated_completion),
        "video_id": task.video_id,
        "title": (video.title or None) if video else None,
        "message": task.message,
        "options": task.options,
        "warnings": task.warnings,
        "error": task_error(task),
        "steps": [_step_json(step) for step in task.steps.all()],
        "last_seq": task.last_seq,
        "updated_at": events.wire_time(task.updated_at),
        "started_at": _time(task.started_at),
        "completed_at": _time(task.completed_at),
        "links": task_links(task.pk),
    }


def task_error(task: AnalysisTask) -> events.JSON | None:
    """Return why the analysis failed, None where it did not."""
    if not task.error_code:
        return None
    return {
        "code": task.error_code,
        "message": task.error_message,
        "step": task.error_step or None,
        "retryable": task.error_retryable,
    }


def task_links(task_id: UUID) -> dict[str, str]:
    """Return where the parts of a task are found, as paths on this server."""
    return {
        "self": reverse("analysis-detail", args=[task_id]),
        "result": reverse("analysis-result", args=[task_id]),
        "events": reverse("analysis-events", args=[task_id]),
        "stream": f"/api/v1/analysis/{task_id}/stream",
        "websocket": f"/ws/{task_id}",
        "page": reverse("task-detail", args=[task_id]),
    }


def _step_json(step: StepRun) -> events.JSON:
    return {
        "name": step.name,
        "status": step.status,
        "progress": step.progress,
        "attempts": step.attempts,
        "started_at": _time(step.started_at),
        "completed_at": _time(step.completed_at),
        "duration_seconds": step.duration_seconds,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else events.wire_time(moment)


# History


@dataclass(frozen=True)
class Standing:
    """Where a task stands at the moment somebody starts to watch it."""

    task_id: UUID
    last_seq: int
    ended: bool
    #: The task as in REST; None where only the numbers were asked for.
    task: events.JSON | None = None


def task_standing(task_id: str | UUID, caller: Caller, *, with_task: bool) -> Standing | None:
    """Return where a task stands, None where there is none for this caller; one query without the task, three with."""
    key = _key(task_id)
    if key is None:
        return None
    tasks = tasks_for_display(caller) if with_task else tasks_visible(caller).only("last_seq", "status")
    task = tasks.filter(pk=key).first()
    if task is None:
        return None
    return Standing(key, task.last_seq, task.status in TaskStatus.ended(), task_json(task) if with_task else None)


def task_frames(task_id: UUID, *, after: int, limit: int = EVENT_PAGE) -> list[events.JSON]:
    """Return the next frames of a task, seq ``after`` + 1 and on, at most ``limit``."""
    log = TaskEvent.objects.filter(task_id=task_id, seq__gt=after).annotate(request_id=F("task__request_id"))
    return [_frame(event, event.request_id) for event in log.order_by("seq")[:limit]]


def _frame(event: TaskEvent, request_id: str) -> events.JSON:
    data: dict[str, Any] = event.data
    if event.type == events.TaskCompleted.type:
        data = data | completed_data(event.task_id)
    return events.event_frame(
        task_id=event.task_id,
        seq=event.seq,
        type=event.type,
        timestamp=event.created_at,
        request_id=request_id,
        data=data,
    )


def completed_data(task_id: UUID) -> events.JSON:
    """Return what a ``task_completed`` frame carries besides the event: the finding, which stands on the row only."""
    row = AnalysisTask.objects.values("result_data", "result_metadata").get(pk=task_id)
    return {"result": row["result_data"], "metadata": row["result_metadata"]}


def completed_text(task_id: UUID) -> tuple[str, str] | None:
    """Return ``result`` and ``metadata`` as the JSON texts that PostgreSQL keeps, None where the task is gone.

    A finding may have megabytes: whoever only hands it on need not take it apart.
    """
    texts = {name: Cast(f"result_{name}", TextField()) for name in ("data", "metadata")}
    row = AnalysisTask.objects.filter(pk=task_id).values_list(texts["data"], texts["metadata"]).first()
    return None if row is None else (row[0] or "null", row[1] or "null")


def last_seqs(task_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Return the newest seq of each task that still exists; one query."""
    return dict(AnalysisTask.objects.filter(pk__in=list(task_ids)).values_list("pk", "last_seq"))


def is_terminal(frame: events.JSON) -> bool:
    """Say whether nothing follows this frame."""
    return any(frame["type"] == event.type for event in events.EVENT_TYPES if event.terminal)


# What was fetched


def transcript_of(task_id: UUID) -> Transcript | None:
    """Return the transcript of a task that the caller was found to see, None where there is none."""
    return Transcript.objects.filter(task_id=task_id).first()


def comments_of(task_id: UUID) -> QuerySet[Comment]:
    """Return the comments of a task that the caller was found to see, in the order of their source."""
    return Comment.objects.filter(task_id=task_id).order_by("position")


def comment_json(comment: Comment) -> events.JSON:
    """Return a comment and what was found about it, as clients get it."""
    return {
        "id": comment.comment_id,
        "parent_id": comment.parent_id or None,
        "author": comment.author or None,
        "author_channel_id": comment.author_channel_id or None,
        "text": comment.text,
        "like_count": comment.like_count,
        "published_at": _time(comment.published_at),
        "published_is_estimated": comment.published_is_estimated,
        "is_pinned": comment.is_pinned,
        "is_hearted": comment.is_hearted,
        "is_author": comment.is_author,
        "sentiment": comment.sentiment or None,
        "sentiment_score": comment.sentiment_score,
        "sentiment_confidence": comment.sentiment_confidence,
        "language": comment.language or None,
        "language_confidence": comment.language_confidence,
        "theme": comment.theme or None,
        "is_spam": comment.is_spam,
        "spam_reason": comment.spam_reason or None,
        "cites": comment.cites,
    }
