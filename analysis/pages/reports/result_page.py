"""Template context of the result page besides the result: charts, quoted comments, reasons for missing parts."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from analysis import events
from analysis.choices import TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask, Comment, Transcript
from analysis.pages.reports.charts import charts
from analysis.pages.reports.paragraphs import group_paragraphs

#: Maximum number of comments quoted for each theme and moment, and for spam.
QUOTES_PER_GROUP = 3

#: Paragraphs of the transcript shown, of up to a thousand characters each; the whole transcript has its own address.
_MAX_PARAGRAPHS = 1_000

#: Parts of a result that can be null, and the steps that produce them.
PARTS = {step.part: step.needed_for_part for step in workflow.STEPS if step.part}


def result_context(task: AnalysisTask) -> dict[str, Any]:
    """Return the context for the result templates; two queries, none for a task without a result."""
    result: events.JSON | None = task.result_data
    if task.status != TaskStatus.COMPLETED or result is None:
        return {}
    comments: events.JSON = result.get("comments") or {}
    segments = Transcript.objects.filter(task=task).values_list("segments", flat=True).first() or []
    paragraphs = list(islice(group_paragraphs(segments), _MAX_PARAGRAPHS + 1))
    quoted = Comment.objects.filter(task=task, comment_id__in=set(_quoted_ids(result, comments)))
    return {
        "result": result,
        "metadata": task.result_metadata or {},
        "charts": charts(result),
        "quotes": {comment.comment_id: comment for comment in quoted},
        "quotes_each": f":{QUOTES_PER_GROUP}",
        "paragraphs": paragraphs[:_MAX_PARAGRAPHS],
        "has_more_paragraphs": len(paragraphs) > _MAX_PARAGRAPHS,
        "missing": {part: missing_reasons(task, part) for part in PARTS if not result.get(part)},
    }


def missing_reasons(task: AnalysisTask, part: str) -> list[str]:
    """Return one sentence per reason why a part of the result is null; never empty."""
    steps = PARTS[part]
    if not all(workflow.is_requested(workflow.BY_NAME[step], task.options) for step in steps):
        return ["This part was not requested."]
    reasons = [warning["message"] for warning in task.warnings if warning.get("step") in steps]
    return reasons or ["This part is not available. No reason was recorded."]


def _quoted_ids(result: events.JSON, comments: events.JSON) -> Iterator[str]:
    for group in (*(comments.get("themes") or ()), *(comments.get("moments") or ()), comments.get("spam") or {}):
        yield from group.get("central_comment_ids") or group.get("comment_ids", ())[:QUOTES_PER_GROUP]
        yield from group.get("top_comment_ids", ())[:1]
    yield from (comments.get("author") or {}).get("unanswered_ids", ())[:QUOTES_PER_GROUP]
    for claim in (*(result.get("insights") or ()), *(result.get("recommendations") or ())):
        for evidence in claim["evidence"]:
            if evidence["kind"] == "comment":
                yield evidence["ref"]
