"""The Celery app. It reads the ``CELERY_`` settings of Django."""

import os
from typing import Any

from celery import Celery, signals
from structlog import contextvars

from analysis.execution import workspace
from youtube_analyzer import env
from youtube_analyzer.celery_support import kombu_patch, redis_patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")
# Django's checks would load the API, 20 MB, into each worker; `migrate` and `make check` run them.
env.set_default("CELERY_SKIP_CHECKS", "true")

kombu_patch.patch_kombu()
redis_patch.patch_redis()
app = Celery("youtube_analyzer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def disable_celery_logging(**kwargs: Any) -> None:
    """Keep Django's ``LOGGING``: Celery configures no handlers if this signal has a receiver."""


@signals.task_prerun.connect
def bind_task(args: Any, **kwargs: Any) -> None:
    """Bind the task id, so that Celery's own log lines contain it, also after the runner has finished."""
    contextvars.clear_contextvars()
    contextvars.bind_contextvars(task_id=str(args[0]) if args else None)


@signals.worker_ready.connect
def remove_leftover_files(**kwargs: Any) -> None:
    """Delete temporary files of workers that were killed."""
    workspace.delete_stale()
