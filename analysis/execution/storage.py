"""Rows <-> pipeline values. What later steps or clients query has columns; the rest is JSON of the value, and back.

The functions that save are called inside the transaction that closes a step or a checkpoint, never on their own.
"""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from cattrs.preconf.json import make_converter

from analysis.models import Comment, StepRun, Transcript, Video
from analysis.pipeline import values

_converter = make_converter()
T = TypeVar("T")
#: What a finding fills in of a comment.
_FOUND = (
    "language",
    "language_confidence",
    "sentiment",
    "sentiment_score",
    "sentiment_confidence",
    "theme",
    "is_spam",
    "spam_reason",
    "cites",
)


def to_json(value: Any) -> Any:
    """Return a value of the pipeline as JSON data."""
    return _converter.unstructure(value)


def from_json(data: Any, kind: type[T]) -> T:
    """Return the value of ``kind`` that :func:`to_json` made ``data`` of."""
    return _converter.structure(data, kind)


def save_extraction(task_id: UUID, extraction: values.Extraction) -> None:
    """Store the facts of the video, in place of those of an earlier attempt."""
    video = extraction.video
    Video.objects.update_or_create(
        task_id=task_id,
        defaults={
            "youtube_id": video.id,
            "title": video.title or "",
            "channel_name": video.channel_name or "",
            "facts": to_json(extraction),
        },
    )


def load_extraction(task_id: UUID) -> values.Extraction:
    """Return the facts of the video."""
    return from_json(Video.objects.get(task_id=task_id).facts, values.Extraction)


def save_transcript(task_id: UUID, transcript: values.Transcript) -> None:
    """Store what is said, in place of an earlier attempt's."""
    Transcript.objects.update_or_create(
        task_id=task_id,
        defaults={
            "source": transcript.source,
            "language": (transcript.language or "")[:35],
            "model": transcript.model or "",
            "language_confidence": transcript.language_confidence,
            "duration_seconds": transcript.duration_seconds,
            "segments": [[s.start, s.end, s.text, s.confidence] for s in transcript.segments],
        },
    )


def load_transcript(task_id: UUID) -> values.Transcript | None:
    """Return what is said, None where no transcript could be had."""
    row = Transcript.objects.filter(task_id=task_id).first()
    if row is None:
        return None
    return values.Transcript(
        source=row.source,
        language=row.language or None,
        segments=tuple(values.Segment(*segment) for segment in row.segments),
        duration_seconds=row.duration_seconds,
        model=row.model or None,
        language_confidence=row.language_confidence,
    )


def save_comments(task_id: UUID, fetched: values.CommentSet) -> None:
    """Store the fetched comments, in place of an earlier attempt's; one that the source gave twice is stored once."""
    Comment.objects.filter(task_id=task_id).delete()
    unique = {comment.id: comment for comment in reversed(fetched.comments)}
    Comment.objects.bulk_create(
        (_comment_row(task_id, position, comment) for position, comment in enumerate(reversed(unique.values()))),
        batch_size=1000,
    )


def _comment_row(task_id: UUID, position: int, comment: values.Comment) -> Comment:
    return Comment(
        task_id=task_id,
        position=position,
        comment_id=comment.id,
        parent_id=comment.parent_id or "",
        author=(comment.author or "")[:200],
        author_channel_id=comment.author_channel_id or "",
        text=comment.text,
        like_count=comment.like_count,
        published_at=comment.published_at,
        published_is_estimated=comment.published_is_estimated,
        is_pinned=comment.is_pinned,
        is_hearted=comment.is_hearted,
        is_author=comment.is_author,
    )


def load_comments(task_id: UUID, total: int | None) -> values.CommentSet:
    """Return the stored comments in the order of their source; ``total`` is what YouTube states."""
    rows = Comment.objects.filter(task_id=task_id).order_by("position")
    return values.CommentSet(tuple(_comment_value(row) for row in rows), total)


def _comment_value(row: Comment) -> values.Comment:
    return values.Comment(
        id=row.comment_id,
        text=row.text,
        parent_id=row.parent_id or None,
        author=row.author or None,
        author_channel_id=row.author_channel_id or None,
        like_count=row.like_count,
        published_at=row.published_at,
        published_is_estimated=row.published_is_estimated,
        is_pinned=row.is_pinned,
        is_hearted=row.is_hearted,
        is_author=row.is_author,
    )


def save_findings(task_id: UUID, findings: Sequence[values.CommentFinding]) -> None:
    """Write what was found about each comment beside its text."""
    found = {finding.comment_id: finding for finding in findings}
    rows = list(Comment.objects.filter(task_id=task_id, comment_id__in=found))
    for row in rows:
        finding = found[row.comment_id]
        row.language = finding.language or ""
        row.language_confidence = finding.language_confidence
        row.sentiment = finding.sentiment
        row.sentiment_score = finding.sentiment_score
        row.sentiment_confidence = finding.sentiment_confidence
        row.theme = (finding.theme or "")[:200]
        row.is_spam = finding.is_spam
        row.spam_reason = (finding.spam_reason or "")[:100]
        row.cites = list(finding.cites)
    Comment.objects.bulk_update(rows, _FOUND, batch_size=1000)


def model_uses(task_id: UUID) -> list[values.ModelUse]:
    """Return what the finished steps asked of language models, in their order."""
    outputs = StepRun.objects.filter(task_id=task_id, output__llm__use__isnull=False).order_by("position")
    return [from_json(use, values.ModelUse) for use in outputs.values_list("output__llm__use", flat=True)]


def step_output(task_id: UUID, step: str) -> Any:
    """Return what a step left besides rows, None where it left nothing or has not run."""
    return StepRun.objects.values_list("output", flat=True).get(task_id=task_id, name=step)
