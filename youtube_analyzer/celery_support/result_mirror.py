"""Where Celery keeps what became of its tasks: a mirror for the admin that must never cost a worker its life."""

import logging
from typing import Any

from django.db import Error, close_old_connections
from django_celery_results.backends import DatabaseBackend

logger = logging.getLogger(__name__)


# django-celery-results has no types.
class Mirror(DatabaseBackend):  # type: ignore[misc]
    """Stores results in the database, as far as there is one."""

    def _store_result(self, task_id: str, *args: Any, **kwargs: Any) -> Any:
        """Store a result. Celery ends a worker whose main process, which tells of killed children, sees this raise."""
        # The main process would keep its connection for as long as it lives, also after PostgreSQL was started anew.
        close_old_connections()
        try:
            return super()._store_result(task_id, *args, **kwargs)
        except Error as error:
            logger.warning("what became of the Celery task %s could not be stored: %s", task_id, error)
            close_old_connections()
            return None
