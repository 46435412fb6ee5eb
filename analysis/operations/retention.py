"""Deletes expired data: analyses, batches, uploads, keys, access tokens, invitations, sessions and more.

``text_retention`` deletes parts of analyses that stay. docs/operations.md has the table of all kinds.
"""

import logging
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django_celery_results.models import TaskResult

from analysis.access.accounts import invitations
from analysis.access.limits import login_attempts, quotas
from analysis.choices import TaskStatus
from analysis.models import AccessToken, AnalysisTask, Batch, IdempotencyKey
from analysis.operations import text_retention, worker_registry
from analysis.uploads import services as uploads
from analysis.webhooks import outbox

logger = logging.getLogger(__name__)

#: Analyses deleted in one transaction: with 10,000 comments each, about a second, so locks are short.
BATCH_SIZE = 20


def delete_expired_batch() -> bool:
    """Delete one batch of expired analyses and all other expired data; return whether more analyses may be due.

    Several processes may run this concurrently.
    """
    deleted = _delete_analyses()
    _delete_batches()
    more_texts, more_events = text_retention.delete_texts(BATCH_SIZE), text_retention.delete_events(BATCH_SIZE)
    if deleted:
        logger.info("deleted %s analyses that ended over %s days ago", deleted, settings.RETENTION_DAYS)
    IdempotencyKey.objects.expired().delete()
    # Celery does this in its beat process, which this project does not run.
    TaskResult.objects.delete_expired(timedelta(seconds=settings.CELERY_RESULT_EXPIRES))
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    worker_registry.delete_stale_workers()
    login_attempts.delete_expired()
    quotas.delete_past_days()
    AccessToken.objects.filter(expiry__lt=now()).delete()
    invitations.delete_expired()
    outbox.delete_expired()
    uploads.delete_due()
    uploads.delete_stale_files()
    return deleted == BATCH_SIZE or more_texts or more_events


def _delete_batches() -> None:
    """Delete batches that ended as long ago; their analyses go by their own times."""
    if settings.RETENTION_DAYS:
        ended = Batch.objects.filter(status__in=TaskStatus.ended())
        due = ended.filter(completed_at__lt=now() - timedelta(days=settings.RETENTION_DAYS)).order_by("completed_at")
        Batch.objects.filter(pk__in=list(due.values_list("pk", flat=True)[:BATCH_SIZE])).delete()


@transaction.atomic
def _delete_analyses() -> int:
    """Delete the analyses that ended longest ago and return how many; 0 where RETENTION_DAYS is empty."""
    if not settings.RETENTION_DAYS:
        return 0
    oldest = (
        AnalysisTask.objects.filter(status__in=TaskStatus.ended())
        .filter(completed_at__lt=now() - timedelta(days=settings.RETENTION_DAYS))
        .order_by("completed_at")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    due = list(oldest[:BATCH_SIZE])
    AnalysisTask.objects.filter(pk__in=due).delete()
    return len(due)
