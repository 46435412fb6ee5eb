"""What is removed when its time is over: findings, keys, tokens, Celery's mirror, sessions, lost processes."""

import logging
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django_celery_results.models import TaskResult

from analysis.access.limits import login_attempts
from analysis.choices import TaskStatus
from analysis.models import AccessToken, AnalysisTask, IdempotencyKey
from analysis.operations import worker_registry

logger = logging.getLogger(__name__)

#: Analyses removed in one transaction: with 10,000 comments each, a second of work and no long-held locks.
BATCH = 20


def clean() -> bool:
    """Remove a batch of what is due and say whether there may be more; several processes may do so at once."""
    removed = _remove_batch()
    if removed:
        logger.info("removed %s analyses that ended over %s days ago", removed, settings.RETENTION_DAYS)
    IdempotencyKey.objects.expired().delete()
    # Celery would do so by its beat, which does not run here.
    TaskResult.objects.delete_expired(timedelta(seconds=settings.CELERY_RESULT_EXPIRES))
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    worker_registry.forget_the_silent()
    login_attempts.forget_old()
    AccessToken.objects.filter(expiry__lt=now()).delete()
    return removed == BATCH


@transaction.atomic
def _remove_batch() -> int:
    """Remove the analyses that ended longest ago; 0 where none is due or RETENTION_DAYS keeps all."""
    if not settings.RETENTION_DAYS:
        return 0
    oldest = (
        AnalysisTask.objects.filter(status__in=TaskStatus.ended())
        .filter(completed_at__lt=now() - timedelta(days=settings.RETENTION_DAYS))
        .order_by("completed_at")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
    )
    due = list(oldest[:BATCH])
    AnalysisTask.objects.filter(pk__in=due).delete()
    return len(due)
