"""Template context of the status page: steps, times and the start values of its script."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now
from django.utils.translation import gettext, gettext_lazy

from analysis import events
from analysis.choices import Severity, StepStatus, TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask, StepRun
from analysis.support.durations import seconds_between

STATUS_LABELS = {
    TaskStatus.PENDING: gettext_lazy("Waiting"),
    TaskStatus.PROCESSING: gettext_lazy("Running"),
    TaskStatus.COMPLETED: gettext_lazy("Complete"),
    TaskStatus.FAILED: gettext_lazy("Failed"),
    TaskStatus.CANCELLED: gettext_lazy("Cancelled"),
}
#: Label of a completed analysis that has neither transcript nor comments.
METADATA_ONLY = gettext_lazy("Metadata only")
STEP_STATUS_LABELS = {
    StepStatus.PENDING: gettext_lazy("waiting"),
    StepStatus.RUNNING: gettext_lazy("running"),
    StepStatus.COMPLETED: gettext_lazy("done"),
    StepStatus.FAILED: gettext_lazy("failed"),
    StepStatus.SKIPPED: gettext_lazy("skipped"),
}
#: Label of a step that the options exclude.
NOT_REQUESTED = gettext_lazy("not requested")


@dataclass(frozen=True)
class Badge:
    """The status of an analysis, as shown on the pages."""

    word: str
    #: The end of its CSS class.
    style: str


def badge(task: AnalysisTask, statuses: Mapping[str, str] | None = None) -> Badge:
    """Return the status of ``task``; ``statuses`` are those of its steps by name, None: ``task.steps`` is read."""
    if statuses is None:
        statuses = {run.name: run.status for run in task.steps.all()}
    if task.status == TaskStatus.COMPLETED and workflow.lacks_material(statuses):
        return Badge(str(METADATA_ONLY), "incomplete")
    return Badge(str(STATUS_LABELS[TaskStatus(task.status)]), task.status)


@dataclass(frozen=True)
class StepLine:
    """One step, as shown on the page."""

    name: str
    label: str
    purpose: str
    status: str
    word: str
    #: 0 to 100.
    percent: int
    duration_seconds: float | None
    attempts: int
    started_at: datetime | None
    #: Why it waits; None if it does not, or is over.
    note: events.Warning | None


def step_lines(task: AnalysisTask) -> list[StepLine]:
    """Return one line per step; reads ``task.steps``, so prefetch."""
    waits = {warning["step"]: warning for warning in task.warnings if warning["severity"] == Severity.INFO}
    return [_step_line(task, run, waits.get(run.name)) for run in task.steps.all()]


def _step_line(task: AnalysisTask, run: StepRun, wait: events.Warning | None) -> StepLine:
    step = workflow.BY_NAME[run.name]
    wanted = workflow.is_requested(step, task.options)
    word = STEP_STATUS_LABELS[StepStatus(run.status)] if wanted else NOT_REQUESTED
    if task.status in TaskStatus.ended() and run.status in (StepStatus.PENDING, StepStatus.RUNNING):
        word = gettext_lazy("stopped") if run.started_at else gettext_lazy("not reached")
    return StepLine(
        name=run.name,
        label=gettext(step.label),
        purpose=gettext(step.message),
        status=run.status,
        word=str(word),
        percent=run.progress,
        duration_seconds=run.duration_seconds if run.status == StepStatus.COMPLETED else None,
        attempts=run.attempts,
        started_at=run.started_at,
        note=wait if run.status == StepStatus.RUNNING else None,
    )


def notices(task: AnalysisTask) -> list[events.Warning]:
    """Return the warnings that still hold: the last of each cause, and no wait, which stands beside its step."""
    last = {(warning["code"], warning["step"]): warning for warning in task.warnings}
    return [each for each in last.values() if not (each["severity"] == Severity.INFO and each["step"])]


def elapsed_seconds(task: AnalysisTask) -> float:
    """Return the running time so far, the waiting time before the start, or the total time after the end."""
    start = task.started_at or task.created_at
    return seconds_between(start, task.completed_at or now())


def remaining_seconds(task: AnalysisTask) -> float | None:
    """Return the estimated remaining time, None if unknown or the task has ended."""
    if task.estimated_completion is None or task.status not in TaskStatus.active():
        return None
    return seconds_between(now(), task.estimated_completion)


def remaining_range(task: AnalysisTask) -> tuple[float, float] | None:
    """Return between how many seconds four in five analyses would end, None if unknown or the task has ended."""
    if task.estimated_earliest is None or task.estimated_latest is None or task.status not in TaskStatus.active():
        return None
    moment = now()
    return seconds_between(moment, task.estimated_earliest), seconds_between(moment, task.estimated_latest)


def continues_in(task: AnalysisTask) -> float | None:
    """Return in how many seconds a paused task is tried again; None if it is not paused."""
    if task.not_before is None or task.status not in TaskStatus.active():
        return None
    return seconds_between(now(), task.not_before) or None


def live_data(task: AnalysisTask) -> events.JSON:
    """Return the start values of ``task_page.js``."""
    return {
        "taskId": str(task.pk),
        "status": task.status,
        "active": task.status in TaskStatus.active(),
        "lastSeq": task.last_seq,
        "progress": task.progress,
        "started": task.started_at is not None,
        "elapsedSeconds": round(elapsed_seconds(task), 3),
        "remainingSeconds": remaining_seconds(task),
        "remainingRange": remaining_range(task),
        "continuesIn": continues_in(task),
        "stepLabels": {step.name.value: gettext(step.label) for step in workflow.STEPS},
        "stepWords": {status.value: str(word) for status, word in STEP_STATUS_LABELS.items()},
    }
