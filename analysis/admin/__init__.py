"""The admin site. Rows are read-only; actions call services."""

from analysis.admin import names
from analysis.admin.batches import BatchAdmin, FollowAdmin, FollowedVideoAdmin, MemberAdmin
from analysis.admin.celery_results import CeleryResultAdmin
from analysis.admin.comments import CommentAdmin
from analysis.admin.invitations import InvitationAdmin
from analysis.admin.operations import AdminLogAdmin, SourceAdmin, WorkerAdmin
from analysis.admin.tasks import AnalysisTaskAdmin
from analysis.admin.tokens import TokenAdmin
from analysis.admin.users import SecondFactorAdmin, UserWithQuotaAdmin
from analysis.admin.videos import TranscriptAdmin, VideoAdmin
from analysis.admin.webhooks import DeliveryAdmin, WebhookAdmin

names.translate()

__all__ = [
    "AdminLogAdmin",
    "AnalysisTaskAdmin",
    "BatchAdmin",
    "CeleryResultAdmin",
    "CommentAdmin",
    "DeliveryAdmin",
    "FollowAdmin",
    "FollowedVideoAdmin",
    "InvitationAdmin",
    "MemberAdmin",
    "SecondFactorAdmin",
    "SourceAdmin",
    "TokenAdmin",
    "TranscriptAdmin",
    "UserWithQuotaAdmin",
    "VideoAdmin",
    "WebhookAdmin",
    "WorkerAdmin",
]
