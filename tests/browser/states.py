"""Analyses in every state that a page can show."""

from datetime import timedelta

from django.utils.timezone import now

from analysis import options
from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.models import AnalysisTask, Video
from tests.factories import TaskFactory
from tests.results import full_result


def processing() -> AnalysisTask:
    """Return an analysis in the middle of its work, with a warning."""
    task = TaskFactory(
        status=TaskStatus.PROCESSING,
        progress=58,
        current_step=StepName.COMMENT_ANALYSIS,
        message="Reading the comments: 612 of 1,000",
        started_at=now() - timedelta(seconds=47),
        estimated_completion=now() + timedelta(seconds=34),
        warnings=[
            {
                "code": "RATE_LIMIT_EXCEEDED",
                "message": "YouTube answers slowly. The comments are tried again in 4 seconds.",
                "step": StepName.COMMENT_ANALYSIS,
                "severity": "info",
            }
        ],
    )
    Video.objects.create(
        task=task, youtube_id=task.video_id, title="Why the sea comes back", channel_name="Harbour Notes", facts={}
    )
    for name, seconds in ((StepName.EXTRACTION, 2.4), (StepName.TRANSCRIPTION, 3.1), (StepName.CONTENT_ANALYSIS, 21)):
        task.steps.filter(name=name).update(
            status=StepStatus.COMPLETED,
            progress=100,
            started_at=now() - timedelta(seconds=seconds),
            completed_at=now(),
        )
    task.steps.filter(name=StepName.COMMENT_ANALYSIS).update(status=StepStatus.RUNNING, progress=61, started_at=now())
    return task


def failed() -> AnalysisTask:
    """Return an analysis of a video that cannot be seen."""
    task = TaskFactory(failed=True, started_at=now() - timedelta(seconds=2), youtube_url="https://youtu.be/aaaaaaaaaaa")
    task.steps.filter(name=StepName.EXTRACTION).update(status=StepStatus.FAILED)
    return task


def cancelled() -> AnalysisTask:
    """Return an analysis that somebody ended before it began."""
    return TaskFactory(status=TaskStatus.CANCELLED, completed_at=now(), message="Cancelled by request")


def partial() -> AnalysisTask:
    """Return a finished analysis for which neither captions nor comments could be had."""
    warnings = [
        {
            "code": "NO_TRANSCRIPT",
            "message": "The video has no captions, and no speech recognition is available here.",
            "step": StepName.TRANSCRIPTION,
            "severity": "warning",
        },
        {
            "code": "COMMENTS_DISABLED",
            "message": "Comments are turned off for this video.",
            "step": StepName.COMMENT_ANALYSIS,
            "severity": "warning",
        },
    ]
    parts = {"transcript": None, "content": None, "comments": None, "insights": [], "recommendations": []}
    return TaskFactory(
        completed=True,
        options=options.complete({}),
        warnings=warnings,
        result_data=full_result() | parts,
        result_metadata={},
    )
