"""What staff see and do. Nothing is edited by hand; an action calls a service."""

from analysis.admin.comments import CommentAdmin
from analysis.admin.log import LogAdmin
from analysis.admin.mirror import MirrorAdmin
from analysis.admin.operations import SourceAdmin, WorkerAdmin
from analysis.admin.tasks import AnalysisTaskAdmin
from analysis.admin.tokens import TokenAdmin
from analysis.admin.videos import TranscriptAdmin, VideoAdmin

__all__ = [
    "AnalysisTaskAdmin",
    "CommentAdmin",
    "LogAdmin",
    "MirrorAdmin",
    "SourceAdmin",
    "TokenAdmin",
    "TranscriptAdmin",
    "VideoAdmin",
    "WorkerAdmin",
]
