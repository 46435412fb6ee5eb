"""Analyses in every state that a page can show."""

from datetime import timedelta

from django.test import Client
from django.utils.timezone import now

from analysis import options
from analysis.batches import feeding
from analysis.choices import StepName, StepStatus, TaskStatus
from analysis.models import AnalysisTask, Batch, Follow, SourceState, StepAttempt, Video, Worker
from analysis.sources.ytdlp_errors import ListNotFound
from tests.support import batches
from tests.support.factories import TaskFactory, UserFactory
from tests.support.results import full_result


def processing() -> AnalysisTask:
    """Return an analysis in the middle of its work, with a warning."""
    task = TaskFactory(
        status=TaskStatus.PROCESSING,
        progress=58,
        current_step=StepName.COMMENT_ANALYSIS,
        message="Fetching comments: 612 of about 1,000",
        started_at=now() - timedelta(seconds=47),
        estimated_completion=now() + timedelta(seconds=34),
        warnings=[
            {
                "code": "SERVICE_UNAVAILABLE",
                "message": "YouTube could not be reached. Trying again at 10:11:12 UTC.",
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


def paused() -> AnalysisTask:
    """Return an analysis that waits some minutes for a source that refuses."""
    task = processing()
    AnalysisTask.objects.filter(pk=task.pk).update(not_before=now() + timedelta(minutes=9))
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
        options=options.with_defaults({}),
        warnings=warnings,
        result_data=full_result() | parts,
        result_metadata={},
    )


def batch(*, ended: bool) -> Batch:
    """Return a batch of four videos with two results, one of them failed; with ``ended`` all have ended."""
    results = {f"video00000{n}": full_result() for n in (1, 2)}
    made = batches.make(*([1, 2, 3] if ended else [1, 2, 3, 4]), name="Harbour talks")
    if ended:
        return batches.run(made, results=results, failed={"video000003"})
    feeding.advance()
    for video_id, result in results.items():
        batches.end(AnalysisTask.objects.filter(batch_members__batch=made, video_id=video_id), result=result)
    feeding.advance()
    made.refresh_from_db()
    return made


def follows() -> None:
    """Follow three channels: one that was checked, one whose checks fail, and one that is paused."""
    day = timedelta(days=1)
    channel = {
        "source_url": "https://www.youtube.com/@harbourtalks",
        "max_per_day": 5,
        "last_checked_at": now() - day / 8,
    }
    checked = Follow.objects.create(
        **channel,
        name="Harbour Talks",
        next_check_at=now() + day,
        message="New videos: 2. Waiting for another day: 1.",
    )
    for n in range(4):
        checked.videos.create(video_id=f"video{n:06}", waiting=n == 3, taken_at=now() if n < 2 else None)
    batches.make(1, 2, name="Harbour Talks", follow=checked)
    error = ListNotFound().message
    failed = channel | {"error_code": "LIST_NOT_FOUND", "error_message": error, "failures": 7}
    Follow.objects.create(**failed, next_check_at=now() + day, message=error)
    Follow.objects.create(**failed, next_check_at=None, enabled=False, message=f"{error} Paused after 7 failed checks.")


def troubled() -> AnalysisTask:
    """Return an analysis that failed after a try that was repeated."""
    task = TaskFactory(
        failed=True,
        youtube_url="https://youtu.be/bbbbbbbbbbb",
        video_id="bbbbbbbbbbb",
        error_code="INTERNAL_ERROR",
        error_message="Something went wrong on our side. The operators can find the cause in the log.",
        request_id="3f7be213a9ea43e28d95269f26d5505a",
    )
    begun = task.created_at + timedelta(seconds=2)
    AnalysisTask.objects.filter(pk=task.pk).update(started_at=begun, completed_at=begun + timedelta(seconds=31))
    told = (("retried", "SERVICE_UNAVAILABLE", "TimeoutError", "timed out", 0, 20), _UNEXPECTED)
    for outcome, code, cause, message, start, end in told:
        StepAttempt.objects.create(
            task=task,
            step=StepName.EXTRACTION,
            worker="celery@worker-1",
            started_at=begun + timedelta(seconds=start),
            ended_at=begun + timedelta(seconds=end),
            outcome=outcome,
            error_code=code,
            cause=cause,
            cause_message=message,
            traceback=f"Traceback (most recent call last):\n  ...\n{cause}: {message}\n",
        )
    return task


_UNEXPECTED = ("failed", "INTERNAL_ERROR", "KeyError", "'playerResponse'", 24, 31)


def operations(running: AnalysisTask) -> None:
    """Have two workers, one of them gone, a dispatcher, and a source that refuses."""
    AnalysisTask.objects.filter(pk=running.pk).update(lease_until=now() + timedelta(hours=1), worker="celery@worker-1")
    about = {"version": "1.0.0", "started_at": now() - timedelta(days=2)}
    Worker.objects.create(
        role="worker",
        name="celery@worker-1",
        pid=41,
        seen_at=now(),
        tasks=[running.pk],
        capacity=2,
        finished=812,
        **about,
    )
    gone = now() - timedelta(minutes=12)
    Worker.objects.create(
        role="worker", name="celery@worker-2", pid=43, seen_at=gone, capacity=2, finished=790, **about
    )
    Worker.objects.create(role="dispatcher", name="worker-1", pid=40, seen_at=now(), finished=1604, **about)
    SourceState.objects.create(
        name="ytdlp",
        refused_since=now() - timedelta(minutes=20),
        paused_until=now() + timedelta(minutes=4),
        pauses=3,
        reason_code="EXTRACTION_BLOCKED",
        reason="YouTube asks this server to confirm that it is not a bot. Extraction is blocked.",
    )


def staff_session() -> str:
    """Return the cookie of somebody who may do everything."""
    client = Client()
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client.cookies["sessionid"].value
