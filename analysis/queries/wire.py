"""What clients receive of a task, its events and its comments: one dataclass per shape.

JSON, OpenAPI, AsyncAPI and the CSV columns follow from these classes: names, types, and descriptions in ``Annotated``.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

from django.urls import reverse

from analysis import events
from analysis.choices import DeliveryStatus, StepName, StepStatus, TaskStatus
from analysis.models import AnalysisTask
from analysis.models import Comment as CommentRow
from analysis.models import Upload as UploadRow
from analysis.options import Options
from analysis.pipeline import values
from analysis.support.json_schema import Limits
from analysis.support.row_mapping import value_of


@dataclass(frozen=True)
class Step:
    """One step of an analysis."""

    name: StepName
    status: StepStatus
    progress: events.Percent
    attempts: Annotated[int, Limits(minimum=0)]
    started_at: datetime | None
    completed_at: datetime | None
    duration_seconds: float | None


@dataclass(frozen=True)
class Links:
    """Paths of the resources of an analysis."""

    self: str
    result: str
    events: str
    stream: str
    websocket: str
    page: str
    transcript: str
    comments: str
    export: str
    cancel: str
    retry: str


@dataclass(frozen=True)
class Task:
    """An analysis with its status, progress and links."""

    id: UUID
    youtube_url: Annotated[str, "URL as submitted."]
    status: TaskStatus
    current_step: StepName | None
    progress: events.Percent
    created_at: datetime
    estimated_completion: Annotated[datetime | None, "Estimated from earlier analyses; null without data."]
    queue_position: Annotated[
        int | None, Limits(minimum=1), "1 is the next to start; null unless the status is `pending`."
    ]
    video_id: str
    title: Annotated[str | None, "null until the video metadata is extracted."]
    message: Annotated[str, "Current activity, as text for people."]
    options: Annotated[Options, "Complete options, including defaults."]
    warnings: list[events.Warning]
    error: events.Failure | None
    steps: list[Step]
    last_seq: Annotated[int, Limits(minimum=0), "Sequence number of the latest event."]
    updated_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    upload_id: Annotated[UUID | None, "The upload that it reads instead of YouTube, which may have expired."]
    links: Links


@dataclass(frozen=True)
class UploadedFile:
    """One file of an upload, or of a zip in it."""

    name: Annotated[str, "As it was sent, without folders."]
    kind: Annotated[str, Limits(one_of=("info", "captions", "comments", "audio", "ignored")), "Recognised by content."]
    bytes: Annotated[int, Limits(minimum=0)]
    language: Annotated[str | None, "Of captions, if they state it; BCP 47."]


@dataclass(frozen=True)
class Upload:
    """Files of one video, to be analysed instead of what YouTube answers."""

    id: UUID
    video_id: Annotated[str | None, "null: the files do not state it, so an analysis needs `youtube_url` too."]
    files: list[UploadedFile]
    created_at: datetime
    expires_at: Annotated[datetime, "When the files are deleted."]


@dataclass(frozen=True, kw_only=True)
class Comment(values.CommentAnalysis, values.Comment):
    """A comment with its analysis."""


@dataclass(frozen=True)
class ComparedLinks:
    """Paths of an analysis that is compared."""

    self: str
    result: str
    page: str


@dataclass(frozen=True)
class ComparedTask:
    """An analysis that is compared."""

    task_id: UUID
    video_id: str
    title: str | None
    created_at: datetime
    completed_at: datetime | None
    links: ComparedLinks


@dataclass(frozen=True, kw_only=True)
class Comparison(values.Comparison):
    """What differs between two analyses; every difference is second minus first. A part that either lacks is null."""

    first: Annotated[ComparedTask, "The analysis whose id stands first in the address."]
    second: ComparedTask


@dataclass(frozen=True)
class Event:
    """An event. The other fields depend on the type; see docs/websocket.md."""

    type: Annotated[str, Limits(one_of=tuple(kind.type for kind in events.EVENT_TYPES))]
    task_id: UUID
    seq: Annotated[int, Limits(minimum=1)]
    timestamp: datetime


@dataclass(frozen=True)
class Webhook:
    """An address to which the ends of analyses are reported, without its secret."""

    id: UUID
    url: str
    events: Annotated[list[str], "Types of messages that are sent to it."]
    is_active: bool
    inactive_reason: Annotated[str | None, "Why the server has deactivated it; null where it has not."]
    created_at: datetime


@dataclass(frozen=True)
class CreatedWebhook(Webhook):
    """A webhook with its secret, which is returned only when it is made."""

    secret: Annotated[str, "`whsec_` and the base64 of the key with which messages are signed."]


@dataclass(frozen=True)
class WebhookMessage:
    """What is sent to a webhook, as Standard Webhooks describes it."""

    type: Annotated[str, "One of the events that a webhook can subscribe to, or `webhook.test`."]
    timestamp: Annotated[datetime, "When it happened."]
    data: Annotated[Any, "The analysis or batch, as REST returned it at that moment; empty for a test."]


@dataclass(frozen=True)
class Delivery:
    """One message to one webhook, and how its delivery went."""

    n: Annotated[int, Limits(minimum=1), "Number of the delivery, for each webhook from 1."]
    message_id: Annotated[str, "Header `webhook-id`; the same with every attempt."]
    type: str
    status: DeliveryStatus
    attempts: Annotated[int, Limits(minimum=0), "Attempts since it was last put into the queue."]
    response_status: Annotated[int | None, "HTTP status of the last attempt; null if there was no answer."]
    error: Annotated[str | None, "Why the last attempt failed; null if it did not."]
    created_at: datetime
    next_attempt_at: Annotated[datetime | None, "null once it is delivered or failed."]
    delivered_at: datetime | None
    payload: Annotated[WebhookMessage, "The body that is sent."]


def links(task_id: UUID) -> Links:
    """Return the paths of a task's resources."""
    task = reverse("analysis-detail", args=[task_id])
    below = {
        name: f"{task}/{name}"
        for name in ("result", "events", "stream", "transcript", "comments", "export", "cancel", "retry")
    }
    return Links(self=task, websocket=f"/ws/{task_id}", page=reverse("task-detail", args=[task_id]), **below)


def task_error(task: AnalysisTask) -> events.Failure | None:
    """Return why the analysis failed, None where it did not."""
    if not task.error_code:
        return None
    return {
        "code": task.error_code,
        "message": task.error_message,
        "step": task.error_step or None,
        "retryable": task.error_retryable,
    }


def comment_json(comment: CommentRow) -> events.JSON:
    """Return a comment with its analysis."""
    return cast(events.JSON, to_json(value_of(Comment, comment, id=comment.comment_id)))


def upload_json(upload: UploadRow) -> events.JSON:
    """Return an upload."""
    files = [UploadedFile(**file) for file in upload.files]
    return cast(
        events.JSON,
        to_json(Upload(upload.pk, upload.video_id or None, files, upload.created_at, upload.expires_at)),
    )


def to_json(value: Any) -> Any:
    """Return ``value`` in the types of JSON; times as :func:`events.wire_time` writes them."""
    if dataclasses.is_dataclass(value):
        return {field.name: to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {name: to_json(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    if isinstance(value, datetime):
        return events.wire_time(value)
    return str(value) if isinstance(value, UUID) else value
