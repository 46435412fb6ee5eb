"""``manage.py dispatch``: send pending and orphaned analyses to Celery until stopped."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from analysis import dispatcher


class Command(BaseCommand):
    """Run the dispatcher."""

    help = "Send pending and orphaned analyses to Celery until stopped. Any number of dispatchers may run."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        dispatcher.run_forever(stop)
