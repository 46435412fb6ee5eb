"""Analyses to compare: what the comments of a video were read as, and the results made of them."""

from typing import Any

from analysis.models import AnalysisTask, Comment
from analysis.pipeline import values
from tests.support.factories import BASIC_OPTIONS, TaskFactory
from tests.support.results import full_metadata, full_result

Row = tuple[str, str, float | None, tuple[str, ...]]
_SCORES = {"positive": 0.8, "neutral": 0.0, "negative": -0.8, "not_scored": None}


def rows(start: int, count: int, label: str, *feedback: str) -> list[Row]:
    """Return ``count`` comments ``c<start>`` and on, all read alike."""
    return [(f"c{start + index}", label, _SCORES[label], feedback) for index in range(count)]


def theme(name: str, keywords: tuple[str, ...], ids: list[str]) -> dict[str, Any]:
    """Return a theme as a result has it."""
    return {"name": name, "keywords": list(keywords), "size": len(ids), "sentiment": None, "comment_ids": ids}


def analysed(comments: list[Row], id: str = "a", **result: Any) -> values.Analysed:
    """Return an analysis of these comments; ``themes`` and ``keywords`` replace those of its result."""
    metadata = full_metadata() | {"options": dict(BASIC_OPTIONS)}
    return values.Analysed(id, make_result(**result), metadata, tuple(values.ReadComment(*row) for row in comments))


def make_result(
    themes: list[dict[str, Any]] | None = None, keywords: dict[str, int] | None = None, **video: Any
) -> dict[str, Any]:
    """Return a complete result with these themes, these keywords with their frequency, and facts of the video."""
    result = full_result()
    result["video"] |= video
    result["comments"]["themes"] = themes or []
    words = {"harbour": 9} if keywords is None else keywords
    result["content"]["keywords"] = [{"text": text, "frequency": n, "relevance": 1.0} for text, n in words.items()]
    return result


def stored(comments: list[Row], owner: Any = None, **result: Any) -> AnalysisTask:
    """Return a completed analysis of these comments."""
    metadata = full_metadata() | {"options": dict(BASIC_OPTIONS)}
    task: AnalysisTask = TaskFactory(
        completed=True, owner=owner, result_data=make_result(**result), result_metadata=metadata
    )
    Comment.objects.bulk_create(
        Comment(
            task=task,
            position=position,
            comment_id=comment_id,
            sentiment=label,
            sentiment_score=score,
            feedback=list(feedback),
        )
        for position, (comment_id, label, score, feedback) in enumerate(comments)
    )
    return task


def pair(name: str) -> tuple[AnalysisTask, AnalysisTask]:
    """Return two analyses of one video, the second with happier comments; ``name`` is that of a theme and its title."""
    themes = [theme(name, ("tide", "moon"), ["c0", "c1", "c2", "c3"])]
    return (
        stored([*rows(0, 40, "positive", "praise"), *rows(40, 40, "negative", "complaints")], themes=themes),
        stored(rows(0, 90, "positive", "praise"), view_count=2_000_000, title=name),
    )
