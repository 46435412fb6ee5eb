"""Rows."""

from analysis.models.task import AnalysisTask, StepRun, TaskEvent
from analysis.models.video import Comment, Transcript, Video

__all__ = ["AnalysisTask", "Comment", "StepRun", "TaskEvent", "Transcript", "Video"]
