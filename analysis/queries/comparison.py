"""Reads of two analyses for their comparison; the caller has checked who may see them."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q

from analysis import events
from analysis.choices import TaskStatus
from analysis.models import AnalysisTask, Comment
from analysis.pipeline import values
from analysis.pipeline.comparison import comparison
from analysis.queries import tasks, wire


def compare_tasks(first: AnalysisTask, second: AnalysisTask) -> wire.Comparison | None:
    """Return what differs between two completed analyses, None if one was deleted meanwhile."""
    stored = [_read_analysis(task.pk) for task in (first, second)]
    if stored[0] is None or stored[1] is None:
        return None
    found = comparison.compare(stored[0], stored[1])
    return wire.Comparison(
        first=_compared_task(first, stored[0]), second=_compared_task(second, stored[1]), **vars(found)
    )


def version(first: AnalysisTask, second: AnalysisTask) -> str:
    """Return a token that differs after every change of what is compared."""
    return f"{tasks.version(first)}-{tasks.version(second)}"


def _read_analysis(task_id: UUID) -> values.Analysed | None:
    completed = AnalysisTask.objects.filter(pk=task_id, status=TaskStatus.COMPLETED)
    row = completed.values("result_data", "result_metadata").first()
    if row is None:
        return None
    result: events.JSON = row["result_data"] or {}
    channel_id = (result.get("video") or {}).get("channel_id")
    comments = tuple(_read_audience(task_id, channel_id))
    return values.Analysed(str(task_id), result, row["result_metadata"] or {}, comments)


def _read_audience(task_id: UUID, channel_id: str | None) -> Iterator[values.ReadComment]:
    """Yield the comments that the figures of a result are about: without spam and without those of the author."""
    # As the analysis decides whose comment it is: by the ids of the channels where both are known.
    known = ~Q(author_channel_id="") if channel_id else Q(pk__in=[])
    by_author = (known & Q(author_channel_id=channel_id)) | (~known & Q(is_author=True))
    rows = Comment.objects.filter(task_id=task_id, is_spam=False).exclude(by_author).exclude(sentiment="")
    for row in rows.values_list("comment_id", "sentiment", "sentiment_score", "feedback").iterator(chunk_size=2000):
        yield values.ReadComment(*row)


def _compared_task(task: AnalysisTask, analysed: values.Analysed) -> wire.ComparedTask:
    video = analysed.result.get("video") or {}
    links = wire.links(task.pk)
    return wire.ComparedTask(
        task_id=task.pk,
        video_id=task.video_id,
        title=video.get("title"),
        created_at=task.created_at,
        completed_at=task.completed_at,
        links=wire.ComparedLinks(self=links.self, result=links.result, page=links.page),
    )
