"""Template context of the result page besides the result: charts, quoted comments, reasons for missing parts."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from analysis import events
from analysis.choices import TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask
from analysis.pages.reports.charts import charts
from analysis.pages.reports.paragraphs import group_paragraphs
from analysis.queries import tasks

#: Maximum number of comments quoted for each theme and moment, and for spam.
QUOTES_PER_GROUP = 3
#: Items of each list that a page shows: the most at which it is small enough. The result has all of them.
MAX_ITEMS = (100, 30, 10)
#: Paragraphs of the transcript for each of these, of up to a thousand characters each; the whole has its own address.
_PARAGRAPHS_PER_ITEM = 10

#: Parts of a result that can be null, and the steps that produce them.
PARTS = {step.part: step.needed_for_part for step in workflow.STEPS if step.part}


def result_context(task: AnalysisTask, max_items: int) -> dict[str, Any]:
    """Return the context for the result templates; two queries, none for a task without a result."""
    result: events.JSON | None = task.result_data
    if task.status != TaskStatus.COMPLETED or result is None:
        return {}
    comments: events.JSON = result.get("comments") or {}
    max_paragraphs = max_items * _PARAGRAPHS_PER_ITEM
    paragraphs = list(islice(group_paragraphs(tasks.transcript_segments(task.pk)), max_paragraphs + 1))
    return {
        "result": result,
        "metadata": task.result_metadata or {},
        "charts": charts(result),
        "quotes": tasks.comments_by_id(task.pk, _quoted_ids(result, comments)),
        "quotes_each": f":{QUOTES_PER_GROUP}",
        "paragraphs": paragraphs[:max_paragraphs],
        "has_more_paragraphs": len(paragraphs) > max_paragraphs,
        "max_items": max_items,
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
