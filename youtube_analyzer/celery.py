"""The Celery app. Its settings are the ``CELERY_`` ones of Django's."""

import logging
import os
from typing import Any

from celery import Celery, signals
from django.core.cache import cache
from redis.exceptions import RedisError
from structlog import contextvars

from analysis.execution import workspace
from analysis.support import heartbeat_file
from youtube_analyzer.celery_support import kombu_patch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "youtube_analyzer.settings")

logger = logging.getLogger(__name__)

#: Cache key that a living worker renews; /health reads it.
HEARTBEAT_KEY = "worker-heartbeat"
#: Seconds after which a silent worker counts as gone; Celery beats every 2 s.
HEARTBEAT_EXPIRES = 10

kombu_patch.mend()
app = Celery("youtube_analyzer")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.setup_logging.connect
def leave_the_loggers_alone(**kwargs: Any) -> None:
    """Keep Celery from putting its own handlers and formats in place of Django's ``LOGGING``: a receiver suffices."""


@signals.task_prerun.connect
def bind_task(args: Any, **kwargs: Any) -> None:
    """Have what Celery says of a task name the analysis, also after the runner has let go of it."""
    contextvars.clear_contextvars()
    contextvars.bind_contextvars(task_id=str(args[0]) if args else None)


@signals.heartbeat_sent.connect
def note_heartbeat(**kwargs: Any) -> None:
    """Tell /health, and whoever looks after the process, that a worker lives and hears the broker."""
    heartbeat_file.show()
    try:
        cache.set(HEARTBEAT_KEY, True, HEARTBEAT_EXPIRES)
    except RedisError as error:
        logger.warning("the heartbeat could not be noted: %s", error)


@signals.worker_ready.connect
def sweep(**kwargs: Any) -> None:
    """Remove what workers before this one left behind when they were killed."""
    workspace.sweep()
