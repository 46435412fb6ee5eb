"""What the page of a finished analysis shows besides the finding: charts, quoted comments, why a part is missing."""

from collections.abc import Iterable, Iterator
from typing import Any

from analysis import events
from analysis.choices import StepName, TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask
from analysis.pages.reports.charts import charts
from analysis.pages.reports.paragraphs import paragraphs
from analysis.queries import tasks

#: Comments quoted for each theme, moment, and for spam; the rest is one link away.
QUOTES = 3

#: The parts of a result that may be null, and the steps without which they are.
PARTS: dict[str, tuple[StepName, ...]] = {
    "transcript": (StepName.TRANSCRIPTION,),
    "content": (StepName.TRANSCRIPTION, StepName.CONTENT_ANALYSIS),
    "comments": (StepName.COMMENT_ANALYSIS,),
}


def result_context(task: AnalysisTask) -> dict[str, Any]:
    """Return what the templates of a finding need; two queries, none for a task without a finding."""
    result: events.JSON | None = task.result_data
    if task.status != TaskStatus.COMPLETED or result is None:
        return {}
    comments: events.JSON = result.get("comments") or {}
    return {
        "result": result,
        "metadata": task.result_metadata or {},
        "charts": charts(result),
        "quotes": tasks.comments_by_id(task.pk, _quoted_ids(result, comments)),
        "quotes_each": f":{QUOTES}",
        "paragraphs": list(paragraphs(tasks.transcript_segments(task.pk))),
        "missing": {part: missing(task, part) for part in PARTS if not result.get(part)},
    }


def missing(task: AnalysisTask, part: str) -> list[str]:
    """Return why a part of the finding is null, one sentence a reason; never empty."""
    steps = PARTS[part]
    if not all(workflow.is_wanted(workflow.BY_NAME[step], task.options) for step in steps):
        return ["This analysis was not asked for it."]
    told = [warning["message"] for warning in task.warnings if warning.get("step") in steps]
    return told or ["It could not be had, and no reason was recorded."]


def _quoted_ids(result: events.JSON, comments: events.JSON) -> Iterator[str]:
    for group in (*(comments.get("themes") or ()), *(comments.get("moments") or ()), comments.get("spam") or {}):
        yield from group.get("central_comment_ids") or group.get("comment_ids", ())[:QUOTES]
        yield from group.get("top_comment_ids", ())[:1]
    yield from (comments.get("author") or {}).get("unanswered_ids", ())[:QUOTES]
    yield from _evidence_ids((*(result.get("insights") or ()), *(result.get("recommendations") or ())))


def _evidence_ids(claims: Iterable[events.JSON]) -> Iterator[str]:
    for claim in claims:
        for evidence in claim["evidence"]:
            if evidence["kind"] == "comment":
                yield evidence["ref"]
