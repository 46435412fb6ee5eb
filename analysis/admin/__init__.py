"""The admin site. Rows are read-only; actions call services."""

from analysis.admin.celery_results import CeleryResultAdmin
from analysis.admin.comments import CommentAdmin
from analysis.admin.operations import AdminLogAdmin, SourceAdmin, WorkerAdmin
from analysis.admin.tasks import AnalysisTaskAdmin
from analysis.admin.tokens import TokenAdmin
from analysis.admin.videos import TranscriptAdmin, VideoAdmin

__all__ = [
    "AdminLogAdmin",
    "AnalysisTaskAdmin",
    "CeleryResultAdmin",
    "CommentAdmin",
    "SourceAdmin",
    "TokenAdmin",
    "TranscriptAdmin",
    "VideoAdmin",
    "WorkerAdmin",
]
