"""A file that a process touches as long as it looks for work, for a container's health check."""

import logging

from django.conf import settings

logger = logging.getLogger(__name__)


def show() -> None:
    """Touch ``LIVENESS_PATH``, where one is named; that it cannot be touched is logged, and whoever looks sees it."""
    if settings.LIVENESS_PATH is None:
        return
    try:
        settings.LIVENESS_PATH.touch()
    except OSError as error:
        logger.warning("the sign of life cannot be given: %s", error)
