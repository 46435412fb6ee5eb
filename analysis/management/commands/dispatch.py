"""``manage.py dispatch``: send pending and orphaned analyses to Celery, and webhooks, until stopped."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from analysis import dispatcher
from analysis.webhooks import deliveries


class Command(BaseCommand):
    """Run the dispatcher."""

    help = "Send pending and orphaned analyses to Celery until stopped. Any number of dispatchers may run."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        sender = threading.Thread(target=deliveries.run_forever, args=(stop,), name="webhooks", daemon=True)
        if settings.WEBHOOKS_ENABLED:
            sender.start()
        dispatcher.run_forever(stop)
        if settings.WEBHOOKS_ENABLED:
            # Long enough for the answers that it still waits for.
            sender.join(timeout=5)
