"""Celery result backend: results are stored for the admin only, so a failure to store one must not stop a worker."""

import logging
from typing import Any

from django.db import Error, close_old_connections
from django_celery_results.backends import DatabaseBackend

logger = logging.getLogger(__name__)


# django-celery-results has no types.
class ResultBackend(DatabaseBackend):  # type: ignore[misc]
    """Stores results in the database, and logs an error if it is unavailable."""

    def _store_result(self, task_id: str, *args: Any, **kwargs: Any) -> Any:
        """Store a result. An exception here would end the worker's main process, which reports killed children."""
        # The main process would otherwise keep a connection that a restart of PostgreSQL has closed.
        close_old_connections()
        try:
            return super()._store_result(task_id, *args, **kwargs)
        except Error as error:
            logger.warning("result of Celery task %s could not be stored: %s", task_id, error)
            close_old_connections()
            return None
