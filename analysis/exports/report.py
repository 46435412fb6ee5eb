"""What a report shows of an analysis, on its page or as a file: the result, charts, quotes, missing parts."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from analysis import events
from analysis.choices import TaskStatus
from analysis.execution import workflow
from analysis.exports.charts import charts
from analysis.exports.paragraphs import group_paragraphs
from analysis.models import AnalysisTask, Comment, Transcript
from analysis.wording import messages

#: Maximum number of comments quoted for each theme and moment, and for spam.
QUOTES_PER_GROUP = 3
#: Paragraphs of the transcript for each item that a page shows of its lists, of up to a thousand characters each.
_PARAGRAPHS_PER_ITEM = 10

#: Parts of a result that can be null, and the steps that produce them.
PARTS = {step.part: step.needed_for_part for step in workflow.STEPS if step.part}


def report_context(task: AnalysisTask, max_items: int | None = None) -> dict[str, Any]:
    """Return the context for the templates of a report; two queries, none for a task without a result.

    ``max_items`` bounds each list, and ten times as many paragraphs of the transcript; None: all.
    """
    result: events.JSON | None = task.result_data
    if task.status != TaskStatus.COMPLETED or result is None:
        return {}
    comments: events.JSON = result.get("comments") or {}
    segments = Transcript.objects.filter(task=task).values_list("segments", flat=True).first() or []
    paragraphs = group_paragraphs(segments)
    shown = list(islice(paragraphs, max_items and max_items * _PARAGRAPHS_PER_ITEM))
    quoted = Comment.objects.filter(task=task, comment_id__in=set(_quoted_ids(result, comments)))
    return {
        "result": result,
        "metadata": task.result_metadata or {},
        "charts": charts(result),
        "quotes": {comment.comment_id: comment for comment in quoted},
        "quotes_each": f":{QUOTES_PER_GROUP}",
        "paragraphs": shown,
        "has_more_paragraphs": next(paragraphs, None) is not None,
        "next_segment": sum(len(paragraph.cues) for paragraph in shown),
        "max_items": max_items,
        "missing": {part: missing_reasons(task, part) for part in PARTS if not result.get(part)},
    }


def missing_reasons(task: AnalysisTask, part: str) -> list[str]:
    """Return one sentence per reason why a part of the result is null; never empty."""
    steps = PARTS[part]
    if not all(workflow.is_requested(workflow.BY_NAME[step], task.options) for step in steps):
        return [gettext("This part was not requested.")]
    reasons = [messages.translate(warning["message"]) for warning in task.warnings if warning.get("step") in steps]
    return reasons or [gettext("This part is not available. No reason was recorded.")]


def _quoted_ids(result: events.JSON, comments: events.JSON) -> Iterator[str]:
    for group in (*(comments.get("themes") or ()), *(comments.get("moments") or ()), comments.get("spam") or {}):
        yield from group.get("central_comment_ids") or group.get("comment_ids", ())[:QUOTES_PER_GROUP]
        yield from group.get("top_comment_ids", ())[:1]
    for feedback in (comments.get("feedback") or {}).values():
        yield from (example["comment_id"] for example in feedback["examples"])
    yield from (top["id"] for top in comments.get("top_comments") or ())
    yield from (comments.get("author") or {}).get("unanswered_ids", ())[:QUOTES_PER_GROUP]
    for claim in (*(result.get("insights") or ()), *(result.get("recommendations") or ())):
        for evidence in claim["evidence"]:
            if evidence["kind"] == "comment":
                yield evidence["ref"]
