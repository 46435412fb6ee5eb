"""Rows."""

from analysis.models.attempt import StepAttempt
from analysis.models.idempotency import IdempotencyKey
from analysis.models.source import SourceState
from analysis.models.task import AnalysisTask, StepRun, TaskEvent
from analysis.models.video import Comment, Transcript, Video
from analysis.models.worker import Worker

__all__ = [
    "AnalysisTask",
    "Comment",
    "IdempotencyKey",
    "SourceState",
    "StepAttempt",
    "StepRun",
    "TaskEvent",
    "Transcript",
    "Video",
    "Worker",
]
