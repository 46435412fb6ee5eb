"""Heartbeat file: touched while a process polls for work, read by the health check of its container."""

import logging

from django.conf import settings

logger = logging.getLogger(__name__)


def touch() -> None:
    """Touch the file at ``LIVENESS_PATH``, if it is set; log a failure, which the health check then notices."""
    if settings.LIVENESS_PATH is None:
        return
    try:
        settings.LIVENESS_PATH.touch()
    except OSError as error:
        logger.warning("heartbeat file not updated: %s", error)
