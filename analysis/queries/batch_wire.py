"""What clients receive of batches, their members, and follows: one dataclass per shape, as in ``wire``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.urls import reverse

from analysis import events
from analysis.choices import TaskStatus
from analysis.options import Options
from analysis.queries.wire import Task
from analysis.support.json_schema import Limits

Share = Annotated[float, Limits(minimum=0, maximum=1)]
Score = Annotated[float, Limits(minimum=-1, maximum=1)]
Count = Annotated[int, Limits(minimum=0)]


@dataclass(frozen=True)
class BatchLinks:
    """Paths of the resources of a batch."""

    self: str
    members: str
    stream: str
    websocket: str
    page: str
    export: str
    cancel: str
    retry_failed: str


@dataclass(frozen=True)
class BatchError:
    """Why a batch, or a check of a follow, failed."""

    code: str
    message: str


@dataclass(frozen=True)
class ClassCount:
    """The comments of one class of feedback."""

    count: Count
    share: Annotated[Share | None, "Of the audience's comments; null without comments."]


@dataclass(frozen=True)
class BatchFeedback:
    """What the audience tells the creator."""

    praise: ClassCount
    complaints: ClassCount
    requests: ClassCount
    questions: ClassCount
    corrections: ClassCount


@dataclass(frozen=True)
class VideoSummary:
    """What was found about one video; a part that it lacks is null."""

    position: Annotated[int, Limits(minimum=1), "In the order of the batch, from 1."]
    video_id: str
    task_id: Annotated[UUID | None, "null if the analysis was deleted."]
    title: str | None
    channel_name: str | None
    published_at: str | None
    duration_seconds: float | None
    view_count: int | None
    like_count: int | None
    comment_count: Annotated[int | None, "As YouTube states it."]
    comments_analyzed: Annotated[int | None, "The audience's comments, without spam."]
    comments_spam: Annotated[int | None, "Comments that are spam."]
    sentiment: Annotated[Score | None, "Mean of the comments."]
    sentiment_n: Annotated[Count, "Comments that it is the mean of."]
    sentiment_95: Annotated[list[float] | None, "Its 95 % interval."]
    content_sentiment: Annotated[Score | None, "Of what is said."]
    feedback: BatchFeedback | None
    themes: Annotated[list[str], "Subjects of the comments, the largest first."]
    topics: Annotated[list[str], "Subjects of the video, the strongest first."]


@dataclass(frozen=True)
class CommonSubject:
    """A theme of the comments, or a topic, of at least two videos; names are compared ignoring case."""

    name: str
    videos: Annotated[int, Limits(minimum=2), "Videos that have it."]
    positions: Annotated[list[int], "Members that have it."]
    comments: Annotated[int | None, "Number of its comments; null for a topic."]
    sentiment: Annotated[Score | None, "Mean of its comments; null for a topic, or if none was scored."]


@dataclass(frozen=True)
class Period:
    """The videos that were published in one month."""

    month: Annotated[str, "Such as `2026-03`."]
    videos: Annotated[int, Limits(minimum=1), "Videos of the month."]
    sentiment: Annotated[Score | None, "Mean of the comments of these videos."]
    sentiment_n: Count
    feedback: BatchFeedback | None


@dataclass(frozen=True)
class BatchSummary:
    """What the completed members have in common, and how they differ."""

    sentiment: Annotated[Score | None, "Mean of the comments of all videos."]
    sentiment_n: Count
    feedback: BatchFeedback | None
    themes: Annotated[list[CommonSubject], "In most videos first."]
    topics: Annotated[list[CommonSubject], "In most videos first."]
    over_time: Annotated[list[Period], "The earliest first; videos without a date are left out."]
    videos: Annotated[list[VideoSummary], "The completed members, in order."]


@dataclass(frozen=True)
class Batch:
    """Many videos that are analysed with the same options."""

    id: UUID
    name: str
    source_url: Annotated[str | None, "The playlist or channel; null for a list of URLs."]
    newest: Annotated[int | None, "How many of its videos are taken; null: as many as a batch may have."]
    follow_id: Annotated[UUID | None, "The follow whose check made it; null if somebody did, or that was deleted."]
    status: Annotated[
        TaskStatus,
        "`completed`: every member has ended, `counts` says how; `failed`: the playlist or channel could not be read.",
    ]
    progress: events.Percent
    message: Annotated[str, "Current activity, as text for people."]
    counts: events.Counts
    options: Annotated[Options, "Of every member; complete, including defaults."]
    reuse_results: Annotated[bool, "Whether fresh results are taken in the place of analyses."]
    warnings: list[events.Warning]
    error: BatchError | None
    summary: Annotated[BatchSummary | None, "null until a member is completed."]
    created_at: datetime
    updated_at: datetime
    started_at: Annotated[datetime | None, "When the first member began."]
    completed_at: datetime | None
    estimated_completion: Annotated[datetime | None, "From the members that have ended; null before."]
    last_seq: Annotated[int, Limits(minimum=0), "Sequence number of the latest event."]
    links: BatchLinks


@dataclass(frozen=True)
class Member:
    """One video of a batch."""

    position: Annotated[int, Limits(minimum=1), "In the order of the list, from 1."]
    video_id: str
    youtube_url: Annotated[str, "As submitted, or as the playlist or channel lists it."]
    title: Annotated[str | None, "null until it is known."]
    status: Annotated[TaskStatus, "`pending` until it is its turn; then that of its analysis."]
    reused: Annotated[bool, "Whether the result is one that was there before."]
    task: Annotated[Task | None, "null before its turn, or if the analysis was deleted."]


@dataclass(frozen=True)
class FollowLinks:
    """Paths of the resources of a follow."""

    self: str
    batches: Annotated[str, "Path of its batches."]
    check: Annotated[str, "Path of the call that has it checked now."]
    page: str


@dataclass(frozen=True)
class FollowCounts:
    """The videos that were seen in a followed list."""

    seen: Annotated[Count, "All that were seen."]
    taken: Annotated[Count, "Those that were put into a batch."]
    waiting: Annotated[Count, "New ones that wait, because of `max_per_day` or of a limit."]


@dataclass(frozen=True)
class Follow:
    """A channel or playlist whose new videos are analysed."""

    id: UUID
    name: Annotated[str, "As given; else the title of the channel or playlist, once it was read."]
    source_url: Annotated[str, "The channel or playlist, as given."]
    newest: Annotated[Count, "How many of the videos that are there at the first check are analysed."]
    max_per_day: Annotated[int, Limits(minimum=1), "Videos that are analysed on one day (UTC); the others wait."]
    interval_hours: Annotated[int, Limits(minimum=1), "Time between two checks."]
    options: Annotated[Options, "Of every analysis; complete, including defaults."]
    reuse_results: Annotated[bool, "Whether fresh results are taken in the place of analyses."]
    enabled: Annotated[bool, "false: paused; nothing is checked."]
    checking: Annotated[bool, "Whether it is being checked now."]
    last_checked_at: Annotated[datetime | None, "When the list was read last."]
    next_check_at: Annotated[datetime | None, "null while it is paused."]
    message: Annotated[str, "What the last check found, or why it failed, as text for people."]
    error: Annotated[BatchError | None, "Why the last check failed; null if it did not."]
    failures: Annotated[Count, "Checks in a row that failed."]
    warnings: Annotated[list[events.Warning], "Of the last check."]
    counts: FollowCounts
    last_batch_id: Annotated[UUID | None, "The newest of its batches."]
    created_at: datetime
    updated_at: datetime
    links: FollowLinks


def follow_links(follow_id: UUID) -> FollowLinks:
    """Return the paths of a follow's resources."""
    follow = reverse("follow-detail", args=[follow_id])
    return FollowLinks(
        self=follow,
        batches=f"{reverse('batch-list')}?follow={follow_id}",
        check=f"{follow}/check",
        page=f"{reverse('follow-list-page')}#follow-{follow_id}",
    )


def batch_links(batch_id: UUID) -> BatchLinks:
    """Return the paths of a batch's resources."""
    batch = reverse("batch-detail", args=[batch_id])
    below: dict[str, Any] = {name: f"{batch}/{name}" for name in ("members", "stream", "export", "cancel")}
    return BatchLinks(
        self=batch,
        websocket=f"/ws/batches/{batch_id}",
        page=reverse("batch-page", args=[batch_id]),
        retry_failed=f"{batch}/retry-failed",
        **below,
    )
