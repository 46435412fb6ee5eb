"""The broker as the dispatcher calls it: every failure is one exception, logged once and followed by a pause."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery
from django.conf import settings
from kombu import Connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from analysis.support.error_origin import comes_from

logger = logging.getLogger(__name__)

#: Seconds after a failure in which the broker is not called.
PAUSE_SECONDS = 2.0


class BrokerUnavailable(Exception):
    """The broker does not answer, answers nonsense, or did so a moment ago."""


class Broker:
    """The broker of a Celery app. It may be down for any time; the caller goes on with what it can do without it."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._retry_at = 0.0
        self._failed_at: float | None = None

    def is_paused(self) -> bool:
        """Return whether the broker failed less than PAUSE_SECONDS ago."""
        return time.monotonic() < self._retry_at

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open a connection for the block, in which nothing but the broker is called.

        The first failure is logged as a warning, and the first success after it.

        Raises:
            BrokerUnavailable: a call failed, or the broker is paused.
        """
        if self.is_paused():
            raise BrokerUnavailable
        try:
            options = settings.BROKER_PUBLISHING_OPTIONS
            with self._app.connection_for_write(settings.CELERY_BROKER_URL, transport_options=options) as connection:
                yield connection
        except Exception as error:  # kombu, py-amqp and redis-py let anything through that their parsers raise
            is_known = isinstance(error, KombuError | RedisError | OSError)
            if not is_known and not comes_from(error, "amqp", "celery", "kombu", "redis"):
                raise  # a bug of the block
            self._retry_at = time.monotonic() + PAUSE_SECONDS
            if self._failed_at is None:
                self._failed_at = time.monotonic()
                logger.warning("broker unavailable, waiting for it: %r", error, exc_info=not is_known)
            raise BrokerUnavailable from error
        if self._failed_at is not None:
            logger.warning("broker available again after %.0f s", time.monotonic() - self._failed_at)
            self._failed_at = None
