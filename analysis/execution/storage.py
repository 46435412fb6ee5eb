"""Converts pipeline values to rows and back. What later steps or clients query has columns; the rest is JSON.

Call the ``save_`` functions only inside the transaction that completes a step or saves a checkpoint.
"""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from cattrs.preconf.json import make_converter

from analysis import events
from analysis.models import Comment, StepRun, Transcript, Video
from analysis.pipeline import values
from analysis.queries import erased_authors
from analysis.search import indexing
from analysis.support.row_mapping import columns_of, value_of

_converter = make_converter()

#: Returns a value of the pipeline as JSON data.
to_json: Callable[[Any], Any] = _converter.unstructure
#: ``from_json(data, value_type)`` returns the value from which :func:`to_json` made ``data``.
from_json = _converter.structure


def save_extraction(task_id: UUID, extraction: values.Extraction) -> None:
    """Store the metadata of the video; replaces that of an earlier attempt."""
    video = extraction.video
    row, _ = Video.objects.update_or_create(
        task_id=task_id,
        defaults={
            "youtube_id": video.id,
            "title": video.title or "",
            "channel_name": video.channel_name or "",
            "channel_id": (video.channel_id or "")[:100],
            "facts": to_json(extraction),
        },
    )
    indexing.index_title(task_id, row, video.language)


def load_extraction(task_id: UUID) -> values.Extraction:
    """Return the metadata of the video."""
    return from_json(Video.objects.get(task_id=task_id).facts, values.Extraction)


def save_transcript(task_id: UUID, transcript: values.Transcript) -> None:
    """Store the transcript; replaces that of an earlier attempt."""
    row, _ = Transcript.objects.update_or_create(
        task_id=task_id,
        defaults=columns_of(
            transcript,
            Transcript,
            segments=[[s.start, s.end, s.text, s.confidence] for s in transcript.segments],
            marks=to_json(transcript.marks),
        ),
    )
    indexing.index_transcript(task_id, row)


def load_transcript(task_id: UUID) -> values.Transcript | None:
    """Return the transcript, or None if there is none."""
    row = Transcript.objects.filter(task_id=task_id).first()
    if row is None:
        return None
    segments = tuple(values.Segment(*segment) for segment in row.segments)
    marks = from_json(row.marks, values.CaptionMarks) if row.marks else None
    return value_of(values.Transcript, row, segments=segments, marks=marks)


def save_comments(task_id: UUID, fetched: values.CommentSet) -> events.JSON:
    """Store the fetched comments without duplicates and without erased authors; replaces those of an earlier attempt.

    Returns the output of the step, which tells a later attempt that the comments are stored.
    """
    Comment.objects.filter(task_id=task_id).delete()
    # Read after the DELETE has locked the table: an erasure waits for that, or is seen here.
    unique = {comment.id: comment for comment in reversed(erased_authors.without_listed(fetched.comments))}
    Comment.objects.bulk_create(
        (
            Comment(task_id=task_id, position=position, comment_id=comment.id, **columns_of(comment, Comment, id=None))
            for position, comment in enumerate(reversed(unique.values()))
        ),
        batch_size=1000,
    )
    return {"total": fetched.total}


def load_comments(task_id: UUID, total: int | None) -> values.CommentSet:
    """Return the stored comments in the order of their source; ``total`` is the number that YouTube states."""
    rows = Comment.objects.filter(task_id=task_id).order_by("position")
    return values.CommentSet(tuple(value_of(values.Comment, row, id=row.comment_id) for row in rows), total)


def save_comment_results(task_id: UUID, results: Sequence[values.CommentResult]) -> None:
    """Store the result of each comment in the comment's row, and index the comments for the search."""
    by_id = {result.comment_id: columns_of(result, Comment) for result in results}
    rows = list(Comment.objects.filter(task_id=task_id, comment_id__in=by_id))
    for row in rows:
        for name, value in by_id[row.comment_id].items():
            setattr(row, name, value)
    found = [field.name for field in dataclasses.fields(values.CommentAnalysis)]
    Comment.objects.bulk_update(rows, found, batch_size=1000)
    indexing.index_comments(task_id, rows)


def model_uses(task_id: UUID) -> list[values.ModelUse]:
    """Return the use of language models by the completed steps, in the order of the steps."""
    outputs = StepRun.objects.filter(task_id=task_id, output__llm__use__isnull=False).order_by("position")
    return [from_json(use, values.ModelUse) for use in outputs.values_list("output__llm__use", flat=True)]


def step_output(task_id: UUID, step: str) -> Any:
    """Return the JSON output of a step, or None if it left none or has not run."""
    return StepRun.objects.values_list("output", flat=True).get(task_id=task_id, name=step)
