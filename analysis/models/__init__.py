"""Models of the domain."""

from analysis.models.account import AccessToken, DailyCount, Invitation, LoginAttempts, UserQuota
from analysis.models.attempt import StepAttempt
from analysis.models.batch import Batch, BatchEvent, BatchMember
from analysis.models.counter import CounterRow
from analysis.models.erasure import ErasedAuthor
from analysis.models.follow import Follow, FollowedVideo
from analysis.models.idempotency import IdempotencyKey
from analysis.models.search import SearchEntry, SearchSignature, SearchVector
from analysis.models.source import SourceState
from analysis.models.task import AnalysisTask, StepRun, TaskEvent
from analysis.models.upload import Upload
from analysis.models.video import Comment, Transcript, Video
from analysis.models.webhook import Webhook, WebhookDelivery
from analysis.models.worker import Worker

__all__ = [
    "AccessToken",
    "AnalysisTask",
    "Batch",
    "BatchEvent",
    "BatchMember",
    "Comment",
    "CounterRow",
    "DailyCount",
    "ErasedAuthor",
    "Follow",
    "FollowedVideo",
    "IdempotencyKey",
    "Invitation",
    "LoginAttempts",
    "SearchEntry",
    "SearchSignature",
    "SearchVector",
    "SourceState",
    "StepAttempt",
    "StepRun",
    "TaskEvent",
    "Transcript",
    "Upload",
    "UserQuota",
    "Video",
    "Webhook",
    "WebhookDelivery",
    "Worker",
]
