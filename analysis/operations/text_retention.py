"""Deletes the texts and the events of ended analyses that stay themselves."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, JSONField, Q, Value
from django.db.models.expressions import CombinedExpression
from django.utils.timezone import now

from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.models import (
    AnalysisTask,
    BatchEvent,
    Comment,
    SearchEntry,
    SearchSignature,
    SearchVector,
    StepRun,
    TaskEvent,
    Transcript,
)
from analysis.models.task import AnalysisTaskQuerySet

#: Added to the warnings of an analysis.
WARNING = {
    "code": "TEXTS_DELETED",
    "message": "The transcript and the comments of this analysis were deleted after a time. The result stays.",
    "step": StepName.TRANSCRIPTION.value,
    "severity": "info",
}
#: A step that has not begun.
_NOT_BEGUN = {"status": StepStatus.PENDING, "output": None, "progress": 0, "completions": 0, "completed_at": None}


@transaction.atomic
def delete_texts(limit: int) -> bool:
    """Delete the transcripts, comments and their index of ``limit`` analyses; return whether more may be due.

    A failed or cancelled analysis starts at its first step if it is retried.
    """
    due = _due(Q(texts_deleted_at=None), settings.TEXT_RETENTION_DAYS, limit)
    for model in (SearchSignature, SearchVector, SearchEntry):
        model._default_manager.filter(task_id__in=due).exclude(kind=SearchEntry.Kind.TITLE).delete()
    Comment.objects.filter(task_id__in=due).delete()
    Transcript.objects.filter(task_id__in=due).delete()
    steps = StepRun.objects.filter(task_id__in=due)
    steps.filter(task__status=TaskStatus.COMPLETED).update(output=None)
    steps.exclude(task__status=TaskStatus.COMPLETED).exclude(status=StepStatus.SKIPPED).update(**_NOT_BEGUN)
    warnings = CombinedExpression(F("warnings"), "||", Value([WARNING], JSONField()), JSONField())
    AnalysisTask.objects.filter(pk__in=due).update(texts_deleted_at=now(), warnings=warnings, updated_at=now())
    return len(due) == limit


@transaction.atomic
def delete_events(limit: int) -> bool:
    """Delete the events, all but the terminal one, of ``limit`` analyses; return whether more may be due."""
    due = _due(Q(events_deleted_at=None), settings.EVENT_RETENTION_DAYS, limit)
    TaskEvent.objects.filter(task_id__in=due, terminal=False).delete()
    AnalysisTask.objects.filter(pk__in=due).update(events_deleted_at=now())
    if settings.EVENT_RETENTION_DAYS:
        before = now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
        BatchEvent.objects.filter(batch__completed_at__lt=before, terminal=False).delete()
    return len(due) == limit


def _due(which: Q, days: int, limit: int) -> list[UUID]:
    """Return the ids of analyses that ended over ``days`` ago, the oldest first; none where that is 0."""
    if not days:
        return []
    rows: AnalysisTaskQuerySet = AnalysisTask.objects.filter(
        which, status__in=TaskStatus.ended(), completed_at__lt=now() - timedelta(days=days)
    )
    oldest = rows.order_by("completed_at").select_for_update(skip_locked=True)
    return list(oldest.values_list("pk", flat=True)[:limit])
