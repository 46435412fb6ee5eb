"""What the page of an analysis shows while it runs, and of a run that has ended."""

from dataclasses import dataclass

from django.utils.timezone import now

from analysis import events
from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.execution import workflow
from analysis.models import AnalysisTask, StepRun

STATUS_WORDS = {
    TaskStatus.PENDING: "Waiting",
    TaskStatus.PROCESSING: "Running",
    TaskStatus.COMPLETED: "Complete",
    TaskStatus.FAILED: "Failed",
    TaskStatus.CANCELLED: "Cancelled",
}
STEP_LABELS = {
    StepName.EXTRACTION: "Video facts",
    StepName.TRANSCRIPTION: "Transcript",
    StepName.CONTENT_ANALYSIS: "Content",
    StepName.COMMENT_ANALYSIS: "Comments",
    StepName.SYNTHESIS: "Finding",
}
STEP_STATUS_WORDS = {
    StepStatus.PENDING: "waiting",
    StepStatus.RUNNING: "running",
    StepStatus.COMPLETED: "done",
    StepStatus.FAILED: "not possible",
    StepStatus.SKIPPED: "skipped",
}
#: A step that never started because the caller did not want it.
NOT_WANTED = "not asked for"


@dataclass(frozen=True)
class StepLine:
    """One step as a line of the page."""

    name: str
    label: str
    purpose: str
    status: str
    word: str
    #: 0 to 100.
    percent: int
    duration_seconds: float | None
    attempts: int


def step_lines(task: AnalysisTask) -> list[StepLine]:
    """Return a line a step; reads ``task.steps``, so prefetch."""
    return [_step_line(task, run) for run in task.steps.all()]


def _step_line(task: AnalysisTask, run: StepRun) -> StepLine:
    step = workflow.BY_NAME[run.name]
    wanted = workflow.is_wanted(step, task.options)
    word = STEP_STATUS_WORDS[StepStatus(run.status)] if wanted else NOT_WANTED
    if task.status in TaskStatus.ended() and run.status in (StepStatus.PENDING, StepStatus.RUNNING):
        word = "not reached" if run.status == StepStatus.PENDING else "stopped"
    return StepLine(
        name=run.name,
        label=STEP_LABELS[StepName(run.name)],
        purpose=step.message,
        status=run.status,
        word=word,
        percent=run.progress,
        duration_seconds=run.duration_seconds if run.status == StepStatus.COMPLETED else None,
        attempts=run.attempts,
    )


def elapsed_seconds(task: AnalysisTask) -> float:
    """Return how long the task has been worked on, or waits; of one that has ended, how long it took."""
    start = task.started_at or task.created_at
    return max(0.0, ((task.completed_at or now()) - start).total_seconds())


def remaining_seconds(task: AnalysisTask) -> float | None:
    """Return the estimate of what is left, None where there is none or nothing is left."""
    if task.estimated_completion is None or task.status not in TaskStatus.active():
        return None
    return max(0.0, (task.estimated_completion - now()).total_seconds())


def live_data(task: AnalysisTask) -> events.JSON:
    """Return what the page's script starts from."""
    return {
        "taskId": str(task.pk),
        "status": task.status,
        "active": task.status in TaskStatus.active(),
        "lastSeq": task.last_seq,
        "progress": task.progress,
        "started": task.started_at is not None,
        "elapsedSeconds": round(elapsed_seconds(task), 3),
        "remainingSeconds": remaining_seconds(task),
        "stepLabels": {name.value: label for name, label in STEP_LABELS.items()},
        "stepWords": {status.value: word for status, word in STEP_STATUS_WORDS.items()},
    }
