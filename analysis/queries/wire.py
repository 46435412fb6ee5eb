"""Tasks and comments as the JSON that clients receive."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse

from analysis import events
from analysis.models import AnalysisTask, Comment, StepRun


def task_json(task: AnalysisTask) -> events.JSON:
    """Return the task for REST and the snapshot frame; reads ``task.video`` and ``task.steps``, so prefetch them."""
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
    """Return the paths on this server of a task's resources."""
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


def comment_json(comment: Comment) -> events.JSON:
    """Return a comment with its analysis."""
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
